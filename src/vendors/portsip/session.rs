//! Who calls: address, tokens and their life; what is said with a request, and what an answer means.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Math};
use wasm_bindgen::JsValue;

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::Missed;
use crate::transport::http::{Cut, retry_after};
use crate::transport::options::{CALL_RULES, CLIENT_RULES, base_address};
use crate::transport::retry::{self, Attempt, Policy};
use crate::transport::secret::{Secret, can_be_sent};
use crate::transport::time::monotonic;
use crate::transport::value::{
    Rule, Rules, checked, concat, field, is_argument, keys, kind_of, number_of, number_text, object, set, text,
};
use crate::vendors::portsip::check::is_one;
use crate::vendors::portsip::codes::{self, Refused};
use crate::vendors::portsip::{PLACE, Told, Version, finding, wrong};

const RULES: &Rules = &[
    ("baseUrl", Rule::Any),
    ("dialect", Rule::Text),
    ("token", Rule::TextFunctionOrNull),
    ("tokenProvider", Rule::Function),
    ("tokenStore", Rule::Any),
    ("credentials", Rule::Any),
    ("loginField", Rule::Text),
    ("tokenHeaders", Rule::Text),
    ("idEncoding", Rule::Text),
    ("signIn", Rule::Text),
    ("clientId", Rule::Text),
    ("wsiUrl", Rule::Text),
    ("keepAlive", Rule::Flag),
    ("onAuthRequired", Rule::Function),
];

const ONE_OF: &str = "must be one of ";
/// Options that are one of a few words: those of the rule after its beginning.
const WORDS: &[(&str, &str)] = &[
    ("dialect", "must be one of v12 v22"),
    ("tokenHeaders", "must be one of access_token bearer both"),
    ("idEncoding", "must be one of auto number string"),
    ("signIn", "must be one of sign_in oauth"),
    ("loginField", "must be one of name username"),
];

/// Where a server says nothing of a token's life.
const LIFE_MS: f64 = 600_000.0;
/// A token that has less left is renewed before it is used: so much, or a tenth of its life.
const MARGIN_MS: f64 = 20_000.0;
/// Where a server asks for patience and does not say how much.
const LIMITED_MS: f64 = 60_000.0;
const LONGEST_TOKEN: usize = 4096;

/// Checks a client's options and copies those that there are.
pub(crate) fn options(given: &JsValue) -> Result<JsValue> {
    is_argument(Vendor::Portsip, PLACE, given)?;
    let options = checked(Vendor::Portsip, PLACE, given, &[RULES, CALL_RULES, CLIENT_RULES])?;
    let is_text = |key: &str| field(&options, key).is_string();
    let function = |key: &str| field(&options, key).is_function();
    let mut flaw = None;
    for &(key, words) in WORDS {
        if is_text(key) && !is_one(&text(&options, key), words.get(ONE_OF.len()..).unwrap_or_default()) {
            flaw = Some((key, words));
        }
    }
    let provided = function("tokenProvider") || function("token");
    let credentials = field(&options, "credentials");
    let kept = kind_of(&credentials) == "an object";
    if function("tokenProvider") && field(&options, "token").is_truthy() {
        flaw = Some(("token", "and `tokenProvider` are the same thing: give one"));
    } else if provided && kept {
        flaw = Some(("credentials", "must be a function where tokens are provided: no password is kept then"));
    } else if !kept && !credentials.is_undefined() && !credentials.is_function() {
        flaw = Some(("credentials", "must be `{ name, password }` or a function that gives that"));
    } else if is_text("token") && !is_token(&text(&options, "token")) {
        flaw = Some(("token", "must be 1 to 4096 visible ASCII characters"));
    }
    match flaw {
        None => Ok(options),
        Some((key, rule)) => Err(wrong(key, rule)),
    }
}

fn is_token(token: &str) -> bool {
    can_be_sent(token) && token.len() <= LONGEST_TOKEN
}

