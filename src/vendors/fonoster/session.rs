//! Who calls: tokens, their renewal, and the way of a call to the server and back.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use gloo_net::http::Headers;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::grpc_web;
use crate::transport::http::{Answer, Signals, is_aborted, tell};
use crate::transport::options::{CALL_RULES, CLIENT_RULES, Limits, signal};
use crate::transport::retry::{Pauses, Policy};
use crate::transport::secret::{Secret, can_be_sent, reveal};
use crate::transport::time::Moment;
use crate::transport::value::{Rule, Rules, checked, concat, field, number_text, object, refuse, text};
use crate::transport::{Call, Dialect, Wire};
use crate::vendors::fonoster::messages::{API_KEY, OAUTH_CODE, PASSWORD, REFRESH_TOKEN, Shape, TOKENS};
use crate::vendors::fonoster::objects::{self, flawed};
use crate::vendors::fonoster::{Generation, address, codes, jwt};

const TIMEOUT_MS: f64 = 30_000.0;
/// An access token that has less left is renewed before it is used.
const MARGIN_MS: f64 = 30_000.0;

const RULES: &Rules = &[
    ("endpoint", Rule::Any),
    ("url", Rule::Any),
    ("baseUrl", Rule::Any),
    ("accessKeyId", Rule::Text),
    ("accessKeySecret", Rule::TextFunctionOrNull),
    ("workspace", Rule::Text),
    ("token", Rule::TextFunctionOrNull),
    ("refreshToken", Rule::Text),
    ("apiVersion", Rule::Text),
    ("bucket", Rule::Any),
    ("allowInsecure", Rule::Any),
    ("onAuthRequired", Rule::Function),
];

/// Checks a client's options and copies those that there are.
pub(crate) fn options(place: &str, given: &JsValue) -> Result<JsValue> {
    checked(Vendor::Fonoster, place, given, &[RULES, CALL_RULES, CLIENT_RULES])
}

const ADDRESSES: [&str; 3] = ["endpoint", "url", "baseUrl"];
/// They go into headers.
const SENT: [&str; 5] = ["accessKeyId", "accessKeySecret", "workspace", "token", "refreshToken"];

/// The generation of a client's options, the key of its address, and what is wrong with them: the rule that the key breaks.
fn flaw(options: &JsValue) -> (Generation, &'static str, Option<&'static str>) {
    let has = |key: &str| !field(options, key).is_undefined();
    let version = text(options, "apiVersion");
    let generation = if version == "v1beta1" { Generation::V1Beta1 } else { Generation::V1Beta2 };
    let mut addresses = ADDRESSES.into_iter().filter(|key| has(key));
    let address = addresses.next().unwrap_or("endpoint");
    let unsendable = |key: &&str| field(options, key).as_string().is_some_and(|value| !can_be_sent(&value));
    let (key, flaw) = if has("apiVersion") && !matches!(&*version, "v1beta1" | "v1beta2") {
        ("apiVersion", Some("must be \"v1beta2\" or \"v1beta1\""))
    } else if let Some(second) = addresses.next() {
        (second, Some("and the other names of the address are the same thing: give one"))
    } else if let Some(key) = SENT.into_iter().find(unsendable) {
        (key, Some(SENDABLE))
    } else if text(options, "accessKeyId").starts_with("WO") && field(options, "accessKeySecret").is_truthy() {
        ("accessKeySecret", Some("goes with an API key (AP…), not with a workspace"))
    } else {
        (address, None)
    };
    (generation, key, flaw)
}

/// With what a call is made.
#[derive(Clone)]
struct Auth {
    token: Secret,
    /// The workspace, or the access key of `v1beta1`.
    id: String,
}

/// What a call asks for.
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// A text, or undefined.
    pub(crate) body: JsValue,
    /// Whether it may safely happen twice.
    pub(crate) repeatable: bool,
    /// Whether it is about one agent that has to be there.
    pub(crate) one: bool,
}

impl Ask {
    /// A method of `v1beta2`: `Agents/GetAgent`.
    pub(crate) fn rpc(service: &str, message: &[u8], repeatable: bool) -> Ask {
        let path = concat(&["/fonoster.", service]);
        Ask { method: "POST", path, body: grpc_web::encode(message).into(), repeatable, one: false }
    }
}

