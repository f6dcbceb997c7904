//! Where a server is, from whatever a page gives for it.

use wasm_bindgen::JsValue;
use web_sys::Url;

use crate::error::{Result, Vendor};
use crate::transport::options::page_address;
use crate::transport::url::prefix;
use crate::transport::value::{concat, field, refuse};
use crate::vendors::fonoster::Generation;

/// The base address, without a final slash.
pub(crate) fn read(place: &str, key: &str, given: &JsValue, generation: Generation) -> Result<String> {
    let wrong = |rule| refuse(Vendor::Fonoster, place, key, rule);
    let (host, path_of_host) = generation.default_address();
    let href = field(given, "href");
    let text = match (given.as_string(), href.as_string()) {
        _ if given.is_undefined() => host.into(),
        (Some(text), _) | (None, Some(text)) => text,
        (None, None) => return Err(wrong("must be a host, an address or a URL")),
    };
    let url = match whole(text.trim_ascii()) {
        Some(whole) => Url::new(&whole),
        None => match page_address().as_string() {
            Some(page) => Url::new_with_base(text.trim_ascii(), &page),
            None => return Err(wrong("is relative, and there is no page")),
        },
    };
    let url = url.map_err(|_| wrong("is no address"))?;
    let protocol = url.protocol();
    if !matches!(&*protocol, "https:" | "http:") {
        return Err(wrong("must be https or http"));
    }
    if !url.username().is_empty() || !url.password().is_empty() {
        return Err(wrong("must not hold a user name or a password"));
    }
    let pathname = url.pathname();
    let path = prefix(&pathname);
    let path = if path.is_empty() { path_of_host } else { path };
    Ok(concat(&[&protocol, "//", &url.host(), path]))
}

/// An address with its scheme; none for one that is relative to a page.
fn whole(text: &str) -> Option<String> {
    match text {
        _ if text.starts_with(['/', '.']) => None,
        _ if text.as_bytes().windows(3).any(|part| part == b"://") => Some(text.into()),
        _ => Some(concat(&["https://", text])),
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_host_alone_is_https() {
        let table = [
            ("api.fonoster.com", Some("https://api.fonoster.com")),
            ("pbx.example.com:8449", Some("https://pbx.example.com:8449")),
            ("http://10.0.0.1:8449", Some("http://10.0.0.1:8449")),
            ("/fonoster", None),
            ("./fonoster", None),
            ("//pbx.example.com", None),
        ];
        for (text, expected) in table {
            assert_eq!(whole(text).as_deref(), expected, "{text}");
        }
    }
}
