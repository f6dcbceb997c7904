//! One call: its tries, and what their ends mean.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::error::{Error, Facts, Kind, Result, Vendor};
use crate::transport::http::{Cut, Signals};
use crate::transport::retry::Policy;
use crate::transport::value::{field, number_of_prefix};
use crate::transport::{Plan, Tries};
use crate::vendors::telnyx::retry::Said;
use crate::vendors::telnyx::{options, thrown};

/// As the vendor's client: writes too, and conflicts.
const POLICY: &Policy = &Policy { conflicts: true, ..Policy::HOUSE };

#[wasm_bindgen(module = "/src/js/telnyx/values.js")]
extern "C" {
    /// The text of an error and its cause, in lower case.
    #[wasm_bindgen(js_name = errorText)]
    fn error_text(error: &JsValue) -> String;
}

#[wasm_bindgen]
extern "C" {
    /// A call on the page's side: it runs the client's hooks and `fetch`. What runs something of the page's is caught
    /// here: a logger may throw.
    pub type Exchange;

    /// Makes the try of a number, from 1. Resolves what the page gets of it; rejects with what a hook threw.
    #[wasm_bindgen(method)]
    fn attempt(this: &Exchange, number: u32) -> Promise;

    /// What came in place of an answer, or undefined.
    #[wasm_bindgen(method, getter)]
    fn cut(this: &Exchange) -> JsValue;

    /// Whether the answer is a success.
    #[wasm_bindgen(method, getter)]
    fn ok(this: &Exchange) -> bool;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Exchange) -> u16;

    /// A header of the answer.
    #[wasm_bindgen(method, catch)]
    fn header(this: &Exchange, name: &str) -> Result<Option<String>, JsValue>;

    /// Whether the answer refuses a token that is about to end; it is forgotten then.
    #[wasm_bindgen(method, js_name = forgetToken)]
    fn forget_token(this: &Exchange) -> bool;

    /// No answer came. `fate` is as `Sending::fate` says.
    #[wasm_bindgen(method, catch)]
    fn lost(this: &Exchange, fate: i32, timed_out: bool, cause: &JsValue) -> Result<(), JsValue>;

    /// Lets go of the answer: there will be another try.
    #[wasm_bindgen(method, catch)]
    fn discard(this: &Exchange, fate: i32) -> Result<(), JsValue>;

    /// Reads the answer's body; resolves the error that the client makes of it.
    #[wasm_bindgen(method)]
    fn refusal(this: &Exchange, fate: i32, number: u32, retry_after_ms: Option<f64>) -> Promise;

    /// Tries that were made before this call.
    #[wasm_bindgen(method, getter)]
    fn before(this: &Exchange) -> u32;

    #[wasm_bindgen(method, getter)]
    fn signals(this: &Exchange) -> Array;

    #[wasm_bindgen(method, getter)]
    fn operation(this: &Exchange) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn writes(this: &Exchange) -> bool;

    /// Whether it may be repeated: a read, or the page does not mind.
    #[wasm_bindgen(method, getter)]
    fn repeatable(this: &Exchange) -> bool;
}

/// Sends a call, again where that may help. Resolves what `attempt` did, once that is a success.
#[wasm_bindgen(js_name = telnyxSend)]
pub fn send(exchange: Exchange, retries: &JsValue, most_bytes: &JsValue, limit: &JsValue) -> Result<Promise, JsValue> {
    let retries = options::retries(retries)?;
    options::count("maxBodyBytes", most_bytes)?;
    options::count("limit", limit)?;
    Ok(future_to_promise(async move {
        let signals = Signals::of(exchange.signals());
        Ok(Sending { exchange, signals, retries }.settle().await?)
    }))
}

/// The error for a body that could not be read to its end.
#[wasm_bindgen(js_name = telnyxLost)]
pub fn lost(cut: &JsValue, exchange: Exchange) -> JsValue {
    let sending = Sending { signals: Signals::none(), exchange, retries: 0 };
    sending.name(sending.lost(Cut::of(cut))).into()
}

struct Sending {
    exchange: Exchange,
    signals: Signals,
    retries: u32,
}