/// What an answer holds.
pub(crate) enum Reply {
    Message(Vec<u8>),
    Json(JsValue),
}

/// How one call speaks to the server.
struct Fonoster<'a> {
    generation: Generation,
    auth: Option<&'a Auth>,
    repeatable: bool,
    one: bool,
}

impl Fonoster<'_> {
    fn refusal(&self, code: u8, kind: Kind, status: u16, details: String) -> Error {
        let message = if details.trim_ascii_start().starts_with('<') {
            "a web page answers: is `endpoint` a Fonoster API?".into()
        } else if details.is_empty() {
            concat(&["gRPC status ", &number_text(code.into())])
        } else {
            details.clone()
        };
        let limited = status == 429;
        Error::new(Vendor::Fonoster, kind, message).own("code", code).own("details", details).with(|facts| {
            if matches!(code, codes::UNAVAILABLE | codes::RESOURCE_EXHAUSTED) && !limited {
                facts.again = Some(self.repeatable);
            }
            // A missing agent of `v1beta1` looks like a server in trouble.
            if kind == Kind::NotFound {
                facts.again = Some(false);
            }
            let unknown = matches!(code, codes::UNAVAILABLE | codes::DEADLINE_EXCEEDED) && !limited;
            facts.maybe_applied = (unknown && !self.repeatable).then_some(true);
        })
    }

    fn judge_message(&self, answer: &Answer) -> Result<Reply> {
        let status = answer.status;
        let refused = |code: &[u8], message: &[u8]| match grpc_web::code(code) {
            0 => Ok(()),
            code => {
                let details = grpc_web::message_text(message);
                Err(self.refusal(code, codes::kind(code, status, &details), status, details))
            }
        };
        let said = answer.header("grpc-status");
        if let Some(code) = &said {
            refused(code.as_bytes(), answer.header("grpc-message").unwrap_or_default().as_bytes())?;
        } else if status != 200 {
            let code = grpc_web::code_of_status(status);
            let message = concat(&["HTTP status ", &number_text(status.into())]);
            return Err(self.refusal(code, codes::kind(code, status, ""), status, message));
        }
        let reply = grpc_web::decode(&answer.text.as_string().unwrap_or_default()).map_err(flawed)?;
        let trailer = |name| grpc_web::trailer(reply.trailers.as_deref().unwrap_or_default(), name);
        match trailer("grpc-status") {
            Some(code) => refused(code, trailer("grpc-message").unwrap_or_default())?,
            None if said.is_none() => return Err(flawed("ends without a status")),
            None => {}
        }
        reply.message.map(Reply::Message).ok_or_else(|| flawed("holds no message"))
    }
}

impl Dialect for Fonoster<'_> {
    type Reply = Reply;

    /// The stock proxy allows so many calls a minute and then fills up at once: two pauses outlast that.
    const POLICY: &'static Policy = &Policy { limited: Pauses { first: 28_000.0, most: 60_000.0 }, ..Policy::HOUSE };

    fn vendor(&self) -> Vendor {
        Vendor::Fonoster
    }

    fn media(&self) -> (&'static str, &'static str) {
        match self.generation {
            Generation::V1Beta2 => (grpc_web::MEDIA_TYPE, grpc_web::MEDIA_TYPE),
            Generation::V1Beta1 => ("application/json", "application/json"),
        }
    }

    fn authorize(&self, headers: &Headers) -> Result<()> {
        let Some(Auth { token, id }) = self.auth else { return Ok(()) };
        let (token_name, id_name) = match self.generation {
            Generation::V1Beta2 => ("token", "accesskeyid"),
            Generation::V1Beta1 => ("access_key_secret", "access_key_id"),
        };
        headers.set(token_name, token.expose());
        headers.set(id_name, id);
        Ok(())
    }

    fn judge(&self, answer: &Answer) -> Result<Reply> {
        if self.generation == Generation::V1Beta2 {
            return self.judge_message(answer);
        }
        let body = answer.json();
        if (200..300).contains(&answer.status) {
            return if body.is_object() { Ok(Reply::Json(body)) } else { Err(flawed("is no object")) };
        }
        let details = field(&body, "message").as_string().unwrap_or_default();
        let (code, kind) = codes::of_gateway(answer.status, &details, self.one);
        Err(self.refusal(code, kind, answer.status, details))
    }
}

