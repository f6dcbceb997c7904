//! What all vendors share: the only `fetch`, the only `WebSocket`, the only retry loop. Names no vendor.

pub(crate) mod feed;
pub(crate) mod http;
pub(crate) mod options;
pub(crate) mod pages;
pub(crate) mod retry;
pub(crate) mod secret;
pub(crate) mod time;
pub(crate) mod url;
pub(crate) mod value;

use std::future::Future;
use std::pin::Pin;

use gloo_net::http::Headers;
use wasm_bindgen::prelude::*;

use crate::error::{Error, Kind, Result, Vendor};
use http::{Answer, Cut, Signals};
use options::{Limits, service};
use retry::{Attempt, Policy};

/// What vendors say differently over the same HTTP.
pub(crate) trait Dialect {
    fn vendor(&self) -> Vendor;

    /// Puts the credentials where this vendor wants them.
    fn authorize(&self, headers: &Headers) -> Result<()>;

    /// Whether an answer is a refusal. The status is not the verdict: some refuse with 200.
    fn refusal(&self, status: u16, body: &JsValue) -> Option<Error>;
}

/// One call of the page.
pub(crate) struct Call {
    /// As the page wrote it: `cdrQuery`.
    pub(crate) operation: &'static str,
    pub(crate) method: &'static str,
    /// Path and query, after the base address.
    pub(crate) path: String,
    /// JSON, or undefined.
    pub(crate) body: JsValue,
    /// Whether it may safely happen twice.
    pub(crate) repeatable: bool,
    pub(crate) limits: Limits,
    /// The client's, checked. Held for the time of the call only: a function among them may mention the client, and
    /// what Rust holds is never collected.
    pub(crate) options: JsValue,
    /// Any of these ends it.
    pub(crate) signals: Signals,
}

/// One vendor, one address, one user.
pub(crate) struct Wire<D> {
    pub(crate) dialect: D,
    /// Without a final slash.
    pub(crate) base: String,
}

impl<D: Dialect> Wire<D> {
    /// Sends a call, again where that may help, and hands on the body of the answer: JSON as the browser parsed
    /// it, or the text where it is not JSON.
    ///
    /// Boxed: whoever awaits it would otherwise hold all of it.
    pub(crate) fn call<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Result<JsValue>> + 'a>> {
        Box::pin(self.tries(call))
    }

    async fn tries(&self, call: &Call) -> Result<JsValue> {
        let mut number = 1;
        loop {
            let error = match self.once(call, number).await {
                Ok(body) => return Ok(body),
                Err(error) => error.with(|facts| {
                    facts.operation = Some(call.operation);
                    facts.attempt = Some(number);
                }),
            };
            let facts = error.facts();
            let transient = facts.status.is_some() || matches!(facts.kind, Kind::Connection | Kind::Timeout);
            let attempt = Attempt {
                number,
                status: facts.status,
                repeatable: call.repeatable,
                retry_after: facts.retry_after_ms,
            };
            let pause = retry::pause(attempt, call.limits.retries, &Policy::HOUSE, js_sys::Math::random());
            let Some(pause) = pause.filter(|_| transient) else { return Err(error) };
            let paused = call.signals.pause(pause).await;
            paused.map_err(|cut| self.lost(call, cut).with(|facts| facts.attempt = Some(number)))?;
            number += 1;
        }
    }

    /// One try.
    async fn once(&self, call: &Call, attempt: u32) -> Result<JsValue> {
        let headers = Headers::new();
        headers.set("Accept", "application/json, text/plain, */*");
        if !call.body.is_undefined() {
            headers.set("Content-Type", "application/json");
        }
        self.dialect.authorize(&headers)?;
        let fetch = service(self.dialect.vendor(), &call.options, "fetch")?;
        let url = value::concat(&[&self.base, &call.path]);
        let answer = http::exchange(call, attempt, &fetch, &url, &headers.into_raw()).await;
        let Answer { status, retry_after, text } = answer.map_err(|cut| self.lost(call, cut))?;
        let body = value::parse_json(&text).unwrap_or(text);
        match self.dialect.refusal(status, &body) {
            None => Ok(body),
            Some(refusal) => Err(refusal.with(|facts| {
                facts.status = Some(status);
                facts.retry_after_ms = retry_after.and_then(|text| {
                    retry::retry_after(&text, js_sys::Date::now(), value::number_of, js_sys::Date::parse)
                });
            })),
        }
    }

    /// The error for a try that brought no answer.
    pub(crate) fn lost(&self, call: &Call, cut: Cut) -> Error {
        let vendor = self.dialect.vendor();
        let operation = call.operation;
        let error = match cut {
            Cut::Aborted(reason) => {
                Error::new(vendor, Kind::Aborted, value::concat(&[operation, " was aborted"])).caused_by(reason)
            }
            Cut::TimedOut => {
                let ms = value::number_text(call.limits.timeout_ms);
                Error::new(vendor, Kind::Timeout, value::concat(&[operation, " had no answer within ", &ms, " ms"]))
            }
            Cut::Failed(cause) => {
                let message = value::concat(&[operation, " got no answer from ", &self.base]);
                Error::new(vendor, Kind::Connection, message).caused_by(cause)
            }
            Cut::TooLong => {
                let message = value::concat(&["the answer to ", operation, " is longer than `maxBodyBytes`"]);
                Error::new(vendor, Kind::Decode, message)
            }
            Cut::NoAnswer => Error::new(vendor, Kind::Decode, "what `fetch` gave is no response"),
        };
        let unknown = !call.repeatable && matches!(error.facts().kind, Kind::Timeout | Kind::Connection);
        error.with(|facts| {
            facts.operation = Some(operation);
            facts.maybe_applied = unknown.then_some(true);
        })
    }
}
