//! What a page wants of a provider, checked before anything is sent. Pure.

use crate::vendors::portsip::Version;

/// A field of a provider, as far as it is looked at. What is null counts as absent.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    Nothing,
    Text(String),
    Number(f64),
    Flag(bool),
    List,
    Other,
}

/// What a provider is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Create,
    /// Only the fields that are there.
    Patch,
    /// The whole, as the reference has it.
    Replace,
}

/// What is wrong with a field: the rule that it breaks, the words that follow its name, and whether that keeps the provider from
/// being sent; a warning does not.
pub(crate) type Flaw = (&'static str, &'static str, bool);

#[derive(Clone, Copy, PartialEq)]
enum Check {
    Text,
    Name,
    Host,
    /// Nothing, or a host.
    Proxy,
    Port,
    Flag,
    Interval,
    Count,
    List,
    AuthMode,
    Protocol,
    Status,
}

/// Who needs a field: a create, a replacement, a create of the newer interface, which has defaults for the others.
const CREATE: u8 = 1;
const REPLACE: u8 = 2;
const NEWER: u8 = 4;
const BOTH: u8 = CREATE | REPLACE;
const ALWAYS: u8 = BOTH | NEWER;

const FIELDS: &[(&str, Check, u8)] = &[
    ("name", Check::Name, ALWAYS),
    ("auth_mode", Check::AuthMode, BOTH),
    ("protocol", Check::Protocol, BOTH),
    ("hostname", Check::Host, ALWAYS),
    ("port", Check::Port, ALWAYS),
    ("outbound_server", Check::Proxy, BOTH),
    ("outbound_server_port", Check::Port, BOTH),
    ("auth_id", Check::Text, BOTH),
    ("password", Check::Text, BOTH),
    ("require_register", Check::Flag, BOTH),
    ("reregister_interval", Check::Interval, BOTH),
    ("ips", Check::List, BOTH),
    ("in_parameters", Check::List, REPLACE),
    ("out_parameters", Check::List, REPLACE),
    ("provider_in_lan", Check::Flag, BOTH),
    ("single_via_header", Check::Flag, BOTH),
    ("status", Check::Status, REPLACE),
    ("did_pool", Check::List, 0),
    ("username", Check::Text, 0),
    ("concurrency", Check::Count, NEWER),
];

const REQUIRED: Flaw = ("required", "is required", true);