#[derive(Default)]
struct Tokens {
    access: String,
    refresh: String,
    id: String,
}

/// What signs in where no refresh token does.
enum Key {
    /// The options' `token` function, or their API key.
    Options,
    /// An API key that the page signed in with, as it is exchanged.
    Own(JsValue),
    /// Nothing: somebody signed in, or out.
    None,
}

pub(crate) struct Session {
    me: Weak<Session>,
    pub(crate) generation: Generation,
    /// Without a final slash.
    pub(crate) base: String,
    /// Whether the page said where the server is.
    placed: bool,
    limits: Limits,
    /// As far as it is looked at here, an `AbortSignal`.
    life: AbortSignal,
    tokens: RefCell<Tokens>,
    /// When to renew the access token, on the steady clock.
    renew_at: Cell<f64>,
    /// The workspace that the page chose; otherwise the access token's.
    chosen: RefCell<String>,
    own: RefCell<String>,
    key: RefCell<Key>,
    /// Counts sign-ins and sign-outs of the page: what began before one of them is nobody's business after it.
    epoch: Cell<u32>,
    renewing: RefCell<Option<Promise>>,
    auth_required_told: Cell<bool>,
}

impl Session {
    pub(crate) fn new(place: &str, options: &JsValue, life: JsValue) -> Result<Rc<Session>> {
        let (generation, key, flaw) = flaw(options);
        if let Some(rule) = flaw {
            return Err(refuse(Vendor::Fonoster, place, key, rule));
        }
        let base = address::read(place, key, &field(options, key), generation)?;
        let id = text(options, "accessKeyId");
        let mut workspace = text(options, "workspace");
        if workspace.is_empty() && id.starts_with("WO") {
            workspace = id;
        }
        let session = Rc::new_cyclic(|me| Session {
            me: me.clone(),
            generation,
            base,
            placed: !field(options, key).is_undefined(),
            limits: Limits::client(TIMEOUT_MS, 2).or(options),
            life: life.unchecked_into(),
            tokens: RefCell::default(),
            renew_at: Cell::new(0.0),
            chosen: RefCell::new(workspace),
            own: RefCell::default(),
            key: RefCell::new(Key::Options),
            epoch: Cell::new(0),
            renewing: RefCell::default(),
            auth_required_told: Cell::new(false),
        });
        if let Some(token) = field(options, "token").as_string() {
            session.use_access_token(place, "token", token)?;
        }
        session.tokens.borrow_mut().refresh = text(options, "refreshToken");
        Ok(session)
    }

    // --- Calls ------------------------------------------------------------------------------------------------

    /// A call of the page that is not yet filled in.
    pub(crate) fn call(&self, operation: &'static str, options: &JsValue, own: &JsValue) -> Call {
        Call {
            operation,
            method: "POST",
            path: String::new(),
            body: JsValue::UNDEFINED,
            repeatable: false,
            limits: self.limits.or(own),
            options: options.clone(),
            signals: self.signals(options).and(signal(own).as_ref()),
        }
    }

    /// Those that end every call.
    fn signals(&self, options: &JsValue) -> Signals {
        Signals::none().and(Some(&self.life)).and(signal(options).as_ref())
    }

    /// Asks the server, once more with a new token where it does not know the one it was asked with.
    ///
    /// Boxed: each of the methods that await it would otherwise hold all of it.
    pub(crate) fn ask<'a>(&'a self, scope: &'a Call, ask: Ask) -> Pin<Box<dyn Future<Output = Result<Reply>> + 'a>> {
        Box::pin(async move {
            let one = ask.one;
            let call = filled(scope, ask);
            let mut auth = self.access(&call).await?;
            let mut again = true;
            loop {
                match self.wire(Some(&auth), call.repeatable, one).call(&call).await {
                    Err(refused) if again && refused.facts().kind == Kind::Authentication => {
                        again = false;
                        auth = self.renew(&call, Some((&auth, refused))).await?;
                    }
                    outcome => return outcome,
                }
            }
        })
    }

