//! Reading the page's values. Every read can fail, and every failure names the field: an exception that passed
//! through Rust frames would leave promises pending for ever.

use std::borrow::Cow;

use js_sys::Array;
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

use crate::error::{Error, Result, Vendor};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn reflect_get(object: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    pub(crate) fn keys(object: &JsValue) -> Result<Array, JsValue>;

    /// Unlike `js_sys::JSON::parse` it takes the text as it is, without a copy through Rust.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    pub(crate) fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = String)]
    fn text_of_number(number: f64) -> String;

    /// The number that a text says, or NaN.
    #[wasm_bindgen(js_name = Number)]
    pub(crate) fn number_of(text: &str) -> f64;

    /// The number that a text begins with, or NaN.
    #[cfg(feature = "telnyx")]
    #[wasm_bindgen(js_name = parseFloat)]
    pub(crate) fn number_of_prefix(text: &str) -> f64;
}

#[wasm_bindgen(module = "/src/js/value.js")]
extern "C" {
    /// What a value is, for messages.
    #[wasm_bindgen(js_name = kindOf)]
    pub(crate) fn kind_of(value: &JsValue) -> String;

    /// The page's global object.
    pub(crate) fn global() -> JsValue;

    /// Warns once on a page.
    #[wasm_bindgen(js_name = warnOnce)]
    fn warn_once(text: &str);
}

/// A field of an answer; `undefined` where there is none, also on what is no object.
#[inline(never)]
pub(crate) fn field(object: &JsValue, key: &str) -> JsValue {
    if object.is_object() { reflect_get(object, key).unwrap_or(JsValue::UNDEFINED) } else { JsValue::UNDEFINED }
}

/// A text in an object of ours, or that the browser parsed; an empty one where there is none.
#[inline(never)]
pub(crate) fn text(object: &JsValue, key: &str) -> String {
    field(object, key).as_string().unwrap_or_default()
}

/// Puts a text together. `format!` would bring 2 kB of formatting along, `[&str]::concat` one.
#[inline(never)]
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut text = String::new();
    parts.iter().for_each(|part| text.push_str(part));
    text
}

/// A value of JavaScript's that serde hands on as it is.
struct Value<'a>(&'a JsValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(self.0, serializer)
    }
}

/// A fresh plain object. Its entries go out through serde as an array, the smallest of its serializers: a derived
/// struct would cost 600 bytes each, and 3 kB for the first.
pub(crate) fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let entries = fields.iter().map(|(name, value)| (*name, Value(value)));
    // Serializing strings and what is JavaScript's already cannot fail, nor can making an object of them.
    let entries = serde_wasm_bindgen::Serializer::new().collect_seq(entries).unwrap_or_default();
    js_sys::Object::from_entries(&entries).map_or(JsValue::UNDEFINED, Into::into)
}

/// Sets a property of an object of ours, which cannot fail.
#[inline(never)]
pub(crate) fn set(object: &JsValue, key: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(object, &key.into(), value);
}

/// A number as JavaScript writes it.
pub(crate) fn number_text(number: f64) -> String {
    text_of_number(number)
}

/// What a field of an argument may be. Every field may be left out unless it says otherwise.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    Any,
    Text,
    /// Has to be there, and not empty.
    FilledText,
    /// The same, or a function.
    FilledTextOrFunction,
    TextOrNull,
    /// Neither NaN nor infinite.
    NumberOrNull,
    Flag,
    #[cfg(any(feature = "fonoster", feature = "portsip", feature = "telnyx"))]
    TextFunctionOrNull,
    #[cfg(feature = "telnyx")]
    Object,
    /// A whole number from 0 to this one.
    Count(f64),
    Function,
    /// An `AbortSignal`, of whatever realm; null is none, as for `fetch`.
    Signal,
}

