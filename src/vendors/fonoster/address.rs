//! Where a server is, from whatever a page gives for it.

use wasm_bindgen::JsValue;

use crate::error::{Result, Vendor};
use crate::transport::options::base_address;
use crate::transport::value::{concat, refuse};
use crate::vendors::fonoster::Generation;

/// The base address, without a final slash.
pub(crate) fn read(place: &str, key: &str, given: &JsValue, generation: Generation) -> Result<String> {
    let (host, path_of_host) = generation.default_address();
    let given = if given.is_undefined() { host.into() } else { given.clone() };
    let text = given.as_string().map(|text| whole(text.trim_ascii()).into());
    base_address(text.as_ref().unwrap_or(&given), path_of_host).ok_or_else(|| {
        let rule = "must be a host or an address of https or http, without user name and password";
        refuse(Vendor::Fonoster, place, key, rule)
    })
}

/// An address as it is where it has a scheme or is relative to a page; a host alone is https.
fn whole(text: &str) -> String {
    let as_it_is =
        matches!(text.as_bytes().first(), Some(b'/' | b'.')) || text.as_bytes().windows(3).any(|part| part == b"://");
    concat(&[if as_it_is { "" } else { "https://" }, text])
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_host_alone_is_https() {
        let table = [
            ("api.fonoster.com", "https://api.fonoster.com"),
            ("pbx.example.com:8449", "https://pbx.example.com:8449"),
            ("http://10.0.0.1:8449", "http://10.0.0.1:8449"),
            ("/fonoster", "/fonoster"),
            ("./fonoster", "./fonoster"),
            ("//pbx.example.com", "//pbx.example.com"),
        ];
        for (text, expected) in table {
            assert_eq!(whole(text), expected, "{text}");
        }
    }
}