/// Tells everything that is wrong with a provider, field by field.
pub(crate) fn findings(
    version: Version,
    purpose: Purpose,
    field: impl Fn(&str) -> Given,
    mut tell: impl FnMut(&'static str, Flaw),
) {
    let newer = version == Version::V22;
    let needs = match (purpose, newer) {
        (Purpose::Patch, _) => 0,
        (_, true) => NEWER,
        (Purpose::Create, _) => CREATE,
        (Purpose::Replace, _) => REPLACE,
    };
    for &(path, check, needed) in FIELDS {
        let flaw = match field(path) {
            Given::Nothing if needed & needs != 0 => Some(REQUIRED),
            Given::Nothing => None,
            given => flaw(check, &given, newer),
        };
        if let Some(flaw) = flaw {
            tell(path, flaw);
        }
    }
    if matches!(field("port"), Given::Number(port) if port == 0.0) {
        tell("port", ("range", "is 0", false));
    }
    if matches!(field("require_register"), Given::Flag(true))
        && let Given::Text(mode) = field("auth_mode")
    {
        if mode == "IP_AUTH" {
            tell("require_register", ("contradiction", "means nothing with `auth_mode` \"IP_AUTH\"", false));
        } else if mode == "REGISTER_AUTH" {
            for path in ["auth_id", "password"] {
                if matches!(field(path), Given::Text(text) if text.is_empty()) {
                    tell(path, ("required", "is needed to register", true));
                }
            }
        }
    }
}

fn flaw(check: Check, given: &Given, newer: bool) -> Option<Flaw> {
    let text = if let Given::Text(text) = given { Some(text.as_str()) } else { None };
    let within =
        |most: f64| matches!(given, Given::Number(number) if (0.0..=most).contains(number) && number.fract() == 0.0);
    let word = |words: &str, more: &str| text.is_some_and(|text| is_one(text, words) || newer && is_one(text, more));
    let fits = match check {
        Check::Text | Check::Name | Check::Host | Check::Proxy => text.is_some(),
        Check::Port => within(65_535.0),
        Check::Interval | Check::Count => within(2_147_483_647.0),
        Check::Flag => matches!(given, Given::Flag(_)),
        Check::List => matches!(given, Given::List) || newer && matches!(given, Given::Other),
        Check::AuthMode => word("IP_AUTH REGISTER_AUTH", "ACCEPT_REGISTER TEAMS WHATS_APP"),
        Check::Protocol => word("UDP TCP", "TLS"),
        Check::Status => word("ONLINE OFFLINE", ""),
    };
    if !fits {
        let (rule, words) = match check {
            Check::Text | Check::Name | Check::Host | Check::Proxy => ("type", "must be a string"),
            Check::Port => ("range", "must be a whole number from 0 to 65535"),
            Check::Interval | Check::Count => ("range", "must be a whole number from 0 to 2147483647"),
            Check::Flag => ("type", "must be true or false"),
            Check::List => ("type", "must be an array"),
            Check::AuthMode => ("enum", "must be \"IP_AUTH\" or \"REGISTER_AUTH\""),
            Check::Protocol => ("enum", "must be \"UDP\" or \"TCP\""),
            Check::Status => ("enum", "must be \"ONLINE\" or \"OFFLINE\""),
        };
        return Some((rule, words, true));
    }
    let named = matches!(check, Check::Name | Check::Host);
    match (given, text) {
        (_, Some("")) if named => Some(("length", "must not be empty", true)),
        (_, Some(text)) if check == Check::Name && characters(text) > 64 => {
            Some(("length", "has more than 64 characters", false))
        }
        (_, Some(text)) if matches!(check, Check::Host | Check::Proxy) && !is_host(text) => {
            Some(("format", "must be a host or an IP address alone", true))
        }
        (Given::Number(seconds), _) if check == Check::Interval && (1.0..30.0).contains(seconds) => {
            Some(("range", "is less than 30 seconds", false))
        }
        _ => None,
    }
}

/// What is wrong with an address of `ips`.
pub(crate) fn address_flaw(given: &Given) -> Option<Flaw> {
    match given {
        Given::Text(text) if is_network(text.as_bytes()) => None,
        Given::Text(_) => Some(("format", "is no IPv4 or IPv6 address or network", false)),
        _ => Some(("type", "must be a string", true)),
    }
}

/// Whether a text is one of these words.
pub(crate) fn is_one(text: &str, words: &str) -> bool {
    words.as_bytes().split(|byte| *byte == b' ').any(|word| word == text.as_bytes())
}

/// Not bytes; `chars` costs 200 bytes more.
fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

/// One colon parts a scheme or a port from it; an IPv6 address has more.
fn is_host(text: &str) -> bool {
    let mut colons = 0;
    for byte in text.bytes() {
        match byte {
            b':' => colons += 1,
            b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'\\' | b'@' | b'?' | b'#' => return false,
            _ => {}
        }
    }
    colons != 1
}

/// Whether a text is an address, or a network of them: `198.51.100.0/24`, `2001:db8::/32`. Of the longer addresses only the
/// characters are looked at.
fn is_network(text: &[u8]) -> bool {
    let mut halves = text.split(|byte| *byte == b'/');
    let address = halves.next().unwrap_or_default();
    let colons = address.iter().filter(|byte| **byte == b':').count();
    let most = if colons > 0 { 128 } else { 32 };
    let sized = halves.next().is_none_or(|size| is_number(size, most)) && halves.next().is_none();
    let fits = if colons > 0 {
        (2..8).contains(&colons) && address.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
    } else {
        let parts = || address.split(|byte| *byte == b'.');
        parts().count() == 4 && parts().all(|part| is_number(part, 255))
    };
    sized && fits
}

fn is_number(text: &[u8], most: u32) -> bool {
    let digits = !text.is_empty() && text.len() < 4 && text.iter().all(u8::is_ascii_digit);
    digits && text.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Given {
        Given::Text(text.into())
    }

    fn whole() -> Vec<(&'static str, Given)> {
        vec![
            ("name", text("East")),
            ("auth_mode", text("REGISTER_AUTH")),
            ("protocol", text("UDP")),
            ("hostname", text("sip.example")),
            ("port", Given::Number(5060.0)),
            ("outbound_server", text("")),
            ("outbound_server_port", Given::Number(0.0)),
            ("auth_id", text("1")),
            ("password", text("x")),
            ("require_register", Given::Flag(true)),
            ("reregister_interval", Given::Number(600.0)),
            ("ips", Given::List),
            ("provider_in_lan", Given::Flag(false)),
            ("single_via_header", Given::Flag(false)),
        ]
    }

    fn found(version: Version, purpose: Purpose, fields: &[(&str, Given)]) -> Vec<String> {
        let get = |name: &str| {
            let field = fields.iter().rev().find(|(known, _)| *known == name);
            field.map_or(Given::Nothing, |(_, given)| given.clone())
        };
        let mut lines = Vec::new();
        findings(version, purpose, get, |path, (rule, _, error)| {
            lines.push(format!("{path} {rule}{}", if error { "" } else { " (warning)" }));
        });
        lines
    }

    #[test]
    fn a_whole_provider_has_no_flaw() {
        assert!(found(Version::V12, Purpose::Create, &whole()).is_empty());
    }

    #[test]
    fn a_create_needs_what_the_reference_says() {
        let expected = [
            "name",
            "auth_mode",
            "protocol",
            "hostname",
            "port",
            "outbound_server",
            "outbound_server_port",
            "auth_id",
            "password",
            "require_register",
            "reregister_interval",
            "ips",
            "provider_in_lan",
            "single_via_header",
        ];
        let lines = expected.map(|name| format!("{name} required"));
        assert_eq!(found(Version::V12, Purpose::Create, &[]), lines);
        let more = [&lines[..12], &["in_parameters required".into(), "out_parameters required".into()], &lines[12..]];
        let replaced = [more.concat(), vec!["status required".into()]].concat();
        assert_eq!(found(Version::V12, Purpose::Replace, &[]), replaced);
        let newer = ["name", "hostname", "port", "concurrency"].map(|name| format!("{name} required"));
        assert_eq!(found(Version::V22, Purpose::Create, &[]), newer);
        assert!(found(Version::V12, Purpose::Patch, &[]).is_empty());
    }

    #[test]
    fn each_field_has_its_rules() {
        let number = Given::Number;
        let table: Vec<(&str, Given, &[&str])> = vec![
            ("name", text(""), &["name length"]),
            ("name", text(&"ä".repeat(64)), &[]),
            ("name", text(&"ä".repeat(65)), &["name length (warning)"]),
            ("name", number(1.0), &["name type"]),
            ("auth_mode", text("TEAMS"), &["auth_mode enum"]),
            ("protocol", text("TLS"), &["protocol enum"]),
            ("protocol", Given::Flag(true), &["protocol enum"]),
            ("hostname", text(""), &["hostname length"]),
            ("hostname", text("sip:x.example/"), &["hostname format"]),
            ("hostname", text("a b"), &["hostname format"]),
            ("hostname", text("sip:x.example"), &["hostname format"]),
            ("hostname", text("x.example:5060"), &["hostname format"]),
            ("hostname", text("2001:db8::1"), &[]),
            ("port", number(0.0), &["port range (warning)"]),
            ("outbound_server_port", number(0.0), &[]),
            ("outbound_server", text(""), &[]),
            ("outbound_server", text("http://x"), &["outbound_server format"]),
            ("port", number(65_535.0), &[]),
            ("port", number(65_536.0), &["port range"]),
            ("port", number(-1.0), &["port range"]),
            ("port", number(1.5), &["port range"]),
            ("port", number(f64::NAN), &["port range"]),
            ("port", text("5060"), &["port range"]),
            ("reregister_interval", number(0.0), &[]),
            ("reregister_interval", number(29.0), &["reregister_interval range (warning)"]),
            ("reregister_interval", number(30.0), &[]),
            ("reregister_interval", number(2_147_483_648.0), &["reregister_interval range"]),
            ("ips", Given::Other, &["ips type"]),
            ("in_parameters", Given::Other, &["in_parameters type"]),
            ("status", text("Registered"), &["status enum"]),
            ("require_register", text("true"), &["require_register type"]),
        ];
        for (field, given, expected) in table {
            let lines = found(Version::V12, Purpose::Patch, &[(field, given.clone())]);
            assert_eq!(lines, expected, "{field} {given:?}");
        }
    }

    #[test]
    fn the_newer_interface_knows_more_words() {
        for (field, word) in [("auth_mode", "TEAMS"), ("protocol", "TLS")] {
            assert!(found(Version::V22, Purpose::Patch, &[(field, text(word))]).is_empty(), "{word}");
        }
        assert!(found(Version::V22, Purpose::Patch, &[("in_parameters", Given::Other)]).is_empty());
    }

    #[test]
    fn who_registers_needs_credentials() {
        let with =
            |more: &[(&'static str, Given)]| found(Version::V12, Purpose::Create, &[&whole()[..], more].concat());
        let empty = [("auth_id", text("")), ("password", text(""))];
        assert_eq!(with(&empty), ["auth_id required", "password required"]);
        let alone = [("require_register", Given::Flag(false)), ("auth_id", text(""))];
        assert!(with(&alone).is_empty());
        assert_eq!(with(&[("auth_mode", text("IP_AUTH"))]), ["require_register contradiction (warning)"]);
    }

    #[test]
    fn addresses_and_networks() {
        assert!(address_flaw(&Given::Number(1.0)).is_some_and(|(rule, _, error)| rule == "type" && error));
        let good = ["198.51.100.7", "10.0.0.0/8", "0.0.0.0/0", "::", "::1", "2001:db8::/32", "1:2:3:4:5:6:7:8"];
        let bad = [
            "",
            "1.2.3",
            "1.2.3.256",
            "1.2.3.4/33",
            "1.2.3.4/",
            "a.b.c.d",
            "1:2",
            "1:2:3:4:5:6:7:8:9",
            "g::",
            "1.2.3.4/2/3",
            "::/129",
        ];
        for text in good {
            assert!(is_network(text.as_bytes()), "{text}");
            assert_eq!(address_flaw(&super::tests::text(text)), None);
        }
        for text in bad {
            assert!(!is_network(text.as_bytes()), "{text}");
            assert!(address_flaw(&super::tests::text(text)).is_some_and(|(.., error)| !error));
        }
    }
}