pub(crate) type Rules = [(&'static str, Rule)];

/// An `invalid-argument` that names a field.
pub(crate) fn refuse(vendor: Vendor, place: &str, key: &str, rule: &str) -> Error {
    Error::argument(vendor, concat(&[place, ": `", key, "` ", rule]))
}

/// A field of an argument of the page, `undefined` where there is none.
pub(crate) fn given(vendor: Vendor, place: &str, argument: &JsValue, key: &str) -> Result<JsValue> {
    reflect_get(argument, key)
        .map_err(|cause| refuse(vendor, place, key, "could not be read: its getter threw").caused_by(cause))
}

/// Whether an argument is an object. `place` is what messages call it: `init(options)`.
pub(crate) fn is_argument(vendor: Vendor, place: &str, argument: &JsValue) -> Result<()> {
    let kind = kind_of(argument);
    if kind == "an object" {
        return Ok(());
    }
    Err(Error::argument(vendor, concat(&[place, " must be an object, not ", &kind])))
}

/// Checks an argument that may be left out, and copies the fields that the rules name: what is read of the copy
/// runs nothing of the page's. Warns of the others.
pub(crate) fn checked(vendor: Vendor, place: &str, argument: &JsValue, rules: &[&Rules]) -> Result<JsValue> {
    let copy = object(&[]);
    if argument.is_undefined() || argument.is_null() {
        return Ok(copy);
    }
    is_argument(vendor, place, argument)?;
    for (key, rule) in rules.iter().flat_map(|rules| rules.iter()) {
        let value = given(vendor, place, argument, key)?;
        if let Some(wanted) = broken(*rule, &value) {
            let rule = concat(&["must be ", &wanted, ", not ", &kind_of(&value)]);
            return Err(refuse(vendor, place, key, &rule));
        }
        if !value.is_undefined() {
            set(&copy, key, &value);
        }
    }
    warn_unknown(place, argument, rules);
    Ok(copy)
}

/// The texts of a list of the page.
#[cfg(feature = "fonoster")]
pub(crate) fn texts(vendor: Vendor, place: &str, key: &str, list: &JsValue) -> Result<Vec<String>> {
    let wrong = || refuse(vendor, place, key, "must be a list of well-formed strings");
    if kind_of(list) != "an array" {
        return Err(wrong());
    }
    let length = given(vendor, place, list, "length")?.as_f64().unwrap_or_default() as u32;
    let mut texts = Vec::new();
    for at in 0..length {
        let item = reflect_get(list, &number_text(at.into())).unwrap_or(JsValue::UNDEFINED);
        texts.push(item.as_string().filter(|text| is_whole(text, &item)).ok_or_else(wrong)?);
    }
    Ok(texts)
}

/// What a value should have been, when it is something else.
fn broken(rule: Rule, value: &JsValue) -> Option<Cow<'static, str>> {
    let needed = matches!(rule, Rule::FilledText | Rule::FilledTextOrFunction);
    if value.is_undefined() && !needed {
        return None;
    }
    let text = || value.as_string().filter(|text| is_whole(text, value));
    let filled = || text().is_some_and(|text| !text.is_empty());
    let (fits, wanted) = match rule {
        Rule::Any => (true, ""),
        Rule::Text => (text().is_some(), "a well-formed string"),
        Rule::TextOrNull => (value.is_null() || text().is_some(), "a well-formed string or null"),
        Rule::FilledText => (filled(), "a filled string"),
        Rule::FilledTextOrFunction => (value.is_function() || filled(), "a filled string or a function"),
        Rule::NumberOrNull => {
            (value.is_null() || value.as_f64().is_some_and(f64::is_finite), "a finite number or null")
        }
        #[cfg(any(feature = "fonoster", feature = "portsip", feature = "telnyx"))]
        Rule::TextFunctionOrNull => {
            (value.is_null() || value.is_function() || text().is_some(), "a string, a function or null")
        }
        #[cfg(feature = "telnyx")]
        Rule::Object => (value.is_object(), "an object"),
        Rule::Flag => (value.as_bool().is_some(), "true or false"),
        Rule::Function => (value.is_function(), "a function"),
        Rule::Signal => (value.is_null() || is_signal(value), "an AbortSignal"),
        Rule::Count(most) => {
            let fits = value.as_f64().is_some_and(|number| (0.0..=most).contains(&number) && number.fract() == 0.0);
            let wanted = || concat(&["a whole number from 0 to ", &number_text(most)]);
            return (!fits).then(wanted).map(Cow::Owned);
        }
    };
    (!fits).then_some(Cow::Borrowed(wanted))
}

/// Whether a text came into Rust as it was: half a surrogate pair becomes U+FFFD on the way, and what was given
/// would silently be another text.
pub(crate) fn is_whole(text: &str, value: &JsValue) -> bool {
    let replaced = text.as_bytes().windows(3).any(|bytes| bytes == "\u{FFFD}".as_bytes());
    !replaced || JsValue::from_str(text) == *value
}

fn is_signal(value: &JsValue) -> bool {
    reflect_get(value, "aborted").is_ok_and(|aborted| aborted.as_bool().is_some())
        && reflect_get(value, "addEventListener").is_ok_and(|listen| listen.is_function())
}

/// Warns, once for each on a page, of keys that mean nothing here: a typing error would go unnoticed.
fn warn_unknown(place: &str, argument: &JsValue, rules: &[&Rules]) {
    let Ok(keys) = keys(argument) else { return };
    for key in keys.iter().filter_map(|key| key.as_string()) {
        if rules.iter().any(|rules| rules.iter().any(|(known, _)| *known == key)) {
            continue;
        }
        let text = concat(&["softphone-admin: ", place, ": `", &key, "` is no option and is ignored"]);
        warn_once(&text);
    }
}
