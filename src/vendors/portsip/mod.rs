//! PortSIP: SIP trunks, "providers" in its words, over REST (`v12` or `v22`), and their live status.
//!
//! The page's side, `src/js/portsip`, waits, and says in which order a server is asked. What is sent, what an answer means,
//! whether to ask again, when a token has to be renewed and what an argument has to be is decided here.

mod check;
mod codes;
mod route;
mod session;
mod walk;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::error::{Error, Vendor};
use crate::transport::http::Cut;
use crate::transport::issues::issue;
use crate::transport::options::{CALL_RULES, Limits};
use crate::transport::value::{Rule, Rules, checked, concat, field, number_text, object, set, text};
use check::{Given, Purpose};
use session::Session;
use walk::Page;

/// Which interface a server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V12,
    V22,
}

/// What the page can call; an operation's own options after its name.
const OPERATIONS: &[(&str, &Rules)] = &[
    ("create", &[("dryRun", Rule::Flag)]),
    ("update", &[("dryRun", Rule::Flag), ("mode", Rule::Text), ("baseline", Rule::Any)]),
    ("show", &[("dryRun", Rule::Flag)]),
    ("list", &[("dryRun", Rule::Flag)]),
    ("destroy", &[("dryRun", Rule::Flag), ("ifExists", Rule::Flag)]),
    ("iterate", WALK),
    ("pages", WALK),
    ("listAll", WALK),
    ("findByName", &[]),
    ("ensure", &[("dryRun", Rule::Flag)]),
    ("exportAll", &[("includeSecrets", Rule::Flag)]),
    (
        "importAll",
        &[
            ("dryRun", Rule::Flag),
            ("mode", Rule::Text),
            ("concurrency", Rule::Count(32.0)),
            ("stopOnError", Rule::Flag),
            ("onProgress", Rule::Function),
        ],
    ),
    ("status", &[]),
    ("statuses", &[]),
    ("addIp", &[]),
    ("removeIp", &[]),
    ("login", &[("simpleRequest", Rule::Flag)]),
    ("refreshToken", &[]),
    ("signOut", &[]),
    ("validate", &[]),
    (
        "watch",
        &[
            ("ids", Rule::Any),
            ("intervalMs", Rule::Count(86_400_000.0)),
            ("wsi", Rule::Any),
            ("onStatus", Rule::Function),
        ],
    ),
];
const LISTING: &Rules =
    &[("pagination", Rule::NumberOrNull), ("pagesize", Rule::NumberOrNull), ("sort_by", Rule::Text)];
const WALK: &Rules = &[("limit", Rule::Count(9e15)), ("strictEnd", Rule::Flag), ("maxPages", Rule::Count(1e9))];

/// The operation of a name; the page's side knows them all.
fn operation(name: &str) -> (&'static str, &'static Rules) {
    OPERATIONS.iter().find(|(known, _)| *known == name).copied().unwrap_or(("", &[]))
}

/// What a `Providers` of `src/js/portsip.js` asks. The client's options stay on the page's side: a function among them may
/// mention the client, and what Rust holds is never collected.
#[wasm_bindgen(js_name = PortsipSession)]
pub struct PortsipSession(Session);

#[wasm_bindgen(js_class = PortsipSession)]
impl PortsipSession {
    /// `given` are the client's options; they are put into `host`, checked.
    #[wasm_bindgen(constructor)]
    pub fn new(given: &JsValue, host: &JsValue) -> Result<PortsipSession, JsValue> {
        let options = session::options(given)?;
        let session = Session::new(&options)?;
        set(host, "options", &options);
        set(host, "limits", &limits(Limits::client(30_000.0, 2).or(&options)));
        set(host, "baseUrl", &session.base.as_str().into());
        Ok(PortsipSession(session))
    }

    /// Checks the options of an operation, and copies them.
    pub fn own(&self, name: &str, given: &JsValue) -> Result<JsValue, JsValue> {
        let (operation, rules) = operation(name);
        let place = concat(&[operation, "(…, options)"]);
        let own = checked(Vendor::Portsip, &place, given, &[CALL_RULES, rules])?;
        Ok(own)
    }

