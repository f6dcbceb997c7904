//! What all vendors share: the only `fetch`, the only `WebSocket`, the only retry loop. Names no vendor.

pub(crate) mod feed;
#[cfg(feature = "fonoster")]
pub(crate) mod grpc_web;
pub(crate) mod http;
#[cfg(any(feature = "fonoster", feature = "portsip"))]
pub(crate) mod issues;
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

use crate::error::{Error, Facts, Kind, Result, Vendor};
use http::{Answer, Cut, Signals};
use options::{Limits, service};
use retry::{Attempt, Policy};

/// What vendors say differently over the same HTTP.
pub(crate) trait Dialect {
    /// What a call brings.
    type Reply;

    const POLICY: &'static Policy = &Policy::HOUSE;

    fn vendor(&self) -> Vendor;

    /// The media types of an answer and of a body.
    fn media(&self) -> (&'static str, &'static str) {
        ("application/json, text/plain, */*", "application/json")
    }

    /// Puts the credentials where this vendor wants them.
    fn authorize(&self, headers: &Headers) -> Result<()>;

    /// What an answer brings, or how it refuses. The status is not the verdict: some refuse with 200.
    fn judge(&self, answer: &Answer) -> Result<Self::Reply>;
}

/// One call of the page.
pub(crate) struct Call {
    /// As the page wrote it: `cdrQuery`.
    pub(crate) operation: &'static str,
    pub(crate) method: &'static str,
    /// Path and query, after the base address.
    pub(crate) path: String,
    /// A text of the dialect's media type, or undefined.
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

/// When a call is tried again.
pub(crate) struct Plan {
    pub(crate) policy: &'static Policy,
    /// Tries after the first one.
    pub(crate) retries: u32,
    /// Whether it may safely happen twice.
    pub(crate) repeatable: bool,
}

impl Plan {
    /// The pause after a try that failed, or `None` where that was the last.
    #[inline(always)]
    pub(crate) fn pause(&self, number: u32, facts: &Facts, jitter: f64) -> Option<f64> {
        let transient = facts.status.is_some() || matches!(facts.kind, Kind::Connection | Kind::Timeout);
        let attempt = Attempt {
            number,
            status: facts.status,
            repeatable: self.repeatable,
            again: facts.again,
            retry_after: facts.retry_after_ms,
        };
        retry::pause(attempt, self.retries, self.policy, jitter).filter(|_| transient)
    }
}

/// What can be tried several times.
pub(crate) trait Tries {
    type Reply;

    fn plan(&self) -> Plan;

    fn signals(&self) -> &Signals;

    /// The number of the first try.
    fn first(&self) -> u32 {
        1
    }

    /// The try of a number.
    async fn once(&self, number: u32) -> Result<Self::Reply>;

    /// The error for a pause that was cut.
    fn lost(&self, cut: Cut) -> Error;

    /// Which call it is of whom an error tells.
    fn name(&self, error: Error) -> Error;

    /// The only retry loop.
    async fn settle(&self) -> Result<Self::Reply> {
        let mut number = self.first();
        loop {
            let mut error = match self.once(number).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if let Some(pause) = self.plan().pause(number, error.facts(), js_sys::Math::random()) {
                match self.signals().pause(pause).await {
                    Ok(()) => {
                        number += 1;
                        continue;
                    }
                    Err(cut) => error = self.lost(cut),
                }
            }
            return Err(self.name(error).with(|facts| facts.attempt = Some(number)));
        }
    }
}

/// One vendor, one address, one user.
pub(crate) struct Wire<D> {
    pub(crate) dialect: D,
    /// Without a final slash.
    pub(crate) base: String,
}

impl<D: Dialect> Wire<D> {
    /// Sends a call, again where that may help, and hands on what the answer brings.
    ///
    /// Boxed: whoever awaits it would otherwise hold all of it.
    pub(crate) fn call<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Result<D::Reply>> + 'a>> {
        Box::pin(async move { Sending { wire: self, call }.settle().await })
    }

    /// The error for a try that brought no answer.
    pub(crate) fn lost(&self, call: &Call, cut: Cut) -> Error {
        let missed = Missed { vendor: self.dialect.vendor(), operation: call.operation, base: &self.base };
        missed.error(call.limits.timeout_ms, call.repeatable, cut)
    }
}

/// A try that brought no answer: of which call, and from where.
pub(crate) struct Missed<'a> {
    pub(crate) vendor: Vendor,
    pub(crate) operation: &'static str,
    pub(crate) base: &'a str,
}

impl Missed<'_> {
    pub(crate) fn error(&self, timeout_ms: f64, repeatable: bool, cut: Cut) -> Error {
        let Missed { vendor, operation, base } = *self;
        let error = match cut {
            Cut::Aborted(reason) => {
                Error::new(vendor, Kind::Aborted, value::concat(&[operation, " was aborted"])).caused_by(reason)
            }
            Cut::TimedOut => {
                let ms = value::number_text(timeout_ms);
                Error::new(vendor, Kind::Timeout, value::concat(&[operation, " had no answer within ", &ms, " ms"]))
            }
            Cut::Failed(cause) => {
                let message = value::concat(&[operation, " got no answer from ", base]);
                Error::new(vendor, Kind::Connection, message).caused_by(cause)
            }
            Cut::TooLong => {
                let message = value::concat(&["the answer to ", operation, " is longer than `maxBodyBytes`"]);
                Error::new(vendor, Kind::Decode, message)
            }
            Cut::NoAnswer => Error::new(vendor, Kind::Decode, "what `fetch` gave is no response"),
        };
        let unknown = !repeatable && matches!(error.facts().kind, Kind::Timeout | Kind::Connection);
        error.with(|facts| {
            facts.operation = Some(operation);
            facts.maybe_applied = unknown.then_some(true);
        })
    }
}

/// A call on its wire.
struct Sending<'a, D> {
    wire: &'a Wire<D>,
    call: &'a Call,
}

impl<D: Dialect> Tries for Sending<'_, D> {
    type Reply = D::Reply;

    fn plan(&self) -> Plan {
        Plan { policy: D::POLICY, retries: self.call.limits.retries, repeatable: self.call.repeatable }
    }

    fn signals(&self) -> &Signals {
        &self.call.signals
    }

    async fn once(&self, number: u32) -> Result<D::Reply> {
        let Sending { wire, call } = self;
        let headers = Headers::new();
        let (accept, content) = wire.dialect.media();
        headers.set("Accept", accept);
        if !call.body.is_undefined() {
            headers.set("Content-Type", content);
        }
        wire.dialect.authorize(&headers)?;
        let fetch = service(wire.dialect.vendor(), &call.options, "fetch")?;
        let url = value::concat(&[&wire.base, &call.path]);
        let answer = http::exchange(call, number, &fetch, &url, &headers.into_raw()).await;
        let answer = answer.map_err(|cut| self.lost(cut))?;
        wire.dialect.judge(&answer).map_err(|refusal| {
            refusal.with(|facts| {
                facts.status = Some(answer.status);
                facts.retry_after_ms = answer.retry_after();
            })
        })
    }

    fn lost(&self, cut: Cut) -> Error {
        self.wire.lost(self.call, cut)
    }

    fn name(&self, error: Error) -> Error {
        error.with(|facts| facts.operation = Some(self.call.operation))
    }
}
