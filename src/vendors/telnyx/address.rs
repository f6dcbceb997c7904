//! Where a request goes: paths with an id in them, and the address around them.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::error::{Error, Result};
use crate::transport::options::page_address;
use crate::transport::url::Escape;
use crate::transport::value::{concat, is_whole};
use crate::vendors::telnyx::{refused, thrown};

#[wasm_bindgen(module = "/src/js/telnyx/values.js")]
extern "C" {
    /// The text of an id, or undefined for what is none.
    #[wasm_bindgen(catch, js_name = pathText)]
    fn path_text(value: &JsValue) -> Result<JsValue, JsValue>;

    /// How a value that is no id is shown, and the word for what it is.
    #[wasm_bindgen(catch, js_name = shownId)]
    fn shown_id(value: &JsValue) -> Result<Array, JsValue>;

    /// An address, of a text that may be relative to a page; null for one with a user name or password.
    #[wasm_bindgen(catch)]
    fn address(text: &str, page: &JsValue) -> Result<JsValue, JsValue>;

    /// An address's own query, defaults and query in one object; undefined when there is none of them.
    #[wasm_bindgen(catch, js_name = mergeQuery)]
    fn merge_query(url: &JsValue, defaults: &JsValue, query: &JsValue) -> Result<JsValue, JsValue>;

    /// Replaces an address's query.
    #[wasm_bindgen(catch, js_name = setQuery)]
    fn set_query(url: &JsValue, query: &JsValue) -> Result<(), JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// The client, as far as it makes addresses: a page may override both.
    pub type Client;

    #[wasm_bindgen(method, catch, structural, js_name = defaultQuery)]
    fn default_query(this: &Client) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, structural, js_name = stringifyQuery)]
    fn stringify_query(this: &Client, query: &JsValue) -> Result<JsValue, JsValue>;
}

/// A path with an id between `before` and `after`, encoded so that it cannot leave its segment.
#[wasm_bindgen(js_name = telnyxPath)]
pub fn path(before: &str, id: &JsValue, after: &str) -> Result<String, JsValue> {
    let value = path_text(id).map_err(thrown)?;
    let (shown, problem) = match value.as_string() {
        None => {
            let words = shown_id(id).map_err(thrown)?;
            let word = |index| words.get(index).as_string().unwrap_or_default();
            (word(0), concat(&["Value of type ", &word(1), " is not a valid path parameter"]))
        }
        Some(text) if text.is_empty() => (text, "An empty value is not a valid path parameter".into()),
        Some(text) if matches!(&*text, "." | "..") => {
            let problem = concat(&["Value \"", &text, "\" can't be safely passed as a path parameter"]);
            (text, problem)
        }
        Some(text) if !is_whole(&text, &value) => (text, "Half a surrogate pair is not a valid path parameter".into()),
        Some(text) => {
            let mut path = before.to_owned();
            Escape::Segment.write(&text, &mut path);
            path.push_str(after);
            return Ok(path);
        }
    };
    let heading = "Path parameters result in path with invalid segments:\n";
    let (indent, marks) = (" ".repeat(before.len()), "^".repeat(shown.chars().count().max(1)));
    Err(refused(concat(&[heading, &problem, "\n", before, &shown, after, "\n", &indent, &marks])).into())
}

/// The whole address of a path, a `URL`.
#[wasm_bindgen(js_name = telnyxUrl)]
pub fn url(client: &Client, base: &str, path: &str, query: &JsValue) -> Result<JsValue, JsValue> {
    let slash = base.ends_with('/') && path.starts_with('/');
    let base = if is_absolute(path) { "" } else { base.get(..base.len() - usize::from(slash)).unwrap_or(base) };
    let text = concat(&[base, path]);
    let page = if is_absolute(&text) {
        JsValue::UNDEFINED
    } else if base.starts_with(['/', '.']) {
        let page = page_address();
        if page.is_undefined() {
            return Err(no_address("a relative `baseURL` needs a page").into());
        }
        page
    } else {
        // A forgotten `https://` shall be noticed.
        return Err(no_address("`baseURL` must have a scheme, or begin with a slash or a dot").into());
    };
    let url = address(&text, &page).map_err(|_| no_address("`baseURL` and the path make no address"))?;
    if url.is_null() {
        return Err(no_address("an address with a user name or password in it is not sent anywhere").into());
    }
    let defaults = client.default_query()?;
    let merged = merge_query(&url, &defaults, query)?;
    if !merged.is_undefined() {
        set_query(&url, &client.stringify_query(&merged)?)?;
    }
    Ok(url)
}

fn no_address(message: &'static str) -> Error {
    refused(message).because("address")
}

/// Whether a text begins with a scheme.
fn is_absolute(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_absolute;

    #[test]
    fn an_absolute_address_begins_with_a_scheme() {
        for text in ["https://a", "HTTPS://a", "data:,", "x:y", "a+b-c.1:"] {
            assert!(is_absolute(text), "{text}");
        }
        for text in ["", "/a", "a", ":a", "/a:b", "1:b", " https://a", "//a"] {
            assert!(!is_absolute(text), "{text}");
        }
    }
}