    /// An id as its decimal digits, or what is wrong with it; the newer interface has ids of other characters too. `value` is a
    /// string or a number.
    pub fn id(&self, value: &JsValue) -> JsValue {
        let (rule, message) = match (value.as_string(), value.as_f64()) {
            (Some(text), _) if route::is_id(&text, self.0.version) => return value.clone(),
            (Some(_), _) => ("format", "must be the digits of a 64-bit integer"),
            (_, Some(number)) if (0.0..=9_007_199_254_740_991.0).contains(&number) && number.fract() == 0.0 => {
                return number_text(number).into();
            }
            (_, Some(_)) => ("unsafe_id", "is a number that may have lost digits: give a string"),
            _ => ("required", "must be a string, a number or a bigint"),
        };
        finding("id", rule, message, "error")
    }

    /// Which page of a list is wanted, as it is sent: `{ pagination, pagesize, sort_by }`; or a list of what is wrong with it.
    pub fn listing(&self, name: &str, given: &JsValue) -> Result<JsValue, JsValue> {
        let operation = operation(name).0;
        let place = concat(&[operation, "(params)"]);
        let params = checked(Vendor::Portsip, &place, given, &[LISTING])?;
        let found = Array::new();
        for &(key, initial, most) in &[("pagination", 1.0, 2_147_483_647.0), ("pagesize", 50.0, 1000.0)] {
            let value = field(&params, key).as_f64().unwrap_or(initial);
            if !(1.0..=most).contains(&value) || value.fract() != 0.0 {
                let message = concat(&["must be a whole number from 1 to ", &number_text(most)]);
                found.push(&finding(key, "range", &message, "error"));
            }
            set(&params, key, &value.into());
        }
        let sort = text(&params, "sort_by").to_ascii_uppercase();
        if !sort.is_empty() && !check::is_one(&sort, "DEFAULT OPTIONAL") {
            found.push(&finding("sort_by", "enum", "must be \"DEFAULT\" or \"OPTIONAL\"", "error"));
        }
        set(&params, "sort_by", &sort.into());
        Ok(if found.length() == 0 { params } else { found.into() })
    }

    /// What is wrong with a provider, a plain object of ours: for a `create`, a `patch` or as a `full` replacement.
    pub fn issues(&self, provider: &JsValue, purpose: &str) -> Array {
        let purpose = match purpose {
            "create" => Purpose::Create,
            "full" => Purpose::Replace,
            _ => Purpose::Patch,
        };
        let found = Array::new();
        let tell = |path: &str, (rule, message, error): check::Flaw| {
            found.push(&finding(path, rule, message, if error { "error" } else { "warning" }));
        };
        check::findings(self.0.version, purpose, |name| given(&field(provider, name)), tell);
        let ips = field(provider, "ips");
        for at in 0..field(&ips, "length").as_f64().unwrap_or_default() as u32 {
            let at = number_text(at.into());
            if let Some(flaw) = check::address_flaw(&given(&field(&ips, &at))) {
                tell(&concat(&["ips[", &at, "]"]), flaw);
            }
        }
        found
    }

    /// Where a request goes, and how: `{ method, url, repeatable }`. `query` are those of a list.
    pub fn route(&self, name: &str, id: &str, query: &JsValue) -> JsValue {
        let newer = self.0.version == Version::V22;
        let number = |key: &str| field(query, key).as_f64().unwrap_or_default();
        // The newer interface gives no more at a time.
        let size = if newer { number("pagesize").min(100.0) } else { number("pagesize") };
        let page = number("pagination");
        let skip = field(query, "skip").as_f64().unwrap_or((page - 1.0) * size);
        let (page, size, skip) = (number_text(page), number_text(size), number_text(skip));
        let asked = route::Asked { id, page: &page, size: &size, skip: &skip, sort: &text(query, "sort_by") };
        let (method, path) = route::find(self.0.version, self.0.oauth, name, &asked);
        object(&[
            ("method", &method.into()),
            ("url", &concat(&[&self.0.base, &path]).into()),
            ("repeatable", &(method == "GET").into()),
        ])
    }

    /// The headers of a request whose body is of a media type, or that has none.
    pub fn headers(&self, media: &str, with_token: bool) -> JsValue {
        self.0.headers(media, with_token)
    }