/// A number, or a text of one.
pub(crate) fn number(value: &JsValue) -> Option<f64> {
    value.as_f64().or_else(|| value.as_string().map(|text| number_of(&text))).filter(|number| number.is_finite())
}

/// The tokens of one sign-in.
#[derive(Clone)]
struct Tokens {
    access: Secret,
    refresh: String,
    life: f64,
    /// On the steady clock.
    born: f64,
    ends: f64,
}

pub(crate) struct Session {
    pub(crate) version: Version,
    /// Whether the newer interface signs in by its older way.
    pub(crate) oauth: bool,
    /// Without a final slash.
    pub(crate) base: String,
    header: bool,
    bearer: bool,
    tokens: RefCell<Option<Tokens>>,
    /// Counts changes of the tokens.
    generation: Cell<u32>,
    /// A server has taken a token of this client.
    proven: Cell<bool>,
}

impl Session {
    pub(crate) fn new(options: &JsValue) -> Result<Session> {
        let version = if text(options, "dialect") == "v22" { Version::V22 } else { Version::V12 };
        let given = field(options, "baseUrl");
        let Some(base) = base_address(&given, "") else {
            return Err(wrong(
                "baseUrl",
                "must be the http(s) address of the PBX's API, without user name and password",
            ));
        };
        let carriers = text(options, "tokenHeaders");
        let session = Session {
            version,
            oauth: text(options, "signIn") == "oauth",
            base,
            header: match &*carriers {
                "" => version == Version::V12,
                carriers => carriers != "bearer",
            },
            bearer: match &*carriers {
                "" => version == Version::V22,
                carriers => carriers != "access_token",
            },
            tokens: RefCell::default(),
            generation: Cell::default(),
            proven: Cell::default(),
        };
        if let Some(token) = field(options, "token").as_string() {
            session.keep(token, String::new(), f64::INFINITY);
        }
        Ok(session)
    }

    // --- Tokens -----------------------------------------------------------------------------------------------

    fn keep(&self, access: String, refresh: String, life: f64) {
        let now = monotonic();
        self.tokens.replace(Some(Tokens { access: Secret::new(access), refresh, life, born: now, ends: now + life }));
        self.generation.set(self.generation.get() + 1);
    }

    pub(crate) fn adopt(&self, reply: &JsValue) -> Result<f64> {
        let life = ["expires", "expires_in"].iter().find_map(|key| number(&field(reply, key)));
        let life = life.filter(|seconds| *seconds > 0.0).map_or(LIFE_MS, |seconds| seconds * 1000.0);
        let access = text(reply, "access_token");
        if !is_token(&access) {
            let error = Error::new(Vendor::Portsip, Kind::Decode, "the answer to the sign-in holds no token");
            return Err(error.because("protocol"));
        }
        self.keep(access, text(reply, "refresh_token"), life);
        Ok(life)
    }

    /// Each call that succeeds gives a token its whole life again (v12 overview).
    pub(crate) fn extend(&self, generation: u32) {
        if generation != self.generation.get() {
            return;
        }
        self.proven.set(true);
        if let Some(tokens) = &mut *self.tokens.borrow_mut()
            && self.version == Version::V12
        {
            tokens.ends = monotonic() + tokens.life;
        }
    }

    pub(crate) fn forget(&self) {
        self.tokens.replace(None);
        self.generation.set(self.generation.get() + 1);
    }

    pub(crate) fn tokens(&self) -> JsValue {
        let now = monotonic();
        let tokens = self.tokens.borrow();
        let of = |part: fn(&Tokens) -> JsValue| tokens.as_ref().map_or(JsValue::UNDEFINED, part);
        let left = tokens.as_ref().map_or(0.0, |tokens| tokens.ends - now);
        let life = tokens.as_ref().map_or(0.0, |tokens| tokens.life);
        object(&[
            ("access", &of(|tokens| tokens.access.expose().into())),
            ("refresh", &of(|tokens| tokens.refresh.as_str().into())),
            ("generation", &self.generation.get().into()),
            ("due", &is_due(left, life).into()),
            ("old", &tokens.as_ref().is_some_and(|tokens| now - tokens.born > tokens.life / 2.0).into()),
            ("endsIn", &left.into()),
        ])
    }

