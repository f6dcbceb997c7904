//! One request, one answer: Rust's side of `http.js`, which owns the `fetch`, its timer and its signals.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers};

use crate::transport::value::{field, number_of, parse_json};
use crate::transport::{Call, retry};

#[wasm_bindgen(module = "/src/js/http.js")]
extern "C" {
    #[wasm_bindgen(js_name = settle)]
    fn settle_js(signals: &Array, start: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = pause)]
    fn pause_js(signals: &Array, ms: f64) -> Promise;

    #[wasm_bindgen(js_name = exchange)]
    fn exchange_js(
        options: &JsValue,
        fetch: &Function,
        method: &str,
        url: &str,
        headers: &Headers,
        body: &JsValue,
        signals: &Array,
        timeout_ms: f64,
        most_bytes: f64,
        operation: &str,
        attempt: u32,
    ) -> Promise;

    /// A header of an answer; none where the page's `fetch` gave no headers.
    #[wasm_bindgen(js_name = header)]
    fn header_js(headers: &JsValue, name: &str) -> Option<String>;

    /// Calls a hook of the page; what it throws is reported and changes nothing.
    pub(crate) fn tell(hook: &JsValue, news: &JsValue);

    /// Tells the hooks of a client of a request that leaves; what it answers tells them of its end, with a status
    /// or without.
    #[wasm_bindgen(js_name = watchRequest)]
    pub(crate) fn watch_request(options: &JsValue, method: &str, url: &str, operation: &str, attempt: u32) -> Function;
}

/// Why a wait ended without what it waited for.
#[derive(Debug)]
pub(crate) enum Cut {
    /// A signal aborted, for this reason.
    Aborted(JsValue),
    TimedOut,
    /// It failed by itself.
    Failed(JsValue),
    /// The answer is longer than allowed.
    TooLong,
    /// What `fetch` gave is no answer.
    NoAnswer,
}

impl Cut {
    /// A `Cut` of `http.js`.
    pub(crate) fn of(cut: &JsValue) -> Cut {
        let cause = field(cut, "cause");
        match field(cut, "kind").as_f64().map(|kind| kind as u8) {
            Some(0) => Cut::Aborted(cause),
            Some(1) => Cut::TimedOut,
            Some(3) => Cut::TooLong,
            Some(4) => Cut::NoAnswer,
            _ => Cut::Failed(cause),
        }
    }
}

/// The signals that can end a call, for any number of waits.
#[derive(Clone)]
pub(crate) struct Signals(Array);

impl Signals {
    pub(crate) fn none() -> Signals {
        Signals(Array::new())
    }

    #[cfg(feature = "telnyx")]
    pub(crate) fn of(signals: Array) -> Signals {
        Signals(signals)
    }

    pub(crate) fn and(self, signal: Option<&AbortSignal>) -> Signals {
        if let Some(signal) = signal {
            self.0.push(signal);
        }
        self
    }

    /// Waits for a promise, or calls a function of the page and waits for what it gives.
    pub(crate) async fn settle(&self, start: &JsValue) -> Result<JsValue, Cut> {
        JsFuture::from(settle_js(&self.0, start)).await.map_err(|cut| Cut::of(&cut))
    }

    pub(crate) async fn pause(&self, ms: f64) -> Result<(), Cut> {
        JsFuture::from(pause_js(&self.0, ms)).await.map(drop).map_err(|cut| Cut::of(&cut))
    }
}

/// An answer with its body read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The page's `fetch` gave them: whatever they are.
    headers: JsValue,
    /// A string.
    pub(crate) text: JsValue,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        header_js(&self.headers, name)
    }

    /// The body as the browser parses it, or the text where it is not JSON.
    pub(crate) fn json(&self) -> JsValue {
        parse_json(&self.text).unwrap_or_else(|_| self.text.clone())
    }

    /// The pause that the server asks for, in milliseconds.
    pub(crate) fn retry_after(&self) -> Option<f64> {
        retry_after(&self.headers)
    }
}

/// The pause that the headers of an answer ask for, in milliseconds.
pub(crate) fn retry_after(headers: &JsValue) -> Option<f64> {
    let text = header_js(headers, "retry-after")?;
    retry::retry_after(&text, js_sys::Date::now(), number_of, js_sys::Date::parse)
}

/// Sends one try of a call and reads its answer.
pub(crate) async fn exchange(
    call: &Call,
    attempt: u32,
    fetch: &Function,
    url: &str,
    headers: &Headers,
) -> Result<Answer, Cut> {
    let promise = exchange_js(
        &call.options,
        fetch,
        call.method,
        url,
        headers,
        &call.body,
        &call.signals.0,
        call.limits.timeout_ms,
        call.limits.body_bytes,
        call.operation,
        attempt,
    );
    let answer = JsFuture::from(promise).await.map_err(|cut| Cut::of(&cut))?;
    Ok(Answer {
        status: field(&answer, "status").as_f64().unwrap_or_default() as u16,
        headers: field(&answer, "headers"),
        text: field(&answer, "text"),
    })
}

/// Whether a signal has aborted.
pub(crate) fn is_aborted(signal: &AbortSignal) -> bool {
    field(signal, "aborted").is_truthy()
}
