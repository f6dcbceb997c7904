//! The options that clients and calls of every vendor share.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::error::{Error, Kind, Result, Vendor};
use crate::transport::url::prefix;
use crate::transport::value::{Rule, Rules, concat, field, global, text};

/// The longest answer that is read unless the page says otherwise.
const MAX_BODY_BYTES: f64 = 16.0 * 1024.0 * 1024.0;
/// As `setTimeout` takes it; 24.8 days.
pub(crate) const LONGEST_MS: f64 = 2_147_483_647.0;

/// What limits one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// One try, its body included; 0 means no limit.
    pub(crate) timeout_ms: f64,
    /// Tries after the first one.
    pub(crate) retries: u32,
    pub(crate) body_bytes: f64,
}

impl Limits {
    pub(crate) fn client(timeout_ms: f64, retries: u32) -> Limits {
        Limits { timeout_ms, retries, body_bytes: MAX_BODY_BYTES }
    }

    /// These, where checked options do not say otherwise.
    pub(crate) fn or(self, options: &JsValue) -> Limits {
        let number = |key: &str| field(options, key).as_f64();
        Limits {
            timeout_ms: number("timeoutMs").unwrap_or(self.timeout_ms),
            retries: number("maxRetries").map_or(self.retries, |retries| retries as u32),
            body_bytes: number("maxBodyBytes").unwrap_or(self.body_bytes),
        }
    }
}

/// Options that calls take and clients too.
pub(crate) const CALL_RULES: &Rules = &[
    ("signal", Rule::Signal),
    ("timeoutMs", Rule::Count(LONGEST_MS)),
    ("maxRetries", Rule::Count(100.0)),
    ("maxBodyBytes", Rule::Count(2_147_483_648.0)),
];

/// Further options of clients.
pub(crate) const CLIENT_RULES: &Rules = &[
    ("fetch", Rule::Function),
    ("WebSocket", Rule::Function),
    ("onRequest", Rule::Function),
    ("onResponse", Rule::Function),
];

/// The signal of checked options.
pub(crate) fn signal(options: &JsValue) -> Option<AbortSignal> {
    let signal = field(options, "signal");
    signal.is_object().then(|| signal.unchecked_into())
}

/// A function of checked options.
pub(crate) fn function(options: &JsValue, name: &str) -> Option<Function> {
    field(options, name).dyn_into().ok()
}

/// What a client needs and the page can bring, `fetch` or `WebSocket`. Otherwise the global one, looked up at each
/// use: test tools and service layers replace it.
pub(crate) fn service(vendor: Vendor, options: &JsValue, name: &str) -> Result<Function> {
    function(options, name).or_else(|| function(&global(), name)).ok_or_else(|| lacking(vendor, name))
}

/// The error where the environment lacks something, and the page brings none.
pub(crate) fn lacking(vendor: Vendor, name: &str) -> Error {
    Error::new(vendor, Kind::Unsupported, concat(&["no global `", name, "` here: pass the option `", name, "`"]))
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URL)]
    type Url;

    #[wasm_bindgen(constructor, catch, js_class = URL)]
    fn new(text: &JsValue, base: &JsValue) -> Result<Url, JsValue>;
}

/// An address; none for what is none. Only one that begins with a slash or a dot is relative to the page: a forgotten
/// `https://` shall be noticed.
pub(crate) fn parse_url(text: &JsValue) -> Option<JsValue> {
    let relative = text.as_string().is_some_and(|text| matches!(text.as_bytes().first(), Some(b'/' | b'.')));
    let base = if relative { page_address() } else { JsValue::UNDEFINED };
    Url::new(text, &base).ok().map(Into::into)
}

/// The base address of a server, from a text or a `URL`, without a final slash; without a path it gets `path_of_host`. None for one
/// that is not http(s), or has a user name or a password: they would be shown. Query and hash are dropped.
pub(crate) fn base_address(given: &JsValue, path_of_host: &str) -> Option<String> {
    let href = field(given, "href");
    let url = parse_url(if href.is_string() { &href } else { given })?;
    let part = |name: &str| text(&url, name);
    let (protocol, pathname) = (part("protocol"), part("pathname"));
    let known = matches!(&*protocol, "https:" | "http:");
    if !known || !part("username").is_empty() || !part("password").is_empty() {
        return None;
    }
    let path = prefix(&pathname);
    Some(concat(&[&protocol, "//", &part("host"), if path.is_empty() { path_of_host } else { path }]))
}

/// What relative addresses are relative to; undefined where there is no page.
pub(crate) fn page_address() -> JsValue {
    let document = field(&field(&global(), "document"), "baseURI");
    if document.is_string() { document } else { field(&field(&global(), "location"), "href") }
}