    fn wire<'a>(&self, auth: Option<&'a Auth>, repeatable: bool, one: bool) -> Wire<Fonoster<'a>> {
        let dialect = Fonoster { generation: self.generation, auth, repeatable, one };
        Wire { dialect, base: self.base.clone() }
    }

    /// The error for a call of a session that is over.
    pub(crate) fn over(&self, options: &JsValue) -> Option<Error> {
        let closed = is_aborted(&self.life) || signal(options).is_some_and(|signal| is_aborted(&signal));
        closed.then(|| Error::new(Vendor::Fonoster, Kind::Aborted, "the client is closed").because("closed"))
    }

    // --- Tokens -----------------------------------------------------------------------------------------------

    /// A token that lives long enough.
    async fn access(&self, call: &Call) -> Result<Auth> {
        let fresh = Moment::now().steady < self.renew_at.get();
        let known = !self.tokens.borrow().access.is_empty();
        // One that nothing replaces may be good all the same: clocks differ.
        if known && (fresh || !self.can_sign_in(&call.options)) {
            return self.auth(call);
        }
        self.renew(call, None).await
    }

    /// What to send with a call now.
    fn auth(&self, call: &Call) -> Result<Auth> {
        let id = match self.generation {
            Generation::V1Beta2 => self.workspace(),
            Generation::V1Beta1 => text(&call.options, "accessKeyId"),
        };
        let token = self.tokens.borrow().access.clone();
        if token.is_empty() {
            return Err(self.unknown());
        }
        if id.is_empty() {
            let message = "the token names no workspace: give `workspace`, or call `setAccessKeyId`";
            return Err(Error::argument(Vendor::Fonoster, message));
        }
        Ok(Auth { token: Secret::new(token), id })
    }

    pub(crate) fn workspace(&self) -> String {
        let chosen = self.chosen.borrow();
        if chosen.is_empty() { self.own.borrow().clone() } else { chosen.clone() }
    }

    /// Whether it can get a token by itself.
    fn can_sign_in(&self, options: &JsValue) -> bool {
        if !self.tokens.borrow().refresh.is_empty() {
            return true;
        }
        match &*self.key.borrow() {
            Key::None => false,
            Key::Own(_) => true,
            Key::Options => {
                let has = |name: &str| field(options, name).is_truthy();
                let key = has("accessKeyId") && has("accessKeySecret");
                key || self.generation == Generation::V1Beta2 && field(options, "token").is_function()
            }
        }
    }

    /// Gets a new token, once for all who wait for one, unless somebody has done it since `refused` was refused.
    async fn renew(&self, call: &Call, refused: Option<(&Auth, Error)>) -> Result<Auth> {
        if let Some((used, error)) = refused {
            let token = self.tokens.borrow().access.clone();
            if !token.is_empty() && token != used.token.expose() {
                return self.auth(call);
            }
            let constant = field(&call.options, "accessKeySecret").is_string();
            if !self.can_sign_in(&call.options) || self.generation == Generation::V1Beta1 && constant {
                return Err(self.give_up(call, error));
            }
        } else if !self.can_sign_in(&call.options) {
            return Err(self.give_up(call, self.unknown()));
        }
        let pending = self.renewing.borrow().clone();
        let renewing = pending.unwrap_or_else(|| {
            // Of the client alone: the call that began it may end before.
            let scope = self.call(call.operation, &call.options, &JsValue::UNDEFINED);
            let epoch = self.epoch.get();
            let renewing = self.promise(async move |session| {
                let outcome = session.sign_in(&scope, epoch).await;
                if session.epoch.get() != epoch {
                    return Ok(JsValue::UNDEFINED);
                }
                session.renewing.replace(None);
                // Resolved with an error where there is one: all that wait reject with it.
                Ok(outcome.map_or_else(Into::into, |()| JsValue::UNDEFINED))
            });
            self.renewing.replace(Some(renewing.clone()));
            renewing
        });
        match call.signals.settle(&renewing).await {
            Ok(error) if error.is_object() => Err(Error::thrown(Vendor::Fonoster, error)),
            Ok(_) => self.auth(call),
            Err(cut) => Err(self.wire(None, call.repeatable, false).lost(call, cut)),
        }
    }

    /// Nobody has signed in.
    fn unknown(&self) -> Error {
        let nothing = !self.placed && matches!(*self.key.borrow(), Key::Options);
        if nothing {
            let message =
                "`endpoint`, `accessKeyId` and `accessKeySecret` are needed, or a `Client` that has signed in";
            return Error::argument(Vendor::Fonoster, message);
        }
        Error::new(Vendor::Fonoster, Kind::Authentication, "nobody has signed in").because("sign-in")
    }

    /// Tells the page once that it has to sign in.
    fn give_up(&self, call: &Call, why: Error) -> Error {
        let error = why.with(|facts| facts.operation = Some(call.operation)).into();
        if !self.auth_required_told.replace(true) {
            tell(&field(&call.options, "onAuthRequired"), &error);
        }
        Error::thrown(Vendor::Fonoster, error)
    }

    /// Gets tokens by whatever the session has for it.
    async fn sign_in(&self, scope: &Call, epoch: u32) -> Result<()> {
        let refresh = self.tokens.borrow().refresh.clone();
        let mut why = None;
        if !refresh.is_empty() {
            let token = object(&[("refreshToken", &refresh.into())]);
            let outcome = self.exchange(scope, REFRESH, &token, epoch).await;
            match outcome {
                Ok(()) => return Ok(()),
                Err(error) if error.facts().retryable => return Err(error),
                Err(error) => why = Some(error),
            }
            if self.epoch.get() == epoch {
                self.tokens.borrow_mut().refresh.clear();
            }
        }
        let key = if let Key::Own(key) = &*self.key.borrow() { Some(key.clone()) } else { None };
        let outcome = match key {
            Some(key) => self.exchange(scope, KEY, &key, epoch).await,
            None if !self.can_sign_in(&scope.options) => Err(why.unwrap_or_else(|| self.unknown())),
            None => self.sign_in_by_options(scope, epoch).await,
        };
        outcome.map_err(|error| {
            let verdict = matches!(
                error.facts().kind,
                Kind::InvalidArgument | Kind::Authentication | Kind::Permission | Kind::NotFound
            );
            if !verdict || self.epoch.get() != epoch {
                return error;
            }
            // Whatever the refusal was: the page has to sign in.
            let reason = error.facts().reason.unwrap_or("sign-in");
            self.give_up(scope, error.of_kind(Kind::Authentication).because(reason))
        })
    }

    async fn sign_in_by_options(&self, scope: &Call, epoch: u32) -> Result<()> {
        let (options, signals) = (&scope.options, &scope.signals);
        let token = field(options, "token");
        if token.is_function() && self.generation == Generation::V1Beta2 {
            let token = reveal(Vendor::Fonoster, "token", &token, signals).await?;
            if self.epoch.get() == epoch {
                self.use_access_token("the client's options", "token", token.expose().into())?;
            }
            return Ok(());
        }
        let secret = reveal(Vendor::Fonoster, "accessKeySecret", &field(options, "accessKeySecret"), signals).await?;
        match self.generation {
            Generation::V1Beta2 => {
                let id = field(options, "accessKeyId");
                let key = object(&[("accessKeyId", &id), ("accessKeySecret", &secret.expose().into())]);
                self.exchange(scope, KEY, &key, epoch).await
            }
            Generation::V1Beta1 => {
                sendable("the client's options", "accessKeySecret", secret.expose())?;
                if self.epoch.get() == epoch {
                    // The secret is what is sent.
                    self.tokens.borrow_mut().access = secret.expose().into();
                    self.renew_at.set(f64::INFINITY);
                }
                Ok(())
            }
        }
    }

    /// Exchanges something for tokens, and keeps them unless the page has signed in or out meanwhile.
    async fn exchange(&self, scope: &Call, how: Exchange, what: &JsValue, epoch: u32) -> Result<()> {
        let path = concat(&["identity.v1beta2.Identity/Exchange", how.method]);
        // A code counts once.
        let repeatable = how.method != "Oauth2Code";
        let call = filled(scope, Ask::rpc(&path, &objects::write(how.shape, what), repeatable));
        let began = Moment::now();
        let outcome = self.wire(None, repeatable, false).call(&call).await;
        let tokens = match outcome.map_err(|error| how.judge(error))? {
            Reply::Message(message) => objects::read(TOKENS, &message)?,
            Reply::Json(_) => return Err(flawed("is no message")),
        };
        let access = text(&tokens, "accessToken");
        if !can_be_sent(&access) {
            return Err(flawed("holds no token"));
        }
        if self.epoch.get() == epoch {
            let claims = jwt::read(&access);
            // By the server's own clock, which may be another than this machine's.
            let life = claims.ends.zip(claims.issued).map(|(ends, issued)| (ends - issued) * 1000.0);
            self.lives(began.steady, life, claims.workspace);
            let (refresh, id) = (text(&tokens, "refreshToken"), text(&tokens, "idToken"));
            self.tokens.replace(Tokens { access, refresh, id });
            self.auth_required_told.set(false);
        }
        Ok(())
    }

    /// The access token lives so long from `since` on.
    fn lives(&self, since: f64, life: Option<f64>, workspace: String) {
        let renew_at = life.map_or(f64::INFINITY, |life| since + life - MARGIN_MS.min(life / 2.0));
        self.renew_at.set(renew_at);
        self.own.replace(workspace);
    }

    /// Uses an access token of the page.
    pub(crate) fn use_access_token(&self, place: &str, key: &str, token: String) -> Result<()> {
        sendable(place, key, &token)?;
        let claims = jwt::read(&token);
        // The server ends over one.
        if claims.refreshes {
            return Err(refuse(Vendor::Fonoster, place, key, "is a refresh token: give it as `refreshToken`"));
        }
        let now = Moment::now();
        self.lives(now.steady, claims.ends.map(|ends| ends * 1000.0 - now.wall), claims.workspace);
        self.tokens.borrow_mut().access = token;
        self.auth_required_told.set(false);
        Ok(())
    }

    /// What the page may know.
    pub(crate) fn state(&self) -> JsValue {
        let Tokens { access, refresh, id } = &*self.tokens.borrow();
        // What is sent in place of a token to the older generation is none.
        let access = if self.generation == Generation::V1Beta2 { access } else { "" };
        object(&[
            ("endpoint", &self.base.as_str().into()),
            ("accessKeyId", &self.workspace().into()),
            ("accessToken", &access.into()),
            ("refreshToken", &refresh.as_str().into()),
            ("idToken", &id.as_str().into()),
        ])
    }

    pub(crate) fn use_workspace(&self, place: &str, key: &str, workspace: String) -> Result<()> {
        sendable(place, key, &workspace)?;
        self.chosen.replace(workspace);
        Ok(())
    }

    // --- Signing in and out -----------------------------------------------------------------------------------

    /// The page signs in, with what it was checked to have given; or fetches new tokens whatever the life of the present ones.
    pub(crate) async fn sign_in_by(&self, call: &Call, what: JsValue) -> Result<JsValue> {
        let Some((how, _)) = SIGN_INS.iter().find(|(how, _)| how.operation == call.operation) else {
            return self.renew(call, None).await.map(|_| JsValue::UNDEFINED);
        };
        if self.generation == Generation::V1Beta1 {
            let message = "`v1beta1` knows no sign-in: give `accessKeyId` and `accessKeySecret`";
            return Err(Error::new(Vendor::Fonoster, Kind::Unsupported, message));
        }
        let epoch = self.turn();
        self.exchange(call, *how, &what, epoch).await?;
        if self.epoch.get() == epoch {
            self.key.replace(if how.method == KEY.method { Key::Own(what) } else { Key::None });
        }
        Ok(JsValue::UNDEFINED)
    }

    /// Begins another epoch: a renewal that is under way is for nobody.
    pub(crate) fn turn(&self) -> u32 {
        self.renewing.replace(None);
        self.epoch.set(self.epoch.get() + 1);
        self.epoch.get()
    }

    pub(crate) fn sign_out(&self) {
        self.turn();
        self.tokens.replace(Tokens::default());
        self.own.replace(String::new());
        self.key.replace(Key::None);
    }

    /// Starts something that outlives the call and holds the session, not the page's object.
    pub(crate) fn promise<F>(&self, work: impl FnOnce(Rc<Session>) -> F) -> Promise
    where
        F: Future<Output = Result<JsValue>> + 'static,
    {
        match self.me.upgrade() {
            Some(session) => {
                // Boxed, so that the promise's machinery is compiled once.
                let work: Pin<Box<dyn Future<Output = Result<JsValue>>>> = Box::pin(work(session));
                future_to_promise(async move { work.await.map_err(JsValue::from) })
            }
            // Not reachable: whoever calls a method holds the session.
            None => Promise::reject(&JsValue::UNDEFINED),
        }
    }
}

