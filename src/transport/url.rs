//! Query strings and addresses. Pure.

/// How a vendor's own client writes what is not plain. Letters, digits, `-`, `_`, `.` and `~` are plain to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// In a query: as `encodeURIComponent`, then `:`, `$`, `,`, `[`, `]` raw and a space as `+` (axios).
    #[cfg(feature = "yeastar")]
    Axios,
    /// In a query, and in a path: nothing else is plain (RFC 3986).
    #[cfg(any(feature = "fonoster", feature = "portsip", feature = "telnyx"))]
    Rfc3986,
    /// In a path: whatever may stand in a segment.
    #[cfg(feature = "telnyx")]
    Segment,
}

impl Escape {
    /// What is left alone beside letters and digits.
    fn plain(self) -> &'static [u8] {
        match self {
            #[cfg(feature = "yeastar")]
            Escape::Axios => b"-_.~!*'():$,[]",
            #[cfg(any(feature = "fonoster", feature = "portsip", feature = "telnyx"))]
            Escape::Rfc3986 => b"-_.~",
            #[cfg(feature = "telnyx")]
            Escape::Segment => b"-_.~!$&'()*+,;=:@",
        }
    }

    fn space(self) -> &'static str {
        match self {
            #[cfg(feature = "yeastar")]
            Escape::Axios => "+",
            #[cfg(any(feature = "fonoster", feature = "portsip", feature = "telnyx"))]
            Escape::Rfc3986 => "%20",
            #[cfg(feature = "telnyx")]
            Escape::Segment => "%20",
        }
    }

    pub(crate) fn write(self, text: &str, out: &mut String) {
        const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
        for byte in text.bytes() {
            match byte {
                b' ' => out.push_str(self.space()),
                byte if byte.is_ascii_alphanumeric() || self.plain().contains(&byte) => out.push(char::from(byte)),
                byte => {
                    out.push('%');
                    out.extend([byte >> 4, byte & 15].map(|digit| HEX.get(usize::from(digit)).copied().unwrap_or('0')));
                }
            }
        }
    }
}

/// A query string, parameter by parameter; `None` is left out.
pub(crate) fn query(escape: Escape, parameters: &[(&str, Option<String>)]) -> String {
    let mut out = String::new();
    for (name, value) in parameters {
        let Some(value) = value else { continue };
        out.push(if out.is_empty() { '?' } else { '&' });
        escape.write(name, &mut out);
        out.push('=');
        escape.write(value, &mut out);
    }
    out
}

/// Whether a host name, as `URL.hostname` gives it, is this machine.
pub(crate) fn is_loopback(hostname: &str) -> bool {
    // A host of digits and dots is an IPv4 address, or `URL` would have refused it.
    let v4 = hostname.starts_with("127.") && hostname.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    matches!(hostname, "localhost" | "[::1]") || hostname.ends_with(".localhost") || v4
}

/// A path prefix as `URL.pathname` gives it, without the final slashes.
pub(crate) fn prefix(pathname: &str) -> &str {
    let end = pathname.bytes().rposition(|byte| byte != b'/').map_or(0, |last| last + 1);
    pathname.get(..end).unwrap_or_default()
}

// On the host only: proptest does not build for wasm.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(escape: Escape, value: &str) -> String {
        let mut out = String::new();
        escape.write(value, &mut out);
        out
    }

    fn axios(value: &str) -> String {
        query(Escape::Axios, &[("q", Some(value.into()))])
    }

    #[test]
    fn values_are_escaped_as_axios_does() {
        let table = [
            ("a b+c&d:[1],$ü", "?q=a+b%2Bc%26d:[1],$%C3%BC"),
            ("", "?q="),
            ("+49 (30) 1234", "?q=%2B49+(30)+1234"),
            ("100%", "?q=100%25"),
            ("-_.!~*'()", "?q=-_.!~*'()"),
            ("/?#=@;\"<>\\^`{|}", "?q=%2F%3F%23%3D%40%3B%22%3C%3E%5C%5E%60%7B%7C%7D"),
            ("😀", "?q=%F0%9F%98%80"),
            ("\0\n", "?q=%00%0A"),
        ];
        for (value, expected) in table {
            assert_eq!(axios(value), expected, "{value:?}");
        }
    }

    #[test]
    fn values_are_escaped_by_rfc_3986() {
        let table = [
            ("a b&c", "a%20b%26c"),
            ("filter[name]", "filter%5Bname%5D"),
            ("-_.~", "-_.~"),
            ("!'()*", "%21%27%28%29%2A"),
            ("é😀", "%C3%A9%F0%9F%98%80"),
        ];
        for (value, expected) in table {
            assert_eq!(written(Escape::Rfc3986, value), expected, "{value:?}");
        }
    }

    #[test]
    fn segments_keep_what_a_path_may_hold() {
        let table = [
            ("a/b c?#é:@+,;=%", "a%2Fb%20c%3F%23%C3%A9:@+,;=%25"),
            ("../x", "..%2Fx"),
            ("%2e%2e", "%252e%252e"),
            ("!$&'()*-._~", "!$&'()*-._~"),
            ("\0\\\"<>[]^`{|}", "%00%5C%22%3C%3E%5B%5D%5E%60%7B%7C%7D"),
        ];
        for (value, expected) in table {
            assert_eq!(written(Escape::Segment, value), expected, "{value:?}");
        }
    }

    #[test]
    fn absent_values_are_left_out_and_empty_ones_kept() {
        assert_eq!(
            query(Escape::Axios, &[("a", None), ("b", Some(String::new())), ("c", Some("1".into()))]),
            "?b=&c=1"
        );
        assert_eq!(query(Escape::Axios, &[("a", None)]), "");
    }

    #[test]
    fn loopback_hosts() {
        for host in ["localhost", "pbx.localhost", "127.0.0.1", "127.9.8.7", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "pbx.example.com", "127.0.0.1.example.com", "128.0.0.1", "localhost.com", "[::2]"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn prefixes_lose_their_final_slashes() {
        for (pathname, expected) in [("/", ""), ("/pbx", "/pbx"), ("/pbx/", "/pbx"), ("/a/b//", "/a/b"), ("", "")] {
            assert_eq!(prefix(pathname), expected, "{pathname}");
        }
    }

    proptest! {
        /// Nothing in a value can end its segment.
        #[test]
        fn a_segment_stays_one_segment(value in any::<String>()) {
            let segment = written(Escape::Segment, &value);
            prop_assert!(segment.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#\\\"<>".contains(&byte)));
        }

        /// Nothing in a value can end it, begin another or leave the query.
        #[test]
        fn a_value_stays_one_value(value in any::<String>()) {
            let written = axios(&value);
            let value_part = written.strip_prefix("?q=").unwrap();
            prop_assert!(value_part.bytes().all(|byte| byte.is_ascii_graphic() && !b"&=#?/\"<>".contains(&byte)));
            let mut bytes = Vec::new();
            let mut rest = value_part.bytes();
            while let Some(byte) = rest.next() {
                bytes.push(match byte {
                    b'+' => b' ',
                    b'%' => {
                        let digits = [rest.next().unwrap(), rest.next().unwrap()];
                        u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                    }
                    byte => byte,
                });
            }
            prop_assert_eq!(String::from_utf8(bytes).unwrap(), value);
        }
    }
}
