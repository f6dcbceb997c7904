//! The address of a PBX, from whatever a page gives for it.

use wasm_bindgen::JsValue;

use crate::error::Result;
use crate::transport::options::parse_url;
use crate::transport::url::{is_loopback, prefix};
use crate::transport::value::{concat, field, text};
use crate::vendors::yeastar::{codes, failed};

/// Where a PBX's two interfaces are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// `https://pbx.example.com/api`
    pub(crate) http: String,
    /// `wss://pbx.example.com/api`
    pub(crate) socket: String,
    /// Host, with its port where that is not the default.
    pub(crate) host: String,
}

/// Reads an address. A `URL` stays the object that it is; a text becomes one.
pub(crate) fn read(given: &JsValue) -> Result<(JsValue, Address)> {
    let href = field(given, "href");
    let given_text = if href.is_string() { &href } else { given };
    let parsed = if given_text.is_string() { parse_url(given_text) } else { None };
    let url = parsed.ok_or_else(|| failed(codes::INVALID_PBX_URL))?;
    let part = |name: &str| text(&url, name);
    let address = address(&part("protocol"), &part("host"), &part("hostname"), &part("pathname"))
        .ok_or_else(|| failed(codes::PBX_URL_NOT_HTTPS))?;
    Ok((if href.is_string() { given.clone() } else { url }, address))
}

/// `None` unless it is https, or http on loopback.
fn address(protocol: &str, host: &str, hostname: &str, pathname: &str) -> Option<Address> {
    let socket = match protocol {
        "https:" => "wss:",
        "http:" if is_loopback(hostname) => "ws:",
        _ => return None,
    };
    let prefix = prefix(pathname);
    Some(Address {
        http: concat(&[protocol, "//", host, prefix, "/api"]),
        socket: concat(&[socket, "//", host, prefix, "/api"]),
        host: host.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn paths_are_prefixes_and_http_is_for_loopback() {
        let table = [
            ("https:", "pbx.test", "pbx.test", "/", Some(("https://pbx.test/api", "wss://pbx.test/api"))),
            (
                "https:",
                "pbx.test:8088",
                "pbx.test",
                "/",
                Some(("https://pbx.test:8088/api", "wss://pbx.test:8088/api")),
            ),
            ("https:", "a.test", "a.test", "/pbx/1/", Some(("https://a.test/pbx/1/api", "wss://a.test/pbx/1/api"))),
            ("http:", "127.0.0.1:80", "127.0.0.1", "/", Some(("http://127.0.0.1:80/api", "ws://127.0.0.1:80/api"))),
            ("http:", "[::1]:80", "[::1]", "/", Some(("http://[::1]:80/api", "ws://[::1]:80/api"))),
            ("http:", "pbx.test", "pbx.test", "/", None),
            ("ftp:", "pbx.test", "pbx.test", "/", None),
            ("file:", "", "", "/etc", None),
        ];
        for (protocol, host, hostname, pathname, expected) in table {
            let made = address(protocol, host, hostname, pathname);
            let made = made.as_ref().map(|made| (made.http.as_str(), made.socket.as_str()));
            assert_eq!(made, expected, "{protocol}//{host}{pathname}");
        }
    }
}
