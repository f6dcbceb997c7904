//! One extension's session: start sequence, calls, feed, and its end.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use gloo_net::http::Headers;
use js_sys::{Array, Function, JSON, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{future_to_promise, spawn_local};
use web_sys::{AbortController, AbortSignal};

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::feed::machine::{Rhythm, Snapshot};
use crate::transport::feed::{Feed, FeedOwner, Frame};
use crate::transport::http::{Answer, Signals, is_aborted, tell, watch_request};
use crate::transport::options::{CALL_RULES, CLIENT_RULES, Limits, lacking, service, signal};
use crate::transport::secret::{Secret, can_be_sent, reveal};
use crate::transport::url::{self, Escape};
use crate::transport::value::{
    self, Rule, Rules, checked, concat, field, given, is_argument, number_text, object, refuse,
};
use crate::transport::{Call, Dialect, Wire};
use crate::vendors::yeastar::address::{self, Address};
use crate::vendors::yeastar::codes::{self, Code};
use crate::vendors::yeastar::events::{self, Agent, Effect, Plan};
use crate::vendors::yeastar::{cdr, failed, failed_as};

/// As the vendor's SDK: ten minutes.
const TIMEOUT_MS: f64 = 600_000.0;
/// For requests that nobody waits for.
const SIDE_TIMEOUT_MS: f64 = 10_000.0;

const RHYTHM: Rhythm = Rhythm {
    quiet_ping: 30_000.0,
    pong: 20_000.0,
    busy_ping: 35_000.0,
    opening: 30_000.0,
    retry: 5_000.0,
    retry_spread: 1_000.0,
    probe_after: 3,
    late: 5_000.0,
    long_outage: 300_000.0,
};

#[wasm_bindgen]
extern "C" {
    /// The page's side of an operator, in `yeastar.js`. It holds the operator weakly: whatever Rust holds, the
    /// garbage collector cannot see.
    pub type Host;

    #[wasm_bindgen(method)]
    fn get(this: &Host, name: &str) -> JsValue;
    #[wasm_bindgen(method)]
    fn set(this: &Host, name: &str, value: &JsValue);
    /// Keeps the operator from being collected while it is signing in or open.
    #[wasm_bindgen(method)]
    fn hold(this: &Host, hold: bool);
    /// Gives the operator its socket wrapper, or takes it away.
    #[wasm_bindgen(method)]
    fn connect(this: &Host, connected: bool);
    /// Destroys the operator when a signal aborts.
    #[wasm_bindgen(method)]
    fn watch(this: &Host, signal: &AbortSignal);
    #[wasm_bindgen(method)]
    fn emit(this: &Host, event: &str, payload: &JsValue);
    #[wasm_bindgen(method)]
    fn gap(this: &Host, from: f64, to: f64);
    #[wasm_bindgen(method, js_name = emitOnSocket)]
    fn emit_on_socket(this: &Host, event: &str);
    /// A list of topics with those that the page added, ascending.
    #[wasm_bindgen(method)]
    fn topics(this: &Host, own: &Array) -> JsValue;
    /// Hands the page's own listeners of a topic the raw event.
    #[wasm_bindgen(method)]
    fn frame(this: &Host, topic: u32, event: &Frame);
    /// The feed is another than it was.
    #[wasm_bindgen(method)]
    fn changed(this: &Host, state: &str, since: f64, failures: u32, retry_at: Option<f64>);
    /// Drops all listeners; with an error, after `runtimeError` has reached them.
    #[wasm_bindgen(method)]
    fn end(this: &Host, error: &JsValue);
}

/// How Yeastar speaks HTTP.
struct Yeastar {
    token: RefCell<Option<Secret>>,
}

impl Dialect for Yeastar {
    type Reply = JsValue;

    fn vendor(&self) -> Vendor {
        Vendor::Yeastar
    }

    /// The bare token, without a scheme.
    fn authorize(&self, headers: &Headers) -> Result<()> {
        if let Some(token) = &*self.token.borrow() {
            headers.set("Authorization", token.expose());
        }
        Ok(())
    }

    /// Only the status: what an `errcode` means depends on the call. Fields as axios names them, since pages of the
    /// vendor's SDK read those.
    fn judge(&self, answer: &Answer) -> Result<JsValue> {
        let status = answer.status;
        if (200..300).contains(&status) {
            return Ok(answer.json());
        }
        let message = concat(&["Request failed with status code ", &number_text(status.into())]);
        Err(Error::new(Vendor::Yeastar, Kind::of_status(status), message)
            .own("name", "AxiosError")
            .own("code", if status < 500 { "ERR_BAD_REQUEST" } else { "ERR_BAD_RESPONSE" })
            .own("response", object(&[("status", &status.into())])))
    }
}

/// What the start sequence learns and the feed needs.
#[derive(Clone, Copy)]
struct Product {
    plan: Plan,
    /// Whether its firmware has the topics about the plan.
    plan_topics: bool,
}

/// One address of a PBX with the token for it.
struct Line {
    address: Address,
    wire: Wire<Yeastar>,
}

pub(crate) struct Operator {
    me: Weak<Operator>,
    host: Host,
    limits: Limits,
    agent: Agent,
    pub(crate) feed: Rc<Feed>,
    auth_required_told: Cell<bool>,
    line: RefCell<Rc<Line>>,
    /// Aborts whatever is under way when the session ends.
    life: RefCell<AbortController>,
    product: Cell<Product>,
    extension_number: RefCell<String>,
    inited: Cell<bool>,
    /// The page asked the PBX to forget the token: no login brings it back.
    logged_out: Cell<bool>,
    starting: RefCell<Option<Promise>>,
    renewing: RefCell<Option<Promise>>,
    heartbeat: (JsValue, JsValue),
    /// Tries of the feed.
    attempts: Cell<u32>,
    /// Tells the hooks how the present one ended.
    attempt_end: RefCell<Option<Function>>,
}

/// Options beside those of every client.
const RULES: &Rules = &[
    ("username", Rule::FilledText),
    ("secret", Rule::FilledTextOrFunction),
    ("userAgent", Rule::Text),
    ("onAuthRequired", Rule::Function),
    ("baseUrl", Rule::Any),
];
/// Of the vendor's `init`; the last four concern a phone or a log, and there is none.
const INIT_RULES: &Rules = &[
    ("pbxURL", Rule::Any),
    ("enableLog", Rule::Any),
    ("reRegistryPhoneTimes", Rule::Any),
    ("deviceIds", Rule::Any),
    ("disableCallWaiting", Rule::Any),
];
const CONFIG_RULES: &Rules = &[("url", Rule::Any)];

impl Operator {
    pub(crate) fn new(host: Host, config: &JsValue, top_level: bool) -> Result<Rc<Operator>> {
        let vendor = Vendor::Yeastar;
        let (place, address_key, own) = if top_level {
            ("init(options)", "pbxURL", INIT_RULES)
        } else {
            ("new PBXOperator(config)", "url", CONFIG_RULES)
        };
        is_argument(vendor, place, config)?;
        // Address first, as the vendor's SDK: its pages know -2 and -3.
        let named = given(vendor, place, config, address_key)?;
        let shared = given(vendor, place, config, "baseUrl")?;
        if !named.is_undefined() && !shared.is_undefined() {
            return Err(refuse(vendor, place, address_key, "and `baseUrl` are the same thing: give one"));
        }
        let (url, address) = address::read(if named.is_undefined() { &shared } else { &named })?;
        let options = checked(vendor, place, config, &[RULES, CALL_RULES, CLIENT_RULES, own])?;
        let agent = match field(&options, "userAgent").as_string().as_deref() {
            None | Some("WebClient") => Agent::WebClient,
            Some("WebPC") => Agent::WebPc,
            Some(_) => return Err(refuse(vendor, place, "userAgent", "must be \"WebClient\" or \"WebPC\"")),
        };
        let life = AbortController::new().map_err(|_| lacking(vendor, "AbortController"))?;

        let secret = field(&options, "secret");
        host.set("options", &options);
        host.set("url", &url);
        host.set("username", &field(&options, "username"));
        host.set("secret", &secret);
        // The vendor's SDK keeps the signature there until it has a token.
        host.set("token", &if secret.is_string() { secret } else { JsValue::NULL });
        let operator = Rc::new_cyclic(|me: &Weak<Operator>| Operator {
            feed: Feed::new(RHYTHM, me.clone()),
            me: me.clone(),
            limits: Limits::client(TIMEOUT_MS, 0).or(&options),
            agent,
            auth_required_told: Cell::new(false),
            line: RefCell::new(Rc::new(Line::new(address))),
            life: RefCell::new(life),
            product: Cell::new(Product { plan: Plan::En, plan_topics: false }),
            extension_number: RefCell::default(),
            inited: Cell::new(false),
            logged_out: Cell::new(false),
            starting: RefCell::default(),
            renewing: RefCell::default(),
            heartbeat: ("heartbeat".into(), "heartbeat response".into()),
            attempts: Cell::default(),
            attempt_end: RefCell::default(),
            host,
        });
        if let Some(signal) = signal(&options) {
            operator.host.watch(&signal);
        }
        Ok(operator)
    }

    pub(crate) fn is_inited(&self) -> bool {
        self.inited.get()
    }

    // --- Signing in -------------------------------------------------------------------------------------------

    pub(crate) fn init(&self) -> Promise {
        if self.inited.get() {
            return Promise::reject(
                &failed(codes::PBX_ALREADY_INITIALIZED).with(|f| f.operation = Some("init")).into(),
            );
        }
        if let Some(starting) = &*self.starting.borrow() {
            return starting.clone();
        }
        // Taken now: what ends this session ends this start, and no later one.
        let life = self.life.borrow().signal();
        let starting = self.promise(async move |operator| {
            let started = operator.start(&life).await;
            // A session that was destroyed meanwhile is not this start's any more.
            if !is_aborted(&life) {
                operator.starting.replace(None);
                if started.is_err() {
                    operator.set_token(&operator.line(), None);
                    operator.host.hold(false);
                }
            }
            started.map_err(|error| error.with(|facts| facts.operation = Some("init")))
        });
        self.host.hold(true);
        self.starting.replace(Some(starting.clone()));
        starting
    }

    async fn start(&self, life: &AbortSignal) -> Result<JsValue> {
        service(Vendor::Yeastar, &self.options(), "WebSocket")?;
        // Attributes are the page's to write: they count as they are now.
        let (_, address) = address::read(&self.host.get("url"))?;
        let line = Rc::new(Line::new(address));

        let product = self.product(&line, life).await?;
        self.line.replace(line.clone());
        self.product.set(product);
        self.login(&line, life).await?;

        let global = self.step(&line, "/v1.0/extension/getpersonalglobal", life).await?;
        if product.plan == Plan::Cn && !is_one(&global, "enb_internal_client") {
            return Err(self.not_allowed(&line, life).await);
        }
        self.step(&line, "/v1.0/licenseservice/get", life).await?;

        let extension = field(&self.step(&line, "/v1.0/extension/getpersonal", life).await?, "extension");
        if !extension.is_object() {
            return Err(failed(codes::GET_PERSONAL_NOT_FOUND_DATA));
        }
        let part = |name: &str| field(&extension, name);
        let (id, number, name) = (part("id"), part("number"), part("caller_id_name"));
        self.host.set("extensionId", &id);
        self.host.set("extensionNumber", &number);
        self.host.set("extensionName", &name);
        self.extension_number.replace(number.as_string().unwrap_or_default());
        let flag = match self.agent {
            Agent::WebClient => "enb_web_client",
            Agent::WebPc => "enb_desktop_client",
        };
        if product.plan == Plan::En && !is_one(&extension, flag) {
            return Err(self.not_allowed(&line, life).await);
        }

        let register = self.step(&line, "/v1.0/extension/getregisterinfo", life).await?;
        let info = object(&[
            ("realm", &field(&register, "realm")),
            ("registername", &field(&register, "registername")),
            ("ha1", &field(&register, "registerpassword")),
            ("extensionNumber", &number),
            ("extensionId", &id),
            ("extensionName", &name),
            ("recordPermissions", &part("enb_ctl_record")),
        ]);
        self.inited.set(true);
        self.logged_out.set(false);
        self.host.connect(true);
        self.feed.start();
        Ok(info)
    }

    async fn product(&self, line: &Line, life: &AbortSignal) -> Result<Product> {
        let query = url::query(Escape::Axios, &[("host", Some(line.address.host.clone()))]);
        let call = self.get("getproduct", concat(&["/v1.0/pbx/getproduct", &query]), self.limits, life);
        let reply = send(line, &call, life, codes::GET_PRODUCT_FAILED).await?;
        let product = field(&reply, "product");
        let oem = field(&product, "base_oem_id");
        if errcode(&reply) != Some(0.0) || oem.is_undefined() || oem.is_null() {
            return Err(with_reply(failed(codes::GET_PRODUCT_FAILED), &reply));
        }
        let plan = if oem.as_f64() == Some(1.0) { Plan::Cn } else { Plan::En };
        let version = field(&product, "version").as_string();
        Ok(Product { plan, plan_topics: version.is_some_and(|version| events::has_plan_topics(&version)) })
    }

    /// Signs in and keeps the token.
    async fn login(&self, line: &Line, life: &AbortSignal) -> Result<()> {
        let username = self.host.get("username");
        if username.as_string().is_none_or(|name| name.is_empty()) {
            return Err(Error::argument(Vendor::Yeastar, "`username` must be a filled string"));
        }
        let signals = self.signals(life, None);
        let secret = reveal(Vendor::Yeastar, "secret", &self.host.get("secret"), &signals).await?;
        let source = match self.agent {
            Agent::WebClient => JsValue::NULL,
            Agent::WebPc => "webpc".into(),
        };
        let body = json(&object(&[
            ("username", &username),
            ("password", &secret.expose().into()),
            ("login_source", &source),
            ("login_jump", &"sdk".into()),
        ]));
        let call = Call {
            operation: "login",
            method: "POST",
            path: "/v1.0/login".into(),
            body,
            repeatable: false,
            limits: self.limits,
            options: self.options(),
            signals,
        };
        // On a line of its own: a token that is still there is dead, and no business of the login's.
        let bare = Line::new(line.address.clone());
        let reply = send(&bare, &call, life, codes::PBX_NETWORK_ERROR).await?;
        if reply.is_null() {
            return Err(failed_as(codes::PBX_NETWORK_ERROR, Kind::Decode));
        }
        judge(&reply, true)?;
        match field(&reply, "access_token").as_string().filter(|token| can_be_sent(token)) {
            Some(token) => {
                self.set_token(line, Some(token));
                Ok(())
            }
            None => Err(failed_as(codes::PBX_API_ERROR, Kind::Decode)),
        }
    }

    /// One read of the start sequence.
    async fn step(&self, line: &Line, path: &'static str, life: &AbortSignal) -> Result<JsValue> {
        let call = self.get("init", path.into(), self.limits, life);
        let reply = send(line, &call, life, codes::PBX_NETWORK_ERROR).await?;
        judge(&reply, false)?;
        Ok(reply)
    }

    /// The PBX does not allow this client: gives the token back.
    async fn not_allowed(&self, line: &Line, life: &AbortSignal) -> Error {
        let limits = Limits { timeout_ms: SIDE_TIMEOUT_MS, ..self.limits };
        // Whether the PBX heard it changes nothing.
        let _ = line.wire.call(&self.get("logout", "/v1.0/logout".into(), limits, life)).await;
        failed(codes::LINKUS_DISABLED)
    }

    /// Signs in again, once for all who noticed, unless somebody has done it since `used` was the token.
    /// Whether there is a new token; fails when `call`, which waits for it, is over first.
    async fn renew(&self, line: &Rc<Line>, used: Option<Secret>, call: &Call) -> Result<bool> {
        if *line.wire.dialect.token.borrow() != used {
            return Ok(self.inited.get());
        }
        let pending = self.renewing.borrow().clone();
        let renewing = pending.unwrap_or_else(|| {
            let line = line.clone();
            let life = self.life.borrow().signal();
            let renewing = self.promise(async move |operator| {
                let outcome = operator.login(&line, &life).await;
                if is_aborted(&life) {
                    return Ok(JsValue::FALSE);
                }
                operator.renewing.replace(None);
                match outcome {
                    Ok(()) => operator.feed.renewed(),
                    // No verdict: the PBX was not reached, or is in trouble.
                    Err(error) if error.facts().retryable => return Ok(JsValue::FALSE),
                    Err(error) => operator.give_up(Some(error)),
                }
                Ok(operator.inited.get().into())
            });
            self.renewing.replace(Some(renewing.clone()));
            renewing
        });
        match call.signals.settle(&renewing).await {
            Ok(renewed) => Ok(renewed.is_truthy()),
            // The session ended because the login failed: the caller gets the refusal that led to it.
            Err(_) if self.auth_required_told.get() => Ok(false),
            Err(cut) => Err(line.wire.lost(call, cut)),
        }
    }

    /// The token is dead and no login brings another.
    fn give_up(&self, why: Option<Error>) {
        let error: JsValue = failed(codes::RE_LOGIN).caused_by(why.map_or(JsValue::UNDEFINED, Into::into)).into();
        if !self.auth_required_told.replace(true) {
            tell(&field(&self.options(), "onAuthRequired"), &error);
        }
        self.end_with(&error);
    }

    // --- Calls ------------------------------------------------------------------------------------------------

    pub(crate) fn cdr_query(&self, params: &JsValue, options: &JsValue) -> Promise {
        let call = self.call("cdrQuery", cdr::path(params), options, &[("strict", Rule::Flag)]);
        self.promise(async move |operator| {
            let (call, options) = call?;
            let reply = operator.ask(&call).await?;
            if field(&options, "strict").is_truthy() {
                judge(&reply, false).map_err(|error| error.with(|facts| facts.operation = Some(call.operation)))?;
            }
            Ok(reply)
        })
    }

    pub(crate) fn logout(&self, options: &JsValue) -> Promise {
        let call = self.call("logout", Ok("/v1.0/logout".into()), options, &[]);
        self.promise(async move |operator| {
            let (call, _) = call?;
            let reply = operator.line().wire.call(&call).await.map_err(as_axios)?;
            operator.logged_out.set(true);
            Ok(object(&[("errcode", &field(&reply, "errcode")), ("errmsg", &field(&reply, "errmsg"))]))
        })
    }

    /// A read with the options of the call, which are handed back checked.
    fn call(
        &self,
        operation: &'static str,
        path: Result<String>,
        options: &JsValue,
        more: &Rules,
    ) -> Result<(Call, JsValue)> {
        let path = path?;
        let place = concat(&[operation, "(options)"]);
        let options = checked(Vendor::Yeastar, &place, options, &[CALL_RULES, more])?;
        let signals = self.signals(&self.life.borrow().signal(), signal(&options).as_ref());
        let limits = self.limits.or(&options);
        Ok((Call { signals, ..self.get(operation, path, limits, &self.life.borrow().signal()) }, options))
    }

    /// Makes a call, and once more with a new token when the PBX did not know the one it had.
    async fn ask(&self, call: &Call) -> Result<JsValue> {
        let line = self.line();
        let used = line.wire.dialect.token.borrow().clone();
        let outcome = line.wire.call(call).await;
        let renewable = self.inited.get() && !self.logged_out.get() && is_dead_token(&outcome);
        let outcome = match renewable {
            true => match self.renew(&line, used, call).await {
                Ok(true) => line.wire.call(call).await,
                Ok(false) => outcome,
                Err(error) => Err(error),
            },
            false => outcome,
        };
        outcome.map_err(as_axios)
    }

    fn get(&self, operation: &'static str, path: String, limits: Limits, life: &AbortSignal) -> Call {
        let signals = self.signals(life, None);
        let (body, options) = (JsValue::UNDEFINED, self.options());
        Call { operation, method: "GET", path, body, repeatable: true, limits, options, signals }
    }

    fn signals(&self, life: &AbortSignal, own: Option<&AbortSignal>) -> Signals {
        Signals::none().and(own).and(signal(&self.options()).as_ref()).and(Some(life))
    }

    /// The client's options. The page's side holds them: a function among them may mention the operator.
    fn options(&self) -> JsValue {
        self.host.get("options")
    }

    fn line(&self) -> Rc<Line> {
        self.line.borrow().clone()
    }

    fn set_token(&self, line: &Line, token: Option<String>) {
        self.host.set("token", &token.as_deref().map_or(JsValue::NULL, Into::into));
        line.wire.dialect.token.replace(token.map(Secret::new));
    }

    /// Starts something that outlives the call and holds the operator, not the page's object.
    fn promise<F>(&self, work: impl FnOnce(Rc<Operator>) -> F) -> Promise
    where
        F: Future<Output = Result<JsValue>> + 'static,
    {
        match self.me.upgrade() {
            // Boxed, so that the promise's machinery is compiled once.
            Some(operator) => promise(Box::pin(work(operator))),
            // Not reachable: whoever calls a method holds the operator.
            None => Promise::reject(&JsValue::UNDEFINED),
        }
    }

    // --- The end ----------------------------------------------------------------------------------------------

    pub(crate) fn destroy(&self) {
        self.tear_down();
        self.host.end(&JsValue::UNDEFINED);
    }

    /// The PBX ended the session.
    fn kill(&self, code: Code, logout: bool) {
        if logout {
            let line = self.line();
            let token = line.wire.dialect.token.borrow().clone();
            // On a line of its own: the end of the session must not abort it, nor wait for it.
            let farewell = Line::new(line.address.clone());
            farewell.wire.dialect.token.replace(token);
            let limits = Limits { timeout_ms: SIDE_TIMEOUT_MS, retries: 0, ..self.limits };
            let call = Call {
                operation: "logout",
                method: "GET",
                path: "/v1.0/logout".into(),
                body: JsValue::UNDEFINED,
                repeatable: false,
                limits,
                options: self.options(),
                signals: Signals::none(),
            };
            spawn_local(async move { drop(farewell.wire.call(&call).await) });
        }
        self.end_with(&failed(code).into());
    }

    fn end_with(&self, error: &JsValue) {
        if self.inited.get() {
            self.tear_down();
            self.host.end(error);
        }
    }

    fn tear_down(&self) {
        self.inited.set(false);
        self.starting.replace(None);
        self.renewing.replace(None);
        self.set_token(&self.line(), None);
        self.host.set("secret", &"".into());
        self.host.connect(false);
        self.feed.stop();
        if let Ok(life) = AbortController::new() {
            self.life.replace(life).abort();
        }
        self.host.hold(false);
    }

    // --- The feed ---------------------------------------------------------------------------------------------

    /// The client's own topics, ascending.
    pub(crate) fn topics(&self) -> Array {
        let topics = Array::new();
        let plan_topics = self.product.get().plan_topics;
        for topic in events::TOPICS.into_iter().filter(|topic| events::is_wanted(*topic, self.agent, plan_topics)) {
            topics.push(&topic.into());
        }
        topics
    }

    /// Sends the complete list: there is no frame that takes topics back.
    pub(crate) fn subscribe(&self) {
        let topics = self.host.topics(&self.topics());
        self.feed.send(&json(&object(&[("topic_list", &topics)])));
    }

    fn on_event(&self, topic: u32, payload: &JsValue) {
        let flag = field(payload, events::deciding_field(topic));
        // The PBX tells the old session of a login that is our own.
        let is_me = topic == events::LOGGED_IN
            && self.renewing.borrow().is_none()
            && flag.as_string().is_some_and(|username| username == *self.extension_number.borrow());
        let allowed = flag.as_f64() == Some(1.0);
        let plan = self.product.get().plan;
        match events::effect(topic, self.agent, plan, allowed, is_me) {
            Effect::End { code, logout } => self.kill(code, logout),
            Effect::CdrChange => self.host.emit("cdrChange", payload),
            Effect::Resubscribe => self.subscribe(),
            Effect::Nothing => {}
        }
    }
}

impl FeedOwner for Operator {
    fn socket(&self) -> (JsValue, String) {
        let class = service(Vendor::Yeastar, &self.options(), "WebSocket");
        let line = self.line();
        let token = line.wire.dialect.token.borrow().clone();
        let token = token.as_ref().map_or("", Secret::expose);
        // Without encoding, as the vendor's SDK.
        let url = concat(&[&line.address.socket, "/v1.0/subscribe?access_token=", token]);
        (class.map_or(JsValue::UNDEFINED, Into::into), url)
    }

    fn attempt(&self, ended: Option<Option<u16>>) {
        let Some(status) = ended else {
            let number = self.attempts.get() + 1;
            self.attempts.set(number);
            let url = concat(&[&self.line().address.socket, "/v1.0/subscribe?access_token=***"]);
            self.attempt_end.replace(Some(watch_request(&self.options(), "GET", &url, "feed", number)));
            return;
        };
        // None where an open connection was lost: its opening has been told.
        let end = self.attempt_end.take();
        if let Some(end) = end {
            // `watchRequest` reports what hooks throw.
            let _ = end.call1(&JsValue::UNDEFINED, &status.into());
        }
    }

    fn heartbeat(&self) -> (&JsValue, &JsValue) {
        (&self.heartbeat.0, &self.heartbeat.1)
    }

    fn greet(&self) {
        self.subscribe();
    }

    fn frame(&self, frame: &Frame) {
        let parsed = frame.data().ok().filter(JsValue::is_string).and_then(|text| value::parse_json(&text).ok());
        let Some(message) = parsed else { return };
        match errcode(&message) {
            Some(-3.0) => return self.subscribe(),
            Some(-2.0) => return,
            _ => {}
        }
        let Some(topic) = field(&message, "type").as_f64().filter(|topic| topic.fract() == 0.0 && *topic >= 0.0) else {
            return;
        };
        let topic = topic as u32;
        self.host.frame(topic, frame);
        let msg = field(&message, "msg");
        let payload = if msg.is_string() { value::parse_json(&msg).ok() } else { None };
        if let Some(payload) = payload.filter(|payload| !payload.is_null())
            && self.inited.get()
        {
            self.on_event(topic, &payload);
        }
    }

    fn changed(&self, snapshot: Snapshot) {
        let Snapshot { state, since, failures, retry_at } = snapshot;
        self.host.changed(state.word(), since, failures, retry_at);
    }

    fn gap(&self, from: f64, to: f64) {
        self.host.gap(from, to);
    }

    fn over(&self) {
        self.host.emit_on_socket("close");
    }

    fn long_outage_over(&self) {
        self.host.emit_on_socket("connect");
    }

    /// Browsers hide why an upgrade was refused; a read tells whether the token is to blame.
    fn probe(&self) {
        let Some(operator) = self.me.upgrade() else { return };
        spawn_local(async move {
            let line = operator.line();
            let life = operator.life.borrow().signal();
            let used = line.wire.dialect.token.borrow().clone();
            let limits = Limits {
                timeout_ms: if operator.limits.timeout_ms > 0.0 {
                    operator.limits.timeout_ms.min(RHYTHM.opening)
                } else {
                    RHYTHM.opening
                },
                retries: 0,
                ..operator.limits
            };
            let call = operator.get("feed", "/v1.0/extension/getpersonal".into(), limits, &life);
            let outcome = line.wire.call(&call).await;
            if is_aborted(&life) {
                return;
            }
            if !is_dead_token(&outcome) {
                operator.feed.probed();
            } else if operator.logged_out.get() {
                operator.give_up(None);
            } else if !operator.renew(&line, used, &call).await.is_ok_and(|renewed| renewed) {
                operator.feed.probed();
            }
        });
    }
}

impl Line {
    fn new(address: Address) -> Line {
        let dialect = Yeastar { token: RefCell::default() };
        Line { wire: Wire { dialect, base: address.http.clone() }, address }
    }
}

/// Sends a request of the start sequence; one that came too late for its session counts as aborted.
async fn send(line: &Line, call: &Call, life: &AbortSignal, code: Code) -> Result<JsValue> {
    let reply = line.wire.call(call).await.map_err(|error| restate(error, code))?;
    if is_aborted(life) {
        return Err(failed_as(code, Kind::Aborted));
    }
    Ok(reply)
}

/// The text of an object of ours; nothing of the page's runs.
fn json(object: &JsValue) -> JsValue {
    JSON::stringify(object).map_or(JsValue::UNDEFINED, Into::into)
}

fn is_one(object: &JsValue, name: &str) -> bool {
    field(object, name).as_f64() == Some(1.0)
}

/// `errcode` where it is a number; the string "0" is none.
fn errcode(reply: &JsValue) -> Option<f64> {
    field(reply, "errcode").as_f64()
}

fn is_dead_token(outcome: &Result<JsValue>) -> bool {
    match outcome {
        Ok(reply) => errcode(reply) == Some(codes::TOKEN_EXPIRED),
        Err(error) => error.facts().status == Some(401),
    }
}

/// An error with what the PBX said.
fn with_reply(error: Error, reply: &JsValue) -> Error {
    error.own("errcode", field(reply, "errcode")).own("errmsg", field(reply, "errmsg"))
}

/// Rejects a reply whose `errcode` is not 0.
fn judge(reply: &JsValue, login: bool) -> Result<()> {
    match errcode(reply) {
        Some(0.0) => Ok(()),
        Some(codes::NO_SDK_PLAN) if login => Err(with_reply(failed(codes::SDK_PLAN_DISABLED), reply)),
        Some(errcode) => {
            let (kind, reason) = codes::of_errcode(errcode, login);
            let error = failed_as(codes::PBX_API_ERROR, kind).with(|facts| facts.reason = reason);
            Err(with_reply(error, reply))
        }
        None => Err(with_reply(failed_as(codes::PBX_API_ERROR, Kind::Decode), reply)),
    }
}

/// The same failure under one of the operator's codes.
fn restate(error: Error, code: Code) -> Error {
    let kind = error.facts().kind;
    error.saying(code.message).own("name", "Result").own("code", code.code).of_kind(codes::of_lost(code, kind))
}

/// The same failure with name, code and message as axios has them, since pages of the vendor's SDK read those.
fn as_axios(error: Error) -> Error {
    let (name, code, message) = match error.facts().kind {
        // An answer came: `refusal` has said it.
        _ if error.facts().status.is_some() => return error,
        Kind::Timeout => ("AxiosError", "ECONNABORTED", "timeout exceeded"),
        Kind::Connection => ("AxiosError", "ERR_NETWORK", "Network Error"),
        Kind::Aborted => ("CanceledError", "ERR_CANCELED", "canceled"),
        _ => return error,
    };
    error.saying(message).own("name", name).own("code", code)
}

fn promise(work: Pin<Box<dyn Future<Output = Result<JsValue>>>>) -> Promise {
    future_to_promise(async move { work.await.map_err(JsValue::from) })
}