/// A way to get tokens.
#[derive(Clone, Copy)]
pub(crate) struct Exchange {
    /// The page's word for it.
    pub(crate) operation: &'static str,
    /// The server's, after `Exchange`.
    pub(crate) method: &'static str,
    pub(crate) shape: &'static Shape,
}

impl Exchange {
    /// A refresh token that has ended is an internal error to this server.
    fn judge(&self, error: Error) -> Error {
        let ended = self.method == REFRESH.method && error.facts().kind == Kind::Server;
        if ended { error.of_kind(Kind::Authentication) } else { error }
    }
}

/// Reads the arguments of a sign-in of the page, where an operation is one.
pub(crate) fn sign_in(operation: &'static str, given: &JsValue) -> Result<Option<JsValue>> {
    if operation == "refreshToken" {
        return Ok(Some(JsValue::UNDEFINED));
    }
    let Some((how, rules)) = SIGN_INS.iter().find(|(how, _)| how.operation == operation) else { return Ok(None) };
    let place = concat(&[operation, "(…)"]);
    let what = checked(Vendor::Fonoster, &place, given, &[rules])?;
    if how.method == "Oauth2Code" && text(&what, "provider") != "GITHUB" {
        return Err(refuse(Vendor::Fonoster, &place, "provider", "must be \"GITHUB\""));
    }
    Ok(Some(what))
}

