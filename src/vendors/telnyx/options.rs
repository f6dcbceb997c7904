//! What clients and calls may be told.

use wasm_bindgen::prelude::*;

use crate::error::{Result, Vendor};
use crate::transport::options::{CLIENT_RULES, LONGEST_MS};
use crate::transport::value::{Rule, Rules, checked, concat, field, refuse};
use crate::vendors::telnyx::refused;

const PLACE: &str = "new Telnyx(options)";

const RULES: &Rules = &[
    ("apiKey", Rule::TextFunctionOrNull),
    ("clientID", Rule::TextOrNull),
    ("clientSecret", Rule::TextFunctionOrNull),
    ("publicKey", Rule::TextOrNull),
    ("baseURL", Rule::Text),
    ("baseUrl", Rule::Text),
    ("timeout", Rule::Count(LONGEST_MS)),
    ("timeoutMs", Rule::Count(LONGEST_MS)),
    ("maxRetries", Rule::Count(LONGEST_MS)),
    ("maxBodyBytes", Rule::Count(f64::MAX)),
    ("signal", Rule::Signal),
    ("retryWrites", Rule::Flag),
    ("telemetryHeaders", Rule::Flag),
    ("fetchOptions", Rule::Object),
    ("defaultHeaders", Rule::Object),
    ("defaultQuery", Rule::Object),
    ("logLevel", Rule::Any),
    ("logger", Rule::Object),
];

/// Checks a client's options and copies those that there are.
#[wasm_bindgen(js_name = telnyxOptions)]
pub fn client(options: &JsValue) -> Result<JsValue, JsValue> {
    let checked = checked(Vendor::Telnyx, PLACE, options, &[RULES, CLIENT_RULES])?;
    for (ours, theirs) in [("baseUrl", "baseURL"), ("timeoutMs", "timeout")] {
        let both = !field(&checked, ours).is_undefined() && !field(&checked, theirs).is_undefined();
        if both {
            let rule = concat(&["and `", ours, "` are the same thing: give one"]);
            return Err(refuse(Vendor::Telnyx, PLACE, theirs, &rule).into());
        }
    }
    Ok(checked)
}

/// The time limit of one try, in milliseconds.
#[wasm_bindgen(js_name = telnyxTimeout)]
pub fn timeout(given: &JsValue) -> Result<f64, JsValue> {
    match given.as_f64().filter(|ms| ms.fract() == 0.0) {
        Some(ms) if ms < 0.0 => Err(refused("timeout must be a positive integer").into()),
        // What `setTimeout` cannot wait for is no limit.
        Some(ms) => Ok(if ms > LONGEST_MS { 0.0 } else { ms }),
        None => Err(refused("timeout must be an integer").into()),
    }
}

/// Tries after the first one.
pub(crate) fn retries(given: &JsValue) -> Result<u32> {
    whole("maxRetries", given, LONGEST_MS).map(|tries| tries as u32)
}

/// Checks a number of a call that may be left out.
pub(crate) fn count(name: &str, given: &JsValue) -> Result<()> {
    if given.is_undefined() || given.is_null() { Ok(()) } else { whole(name, given, f64::MAX).map(drop) }
}

fn whole(name: &str, given: &JsValue, most: f64) -> Result<f64> {
    let number = given.as_f64().filter(|number| (0.0..=most).contains(number) && number.fract() == 0.0);
    number.ok_or_else(|| refused(concat(&[name, " must be a whole number, 0 or more"])))
}
