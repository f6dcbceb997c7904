//! IPCortex: the live model of a PBX (phones, calls, queues, contacts), through an adapter.
//!
//! Objects, listeners and waits are the page's side's, `src/js/ipcortex`. Decided here: the life of the feed, what a failure
//! means, in which order frames have to come, what an argument has to be and where a request may go.

mod errno;
mod machine;
mod path;

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::error::{Error, Vendor};
use crate::transport::http::{Cut, retry_after};
use crate::transport::options::{CALL_RULES, CLIENT_RULES, Limits, base_address};
use crate::transport::time::monotonic;
use crate::transport::value::{Rule, Rules, checked, concat, field, kind_of, object, refuse, set};
use machine::{Action, Event, Machine, State};

const OPTIONS: &Rules = &[
    ("host", Rule::Any),
    ("baseUrl", Rule::Any),
    ("adapter", Rule::Any),
    ("names", Rule::Any),
    ("prompt", Rule::Function),
    ("subid", Rule::Text),
    ("global", Rule::Flag),
    ("onAuthRequired", Rule::Function),
];

const FEED: &Rules = &[
    ("device", Rule::Flag),
    ("deviceMin", Rule::Flag),
    ("mailbox", Rule::Flag),
    ("queue", Rule::Flag),
    ("presence", Rule::Flag),
    ("pingtime", Rule::NumberOrNull),
    ("maxWSRetryTime", Rule::NumberOrNull),
    ("errorCB", Rule::Function),
];
const DATASETS: [&str; 5] = ["device", "deviceMin", "mailbox", "queue", "presence"];

/// What an `IPCortex` of `src/js/ipcortex.js` asks.
#[wasm_bindgen(js_name = IpcortexSession)]
pub struct IpcortexSession {
    machine: RefCell<Machine>,
    /// The number of the last frame that changed something.
    seq: RefCell<Option<f64>>,
}

#[wasm_bindgen(js_class = IpcortexSession)]
impl IpcortexSession {
    /// `given` are the options of `installIPCortex`; they are put into `host`, checked.
    #[wasm_bindgen(constructor)]
    pub fn new(given: &JsValue, host: &JsValue) -> Result<IpcortexSession, JsValue> {
        let options = checked(Vendor::Ipcortex, PLACE, given, &[OPTIONS, CALL_RULES, CLIENT_RULES])?;
        let limits = Limits::client(30_000.0, 2).or(&options);
        set(host, "options", &options);
        set(host, "timeoutMs", &limits.timeout_ms.into());
        set(host, "maxBodyBytes", &limits.body_bytes.into());
        Ok(IpcortexSession { machine: RefCell::new(Machine::new()), seq: RefCell::default() })
    }

    /// The base address of a PBX, without a final slash.
    pub fn host(&self, place: &str, given: &JsValue) -> Result<String, JsValue> {
        base_address(given, "").ok_or_else(|| {
            let rule = "must be the http(s) address of the PBX, without user name and password";
            refuse(Vendor::Ipcortex, place, "host", rule).into()
        })
    }

    /// Options of `startFeed`, laid over `before`: `{ datasets, pingtime, maxWSRetryTime, errorCB }`. `null` data sets are all.
    pub fn feed(&self, given: &JsValue, before: &JsValue) -> Result<JsValue, JsValue> {
        let given = checked(Vendor::Ipcortex, "startFeed(options)", given, &[FEED])?;
        let named: Vec<_> = DATASETS.iter().filter(|name| !field(&given, name).is_undefined()).collect();
        let settings = object(&[]);
        let old = |key: &str| field(before, key);
        let datasets = if named.is_empty() {
            old("datasets")
        } else {
            // What is there already stays as it is; no data sets at all are all of them.
            let datasets = object(&[]);
            let known = old("datasets");
            for name in DATASETS.iter().filter(|_| before.is_object()) {
                let all = JsValue::from(*name != "deviceMin");
                let value = if known.is_object() { field(&known, name) } else { all };
                if !value.is_undefined() {
                    set(&datasets, name, &value);
                }
            }
            datasets
        };
        for name in &named {
            set(&datasets, name, &field(&given, name));
            if **name == "deviceMin" && field(&given, name).is_truthy() {
                set(&datasets, "device", &true.into());
            }
        }
        set(&settings, "datasets", &if datasets.is_undefined() { JsValue::NULL } else { datasets });
        let ping = field(&given, "pingtime");
        let ping = ping.as_f64().or(old("pingtime").as_f64()).unwrap_or(540.0);
        set(&settings, "pingtime", &ping.clamp(10.0, 999.0).into());
        set(&settings, "clamped", &(!(10.0..=999.0).contains(&ping)).into());
        let patience = field(&given, "maxWSRetryTime");
        let patience = if patience.is_undefined() { old("maxWSRetryTime") } else { patience };
        set(&settings, "maxWSRetryTime", &if patience.is_undefined() { JsValue::NULL } else { patience });
        let callback = field(&given, "errorCB");
        set(&settings, "errorCB", &if callback.is_undefined() { old("errorCB") } else { callback });
        Ok(settings)
    }

    /// The life of the feed by these settings from now on.
    pub fn tune(&self, settings: &JsValue) {
        let mut machine = self.machine.borrow_mut();
        machine.ping_ms = field(settings, "pingtime").as_f64().unwrap_or(540.0) * 1000.0;
        machine.patience_ms = field(settings, "maxWSRetryTime").as_f64().map(|seconds| seconds * 1000.0);
    }