    // --- Requests and answers ---------------------------------------------------------------------------------

    pub(crate) fn headers(&self, media: &str, with_token: bool) -> JsValue {
        let headers = object(&[("Accept", &"application/json".into())]);
        if !media.is_empty() {
            set(&headers, "Content-Type", &media.into());
        }
        if let Some(tokens) = self.tokens.borrow().as_ref().filter(|_| with_token) {
            let token = tokens.access.expose();
            if self.header {
                set(&headers, "access_token", &token.into());
            }
            if self.bearer {
                set(&headers, "Authorization", &concat(&["Bearer ", token]).into());
            }
        }
        headers
    }

    /// `said`: the beginning of the text, without secrets.
    pub(crate) fn judge(&self, call: &Told, answer: &JsValue, body: &JsValue, said: &str) -> Result<()> {
        let status = field(answer, "status").as_f64().unwrap_or_default() as u16;
        let errors = field(body, "errors");
        let first = field(&errors, "0");
        let own = field(body, "err_code");
        let code = if first.is_object() { field(&first, "code") } else { own };
        let code_text = code.as_string().or_else(|| code.as_f64().map(number_text)).unwrap_or_default();
        let refuses = first.is_object() || !matches!(&*code_text, "" | "0");
        if (200..300).contains(&status) && !refuses {
            return self.is_whole(call, status, body);
        }
        let detail = field(&first, "detail");
        let refused = Refused {
            status,
            code: &code_text,
            signing_in: call.signs_in(),
            one: matches!(&*call.name, "show" | "update" | "destroy" | "status"),
            detailed: detail.is_object(),
        };
        let (kind, reason) = codes::verdict(refused);
        let words = [field(body, "msg"), field(body, "message"), field(&first, "message")];
        let words = words.iter().find_map(JsValue::as_string).filter(|words| !words.is_empty());
        let page = said.trim_ascii_start().starts_with('<');
        let mut message = match words {
            Some(words) => words,
            None if page => "a web page answers: is `baseUrl` the PBX's API?".into(),
            None => concat(&["HTTP status ", &number_text(status.into())]),
        };
        if kind == Kind::Authentication && !call.signs_in() && self.header && !self.bearer && !self.proven.get() {
            message.push_str(HINT_HEADER);
        }
        let mut error = Error::new(Vendor::Portsip, kind, message).own("responseBody", said);
        if refuses {
            let codes: Array = if first.is_object() {
                list(&errors).iter().map(|error| field(&error, "code")).collect()
            } else {
                Array::of1(&code)
            };
            error = error.own("code", code).own("codes", codes);
        }
        if refused.detailed {
            error = error.own("issues", details(&detail));
        }
        let asked = retry_after(&field(answer, "headers"));
        let unknown = status >= 500 && !call.repeatable && !call.signs_in();
        Err(self.named(call, error).with(|facts| {
            facts.status = Some(status);
            facts.reason = Some(reason);
            facts.retry_after_ms = if kind == Kind::RateLimit { asked.or(Some(LIMITED_MS)) } else { asked };
            facts.maybe_applied = unknown.then_some(true);
        }))
    }