/// The sign-ins of a page, and what each takes.
const SIGN_INS: [(Exchange, &Rules); 4] = [
    (
        Exchange { operation: "login", method: "Credentials", shape: PASSWORD },
        &[("username", Rule::FilledText), ("password", Rule::FilledText), ("twoFactorCode", Rule::Text)],
    ),
    (KEY, &[("accessKeyId", Rule::FilledText), ("accessKeySecret", Rule::FilledText)]),
    (REFRESH, &[("refreshToken", Rule::FilledText)]),
    (
        Exchange { operation: "loginWithOauth2Code", method: "Oauth2Code", shape: OAUTH_CODE },
        &[("provider", Rule::FilledText), ("code", Rule::FilledText)],
    ),
];

const KEY: Exchange = Exchange { operation: "loginWithApiKey", method: "ApiKey", shape: API_KEY };
const REFRESH: Exchange = Exchange { operation: "loginWithRefreshToken", method: "RefreshToken", shape: REFRESH_TOKEN };

fn filled(scope: &Call, ask: Ask) -> Call {
    let Ask { method, path, body, repeatable, .. } = ask;
    let Call { operation, limits, .. } = *scope;
    let (options, signals) = (scope.options.clone(), scope.signals.clone());
    Call { operation, method, path, body, repeatable, limits, options, signals }
}

/// Whether a value can stand in a header.
fn sendable(place: &str, key: &str, value: &str) -> Result<()> {
    if can_be_sent(value) { Ok(()) } else { Err(refuse(Vendor::Fonoster, place, key, SENDABLE)) }
}

const SENDABLE: &str = "must be a filled string of visible ASCII characters";