    /// Something happens to the feed; answers what to do, as pairs of a word and a number.
    pub fn on(&self, event: &str, errno: u16, retry_after_ms: Option<f64>) -> Array {
        let event = match event {
            "start" => Event::Start { anew: false },
            "restart" => Event::Start { anew: true },
            "whole" => Event::Whole,
            "pause" => Event::Pause,
            "stop" => Event::Stop,
            "resync" => Event::Resync,
            "tick" => Event::Tick,
            _ => Event::Fail { errno, retry_after: retry_after_ms },
        };
        let actions = self.machine.borrow_mut().on(event, monotonic(), js_sys::Math::random());
        let list = Array::new();
        for action in actions {
            let (word, number) = match action {
                Action::Open => ("open", 0.0),
                Action::Close(code) => ("close", code.into()),
                Action::Clear => ("clear", 0.0),
                Action::Resolve => ("resolve", 0.0),
                Action::Reject(errno) => ("reject", errno.into()),
                Action::Tell(errno) => ("tell", errno.into()),
                Action::Ping => ("ping", 0.0),
                Action::Changed => ("changed", 0.0),
                Action::Gap { from } => ("gap", monotonic() - from),
            };
            list.push(&word.into());
            list.push(&number.into());
        }
        list
    }

    /// The link is open.
    pub fn opened(&self) {
        self.machine.borrow_mut().on(Event::Opened, monotonic(), 0.0);
    }

    /// A frame came: the link is alive. A tick finds out what follows.
    pub fn heard(&self) {
        self.machine.borrow_mut().on(Event::Heard, monotonic(), 0.0);
    }

    /// `{ state, live, failures, retryIn, wakeIn }`; times in milliseconds from now.
    pub fn state(&self) -> JsValue {
        let machine = self.machine.borrow();
        let now = monotonic();
        object(&[
            ("state", &machine.state.word(machine.ever).into()),
            ("open", &matches!(machine.state, State::Starting | State::Retrying | State::Live).into()),
            ("failures", &machine.failures.into()),
            ("retryIn", &machine.retry_at.map(|at| at - now).into()),
            ("wakeIn", &machine.wake_at().map(|at| (at - now).max(0.0)).into()),
        ])
    }

    /// Begins to count frames.
    pub fn count(&self, seq: Option<f64>) {
        self.seq.replace(seq);
    }

    /// The number of the last frame.
    #[wasm_bindgen(getter)]
    pub fn seq(&self) -> Option<f64> {
        *self.seq.borrow()
    }

    /// Whether a frame is the next one. A number that was there already is none.
    pub fn next(&self, seq: Option<f64>) -> bool {
        let mut last = self.seq.borrow_mut();
        let fits = last.is_none_or(|last| seq == Some(last + 1.0));
        if fits {
            *last = seq;
        }
        fits
    }

    /// The error of a number, in the PBX's words if it has some.
    pub fn error(&self, errno: u16, said: Option<String>, operation: Option<String>) -> JsValue {
        let (kind, reason, words) = errno::facts(errno);
        let message = said.filter(|said| !said.is_empty()).unwrap_or_else(|| words.into());
        let error = Error::new(Vendor::Ipcortex, kind, message).own("errno", errno).with(|facts| {
            facts.reason = reason;
            facts.retryable = !errno::is_fatal(errno);
        });
        let error = if let Some(operation) = operation { error.own("operation", operation) } else { error };
        error.into()
    }

    /// A refusal of an argument; it has no number of the PBX.
    pub fn wrong(&self, message: &str) -> JsValue {
        Error::argument(Vendor::Ipcortex, String::from(message)).into()
    }

    /// The number of an HTTP status, and of the headers with it: `[errno, retryAfterMs]`.
    pub fn refusal(&self, status: u16, versioned: bool, headers: &JsValue) -> Array {
        Array::of2(&errno::of_status(status, versioned).into(), &retry_after(headers).into())
    }

    /// The number for a try that brought no answer; `ABORTED` of `http.js` is 0.
    pub fn lost(&self, cut: &JsValue) -> u16 {
        match Cut::of(cut) {
            Cut::Aborted(_) => 0,
            Cut::TooLong | Cut::NoAnswer => errno::BACKEND,
            _ => errno::INTERNAL,
        }
    }

    /// The number of a socket's end.
    pub fn closed(&self, code: u16, welcomed: bool) -> u16 {
        errno::of_close(code, welcomed)
    }

    /// Where `ipcx/1` has an operation.
    pub fn place(&self, operation: &str) -> String {
        path::of(operation).into()
    }

    /// Whether two versions are of the same major and minor number.
    #[wasm_bindgen(js_name = sameVersion)]
    pub fn same_version(&self, one: &str, other: &str) -> bool {
        same_version(one, other)
    }

    /// What is wrong with the path of a REST request.
    #[wasm_bindgen(js_name = pathFlaw)]
    pub fn path_flaw(&self, path: &JsValue) -> Option<String> {
        let text = path.as_string();
        let rule = match &text {
            None => return Some(concat(&["must be a string, not ", &kind_of(path)])),
            Some(text) => path::flaw(text),
        };
        rule.map(String::from)
    }
}

const PLACE: &str = "installIPCortex(options)";

/// Whether two versions are of the same major and minor number.
fn same_version(one: &str, other: &str) -> bool {
    let start = |version: &str| {
        let mut dots = version.bytes().enumerate().filter(|(_, byte)| *byte == b'.');
        let end = dots.nth(1).map_or(version.len(), |(at, _)| at);
        version.get(..end).map(String::from)
    };
    start(one) == start(other)
}

#[cfg(test)]
mod tests {
    use super::same_version;

    #[test]
    fn versions_are_the_same_up_to_the_second_dot() {
        for (one, other, same) in [
            ("6.5.2", "6.5.9", true),
            ("6.5.2", "6.6.0", false),
            ("6.5", "6.5.1", true),
            ("6.5", "6.50", false),
            ("", "", true),
        ] {
            assert_eq!(same_version(one, other), same, "{one} {other}");
        }
    }
}