    /// Whether an answer is a refusal. `call` is the page's side's own account of the call; `body` what the text says, and
    /// `text` the beginning of it without secrets.
    pub fn judge(&self, call: &JsValue, answer: &JsValue, body: &JsValue, said: &str) -> Result<(), JsValue> {
        Ok(self.0.judge(&Told::of(call), answer, body, said)?)
    }

    /// The error for a try that brought no answer.
    pub fn lost(&self, call: &JsValue, cut: &JsValue) -> JsValue {
        self.0.lost(&Told::of(call), Cut::of(cut)).into()
    }

    /// The pause before another try after this error, or nothing where it was the last.
    pub fn pause(&self, call: &JsValue, error: &JsValue) -> Option<f64> {
        self.0.pause(&Told::of(call), error)
    }

    /// Takes tokens as a server or a provider gives them; answers their life in milliseconds.
    pub fn adopt(&self, reply: &JsValue) -> Result<f64, JsValue> {
        Ok(self.0.adopt(reply)?)
    }

    /// The server has taken the token of a generation: it lives as long again.
    pub fn extend(&self, generation: u32) {
        self.0.extend(generation);
    }

    /// Forgets all tokens.
    pub fn forget(&self) {
        self.0.forget();
    }

    /// What the page's side needs of the tokens: `{ access, refresh, generation, due, old, endsIn }`.
    pub fn tokens(&self) -> JsValue {
        self.0.tokens()
    }

    /// Whether this was the last page of a list, that of `query`. `seen` providers so far, `fresh` of them on this page.
    #[wasm_bindgen(js_name = isLast)]
    pub fn is_last(&self, query: &JsValue, got: f64, fresh: f64, seen: f64, page: &JsValue, strict: bool) -> bool {
        let of = |told: &JsValue, key: &str| session::number(&field(told, key)).unwrap_or(f64::NAN);
        let echoed = of(page, "pagesize");
        let size = if echoed >= 1.0 { echoed } else { of(query, "pagesize") };
        let (number, count, pages) = (of(query, "pagination"), of(page, "count"), of(page, "page_count"));
        let page = Page { number, got, fresh, seen, size, count, pages };
        walk::is_last(page, strict)
    }
}

/// A finding whose message begins with its field.
pub(crate) fn finding(path: &str, rule: &str, message: &str, severity: &str) -> JsValue {
    issue(path, rule, &concat(&["`", path, "` ", message]), severity)
}

/// What the page's side says of a call.
struct Told {
    /// As the page wrote it.
    operation: &'static str,
    /// The request, which may be another: a sign-in on the way.
    name: String,
    repeatable: bool,
    attempt: u32,
    retries: u32,
    timeout_ms: f64,
}

impl Told {
    fn of(call: &JsValue) -> Told {
        let number = |key: &str| field(call, key).as_f64().unwrap_or_default();
        Told {
            operation: operation(&text(call, "operation")).0,
            name: text(call, "name"),
            repeatable: field(call, "repeatable").is_truthy(),
            attempt: number("attempt") as u32,
            retries: number("maxRetries") as u32,
            timeout_ms: number("timeoutMs"),
        }
    }

    fn signs_in(&self) -> bool {
        matches!(&*self.name, "login" | "refresh")
    }
}

fn limits(limits: Limits) -> JsValue {
    object(&[
        ("timeoutMs", &limits.timeout_ms.into()),
        ("maxRetries", &limits.retries.into()),
        ("maxBodyBytes", &limits.body_bytes.into()),
    ])
}

/// A field as the checks see it.
fn given(value: &JsValue) -> Given {
    if value.is_undefined() || value.is_null() {
        return Given::Nothing;
    }
    if Array::is_array(value) {
        return Given::List;
    }
    match (value.as_string(), value.as_f64(), value.as_bool()) {
        (Some(text), ..) => Given::Text(text),
        (_, Some(number), _) => Given::Number(number),
        (.., Some(flag)) => Given::Flag(flag),
        _ => Given::Other,
    }
}

/// An `invalid-argument` for the client's options.
fn wrong(key: &str, rule: &str) -> Error {
    crate::transport::value::refuse(Vendor::Portsip, PLACE, key, rule).because("validation")
}

const PLACE: &str = "new Providers(options)";