    /// Whether a body is what the call needs.
    fn is_whole(&self, call: &Told, status: u16, body: &JsValue) -> Result<()> {
        let whole = match &*call.name {
            "create" => field(body, "id").as_f64().is_some() || !text(body, "id").is_empty(),
            "show" | "list" | "status" | "login" => body.is_object() && !Array::is_array(body),
            _ => true,
        };
        if whole {
            return Ok(());
        }
        let message =
            concat(&["the answer to ", call.operation, " is not what it has to be: is `baseUrl` the PBX's API?"]);
        let error = Error::new(Vendor::Portsip, Kind::Decode, message).because("protocol");
        Err(self.named(call, error).with(|facts| {
            facts.status = Some(status);
            facts.maybe_applied = (!call.repeatable && !call.signs_in()).then_some(true);
        }))
    }

    pub(crate) fn lost(&self, call: &Told, cut: Cut) -> Error {
        let missed = Missed { vendor: Vendor::Portsip, operation: call.operation, base: &self.base };
        let error = missed.error(call.timeout_ms, call.repeatable || call.signs_in(), cut);
        let error = match error.facts().kind {
            Kind::Connection => {
                let message = concat(&[call.operation, " got no answer from ", &self.base, HINT_CONNECTION]);
                error.saying(message).because("network")
            }
            Kind::Decode => error.because("protocol"),
            _ => error,
        };
        self.named(call, error)
    }

    /// Which call it is of whom an error tells, and whether the same call may help.
    fn named(&self, call: &Told, error: Error) -> Error {
        error.with(|facts| {
            facts.operation = Some(call.operation);
            facts.attempt = Some(call.attempt);
            facts.retryable &= call.repeatable || facts.kind == Kind::RateLimit;
        })
    }

    /// Reads as the house has it; a write is never sent again (decision 29 of the project: it may have been done).
    pub(crate) fn pause(&self, call: &Told, error: &JsValue) -> Option<f64> {
        let status = field(error, "status").as_f64().map(|status| status as u16);
        let transient = status.is_some() || matches!(&*text(error, "kind"), "connection" | "timeout");
        let attempt = Attempt {
            number: call.attempt,
            status,
            repeatable: call.repeatable,
            again: None,
            retry_after: field(error, "retryAfterMs").as_f64(),
        };
        let pause = retry::pause(attempt, call.retries, &Policy::HOUSE, Math::random());
        pause.filter(|_| transient && call.repeatable)
    }
}

/// Reverse proxies drop such names silently (nginx: `underscores_in_headers off`).
const HINT_HEADER: &str =
    " (a proxy may have dropped the header `access_token` for its underscore: see the option `tokenHeaders`)";
/// A page cannot tell them apart.
const HINT_CONNECTION: &str = ": it is down, its certificate is not trusted, it is http under an https page (mixed content), \
     or it does not allow this origin and its headers (CORS)";

/// Whether a token has to be renewed before it is used.
fn is_due(left: f64, life: f64) -> bool {
    left < MARGIN_MS.max(life / 10.0).min(life / 2.0)
}

/// What the newer interface says of single fields.
fn details(detail: &JsValue) -> Array {
    if Array::is_array(detail) {
        return list(detail);
    }
    let names = keys(detail).unwrap_or_default();
    let names = names.iter().filter_map(|name| name.as_string());
    names.map(|name| finding(&name, "server", &text(detail, &name), "error")).collect()
}

fn list(value: &JsValue) -> Array {
    if Array::is_array(value) { value.clone().into() } else { Array::new() }
}

#[cfg(test)]
mod tests {
    use super::is_due;

    #[test]
    fn a_token_is_renewed_before_its_end() {
        // left, life, due; in seconds
        let table = [
            (600.0, 600.0, false),
            (61.0, 600.0, false),
            (59.0, 600.0, true),
            (361.0, 3600.0, false),
            (359.0, 3600.0, true),
            (21.0, 60.0, false),
            (19.0, 60.0, true),
            (9.0, 10.0, false),
            (4.0, 10.0, true),
            (0.0, 0.0, false),
            (f64::INFINITY, f64::INFINITY, false),
        ];
        for (left, life, due) in table {
            assert_eq!(is_due(left * 1000.0, life * 1000.0), due, "{left} of {life}");
        }
    }
}