impl Sending {
    /// What becomes of a call after a try: the tries left where there is another one, 0 where there would be if
    /// one were left, less where it is of no use.
    fn fate(&self, number: u32, facts: &Facts) -> i32 {
        let plan = self.plan();
        if plan.pause(number, facts, 0.0).is_some() {
            return (self.retries + 1 - number) as i32;
        }
        let endless = Plan { retries: u32::MAX, ..plan };
        if endless.pause(number, facts, 0.0).is_some() { 0 } else { -1 }
    }

    /// The error for a try without an answer.
    fn unanswered(&self, number: u32, cut: &JsValue) -> Error {
        let error = self.lost(Cut::of(cut));
        let facts = error.facts();
        if matches!(facts.kind, Kind::Connection | Kind::Timeout) {
            let timed_out = facts.kind == Kind::Timeout;
            let told = self.exchange.lost(self.fate(number, facts), timed_out, &field(cut, "cause"));
            if let Err(error) = told {
                return thrown(error);
            }
        }
        error
    }
}

impl Tries for Sending {
    type Reply = JsValue;

    fn plan(&self) -> Plan {
        Plan { policy: POLICY, retries: self.retries, repeatable: self.exchange.repeatable() }
    }

    fn signals(&self) -> &Signals {
        &self.signals
    }

    fn first(&self) -> u32 {
        self.exchange.before() + 1
    }

    async fn once(&self, number: u32) -> Result<JsValue> {
        let answer = JsFuture::from(self.exchange.attempt(number)).await.map_err(thrown)?;
        let cut = self.exchange.cut();
        if !cut.is_undefined() {
            return Err(self.unanswered(number, &cut));
        }
        if self.exchange.ok() {
            return Ok(answer);
        }
        let header = |name| self.exchange.header(name).map_err(thrown);
        let (again, after_ms, after) = (header("x-should-retry")?, header("retry-after-ms")?, header("retry-after")?);
        let said = Said { again: again.as_deref(), after_ms: after_ms.as_deref(), after: after.as_deref() };
        let status = self.exchange.status();
        let stale = status == 401 && self.exchange.forget_token();
        let error = Error::new(Vendor::Telnyx, Kind::of_status(status), "").with(|facts| {
            facts.status = Some(status);
            facts.again = stale.then_some(true).or_else(|| said.again());
            facts.retry_after_ms = said.pause(js_sys::Date::now(), number_of_prefix, js_sys::Date::parse);
        });
        let fate = self.fate(number, error.facts());
        if fate > 0 {
            self.exchange.discard(fate).map_err(thrown)?;
            return Err(error);
        }
        let made = JsFuture::from(self.exchange.refusal(fate, number, error.facts().retry_after_ms)).await;
        Err(thrown(made.unwrap_or_else(|error| error)))
    }

    fn lost(&self, cut: Cut) -> Error {
        let error = |kind, message: &'static str| Error::new(Vendor::Telnyx, kind, message);
        let error = match cut {
            Cut::Aborted(reason) => error(Kind::Aborted, "Request was aborted.").caused_by(reason),
            Cut::TimedOut => error(Kind::Timeout, "Request timed out."),
            Cut::Failed(cause) if timed_out(&cause) => error(Kind::Timeout, "Request timed out."),
            Cut::Failed(cause) => error(Kind::Connection, "Connection error.").caused_by(cause),
            Cut::TooLong => error(Kind::Decode, "the answer is longer than `maxBodyBytes`"),
            Cut::NoAnswer => error(Kind::Decode, "what `fetch` gave is no response"),
        };
        let unknown = matches!(error.facts().kind, Kind::Timeout | Kind::Connection);
        error.with(|facts| facts.maybe_applied = (unknown && self.exchange.writes()).then_some(true))
    }

    fn name(&self, error: Error) -> Error {
        error.own("operation", self.exchange.operation())
    }
}

/// Whether an error says that the time was over: an abort that nobody asked for, or one in words.
fn timed_out(error: &JsValue) -> bool {
    let text = error_text(error);
    text.starts_with("aborterror")
        || ["timeout", "timedout", "time out", "timed out"].iter().any(|word| text.contains(word))
}
