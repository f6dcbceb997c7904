//! Call records: the query as the vendor's client writes it, and the walk over its pages.

use wasm_bindgen::prelude::*;

use crate::error::{Result, Vendor};
use crate::transport::options::CALL_RULES;
use crate::transport::url::{self, Escape};
use crate::transport::value::{Rule, Rules, checked, concat, field, number_text, object};

/// Parameter, its name on the wire, and what is sent when it is left out; in the order in which they are sent.
const PARAMS: [(&str, &str, Option<&str>); 6] = [
    ("page", "page", Some("1")),
    ("size", "page_size", Some("20")),
    ("sortBy", "sort_by", Some("time")),
    ("orderBy", "order_by", Some("desc")),
    ("status", "status", Some("0")),
    ("filter", "number", None),
];
const RULES: &Rules = &[
    ("page", Rule::NumberOrNull),
    ("size", Rule::NumberOrNull),
    ("sortBy", Rule::TextOrNull),
    ("orderBy", Rule::TextOrNull),
    ("status", Rule::NumberOrNull),
    ("filter", Rule::TextOrNull),
];

/// Path and query of a search. Null is left out, as by the vendor's client.
pub(crate) fn path(params: &JsValue) -> Result<String> {
    let params = checked(Vendor::Yeastar, "cdrQuery(params)", params, &[RULES])?;
    let mut query = Vec::new();
    for (key, name, default) in PARAMS {
        let value = field(&params, key);
        let text = if value.is_undefined() {
            default.map(Into::into)
        } else {
            value.as_f64().map(number_text).or_else(|| value.as_string())
        };
        query.push((name, text));
    }
    Ok(concat(&["/v1.0/cdr/searchpersonal", &url::query(Escape::Axios, &query)]))
}

/// Checks what `iterateCdr` was given: its first page, the rows of a page, and rows at the most.
#[wasm_bindgen(js_name = yeastarCdrWalk)]
pub fn cdr_walk(params: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    Ok(walk(params, options)?)
}

fn walk(params: &JsValue, options: &JsValue) -> Result<JsValue> {
    let params = checked(Vendor::Yeastar, "iterateCdr(params)", params, &[RULES])?;
    let limit: &Rules = &[("limit", Rule::Count(f64::MAX))];
    let options = checked(Vendor::Yeastar, "iterateCdr(params, options)", options, &[CALL_RULES, limit])?;
    let number = |object: &JsValue, key: &str, default: f64| field(object, key).as_f64().unwrap_or(default).into();
    Ok(object(&[
        ("page", &number(&params, "page", 1.0)),
        ("size", &number(&params, "size", 20.0)),
        ("limit", &number(&options, "limit", f64::INFINITY)),
    ]))
}

/// The page after `page`, which had `got` rows of `total`; undefined after the last.
#[wasm_bindgen(js_name = yeastarCdrNext)]
pub fn cdr_next(page: f64, size: f64, got: u32, total: Option<f64>) -> Option<f64> {
    crate::transport::pages::next_page(page, size, got, total)
}
