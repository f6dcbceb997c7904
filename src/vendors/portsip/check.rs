//! What a page wants of a provider, checked before anything is sent. Pure.

use crate::vendors::portsip::Version;

/// A field of a provider, as far as it is looked at. What is null counts as absent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Nothing,
    Text(String),
    Number(f64),
    Flag(bool),
    /// Of a list, what of it is text.
    List(Vec<Option<String>>),
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) path: String,
    pub(crate) rule: &'static str,
    pub(crate) message: &'static str,
    /// Whether it keeps the provider from being sent; a warning does not.
    pub(crate) error: bool,
}

#[derive(Clone, Copy)]
enum Check {
    Text,
    Name,
    Host,
    /// Nothing, or a host.
    Proxy,
    Port,
    Flag,
    Interval,
    Addresses,
    List,
    AuthMode,
    Protocol,
    Status,
}

/// By field: its check, and whether a create and a replacement need it.
const FIELDS: &[(&str, Check, bool, bool)] = &[
    ("name", Check::Name, true, true),
    ("auth_mode", Check::AuthMode, true, true),
    ("protocol", Check::Protocol, true, true),
    ("hostname", Check::Host, true, true),
    ("port", Check::Port, true, true),
    ("outbound_server", Check::Proxy, true, true),
    ("outbound_server_port", Check::Port, true, true),
    ("auth_id", Check::Text, true, true),
    ("password", Check::Text, true, true),
    ("require_register", Check::Flag, true, true),
    ("reregister_interval", Check::Interval, true, true),
    ("ips", Check::Addresses, true, true),
    ("in_parameters", Check::List, false, true),
    ("out_parameters", Check::List, false, true),
    ("provider_in_lan", Check::Flag, true, true),
    ("single_via_header", Check::Flag, true, true),
    ("status", Check::Status, false, true),
    ("did_pool", Check::List, false, false),
    ("username", Check::Text, false, false),
];
/// The newer interface has defaults for the others.
const NEEDED_BY_V22: &[&str] = &["name", "hostname", "port"];

/// Everything that is wrong with a provider.
pub(crate) fn findings(version: Version, purpose: Purpose, field: impl Fn(&str) -> Given) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |path: &str, (rule, message): Flaw, error: bool| {
        found.push(Finding { path: path.into(), rule, message, error });
    };
    for (path, check, created, replaced) in FIELDS {
        let given = field(path);
        let needed = match (purpose, version) {
            (Purpose::Patch, _) => false,
            (_, Version::V22) => NEEDED_BY_V22.contains(path),
            (Purpose::Create, Version::V12) => *created,
            (Purpose::Replace, Version::V12) => *replaced,
        };
        if given == Given::Nothing {
            if needed {
                add(path, REQUIRED, true);
            }
        } else if let (Check::Addresses, Given::List(list)) = (check, &given) {
            for (at, item) in list.iter().enumerate() {
                let flaw = match item {
                    None => Some((("type", "must be a string"), true)),
                    Some(text) if !is_network(text) => Some((("format", "is no IPv4 or IPv6 address or network"), false)),
                    Some(_) => None,
                };
                if let Some((flaw, error)) = flaw {
                    let at = at.to_string();
                    let mut place = String::from(*path);
                    [".", &at].iter().for_each(|part| place.push_str(part));
                    add(&place, flaw, error);
                }
            }
        } else if let Some((flaw, error)) = flaw(*check, &given, version) {
            add(path, flaw, error);
        }
    }
    if version == Version::V22 && purpose != Purpose::Patch && !matches!(field("concurrency"), Given::Number(_)) {
        add("concurrency", REQUIRED, true);
    }
    let registers = field("require_register") == Given::Flag(true);
    let mode = field("auth_mode");
    let is_mode = |word: &str| matches!(&mode, Given::Text(text) if text == word);
    if registers && is_mode("REGISTER_AUTH") {
        for path in ["auth_id", "password"] {
            if field(path) == Given::Text(String::new()) {
                add(path, ("required", "is needed to register"), true);
            }
        }
    } else if registers && is_mode("IP_AUTH") {
        add("require_register", ("contradiction", "means nothing with `auth_mode` \"IP_AUTH\""), false);
    }
    found
}

/// The rule that is broken, and the words: what follows the field's name.
type Flaw = (&'static str, &'static str);

const REQUIRED: Flaw = ("required", "is required");

fn flaw(check: Check, given: &Given, version: Version) -> Option<(Flaw, bool)> {
    let newer = version == Version::V22;
    let error = |flaw: Flaw| Some((flaw, true));
    let warning = |flaw: Flaw| Some((flaw, false));
    match (check, given) {
        (Check::Name, Given::Text(text)) if text.is_empty() => error(("length", "must not be empty")),
        (Check::Name, Given::Text(text)) if characters(text) > 64 => warning(("length", "has more than 64 characters")),
        (Check::Host, Given::Text(text)) if text.is_empty() => error(("length", "must not be empty")),
        (Check::Host | Check::Proxy, Given::Text(text)) if !is_host(text) => {
            error(("format", "must be a host or an IP address alone"))
        }
        (Check::Name | Check::Host | Check::Proxy | Check::Text, Given::Text(_)) => None,
        (Check::Name | Check::Host | Check::Proxy | Check::Text, _) => error(("type", "must be a string")),
        (Check::Port, Given::Number(port)) if is_whole(*port, 65_535.0) => None,
        (Check::Port, _) => error(("range", "must be a whole number from 0 to 65535")),
        (Check::Flag, Given::Flag(_)) => None,
        (Check::Flag, _) => error(("type", "must be true or false")),
        (Check::Interval, Given::Number(seconds)) if is_whole(*seconds, 2_147_483_647.0) => {
            let hurried = (1.0..30.0).contains(seconds);
            hurried.then_some((("range", "is less than 30 seconds"), false))
        }
        (Check::Interval, _) => error(("range", "must be a whole number of seconds from 0 to 2147483647")),
        (Check::List, Given::List(_)) => None,
        (Check::List, Given::Other) if newer => None,
        (Check::List | Check::Addresses, _) => error(("type", "must be an array")),
        (Check::AuthMode, Given::Text(text)) => {
            let known = matches!(&**text, "IP_AUTH" | "REGISTER_AUTH");
            let known = known || newer && matches!(&**text, "ACCEPT_REGISTER" | "TEAMS" | "WHATS_APP");
            if known { None } else { error(AUTH_MODE) }
        }
        (Check::AuthMode, _) => error(AUTH_MODE),
        (Check::Protocol, Given::Text(text)) => {
            let known = matches!(&**text, "UDP" | "TCP") || newer && text == "TLS";
            if known { None } else { error(PROTOCOL) }
        }
        (Check::Protocol, _) => error(PROTOCOL),
        (Check::Status, Given::Text(text)) if matches!(&**text, "ONLINE" | "OFFLINE") => None,
        (Check::Status, _) => error(("enum", "must be \"ONLINE\" or \"OFFLINE\"")),
    }
}

const AUTH_MODE: Flaw = ("enum", "must be \"IP_AUTH\" or \"REGISTER_AUTH\"");
const PROTOCOL: Flaw = ("enum", "must be \"UDP\" or \"TCP\"");

fn is_whole(number: f64, most: f64) -> bool {
    (0.0..=most).contains(&number) && number.fract() == 0.0
}

/// Not bytes; `chars` costs 200 bytes more.
fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

fn is_host(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'\\' | b'@' | b'?' | b'#'))
}

/// Whether a text is an address, or a network of them: `198.51.100.0/24`, `2001:db8::/32`.
fn is_network(text: &str) -> bool {
    let (address, size) = text.split_once('/').unwrap_or((text, "0"));
    let number = |text: &str, most: u32| {
        let plain = !text.is_empty() && text.len() < 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        plain && text.bytes().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')) <= most
    };
    if address.contains(':') {
        let parts = address.split(':').count();
        let shortened = address.split("::").count() - 1;
        let hex = |part: &str| part.len() < 5 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let whole = if shortened == 1 { parts < 10 } else { shortened == 0 && parts == 8 && !address.starts_with(':') };
        return whole && address.split(':').all(hex) && number(size, 128);
    }
    address.split('.').count() == 4 && address.split('.').all(|part| number(part, 255)) && number(size, 32)
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
            ("ips", Given::List(vec![])),
            ("provider_in_lan", Given::Flag(false)),
            ("single_via_header", Given::Flag(false)),
        ]
    }

    fn found(version: Version, purpose: Purpose, fields: &[(&str, Given)]) -> Vec<String> {
        let get = |name: &str| {
            let field = fields.iter().rev().find(|(known, _)| *known == name);
            field.map_or(Given::Nothing, |(_, given)| given.clone())
        };
        let line = |finding: &Finding| {
            format!("{} {}{}", finding.path, finding.rule, if finding.error { "" } else { " (warning)" })
        };
        findings(version, purpose, get).iter().map(line).collect()
    }

    #[test]
    fn a_whole_provider_has_no_flaw() {
        assert!(found(Version::V12, Purpose::Create, &whole()).is_empty());
    }

    #[test]
    fn a_create_needs_what_the_reference_says() {
        let expected = [
            "name", "auth_mode", "protocol", "hostname", "port", "outbound_server", "outbound_server_port", "auth_id",
            "password", "require_register", "reregister_interval", "ips", "provider_in_lan", "single_via_header",
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
            ("ips", Given::List(vec![None, Some("x".into()), Some("10.0.0.1".into())]), &["ips.0 type", "ips.1 format (warning)"]),
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
        let with = |more: &[(&'static str, Given)]| {
            found(Version::V12, Purpose::Create, &[&whole()[..], more].concat())
        };
        let empty = [("auth_id", text("")), ("password", text(""))];
        assert_eq!(with(&empty), ["auth_id required", "password required"]);
        let alone = [("require_register", Given::Flag(false)), ("auth_id", text(""))];
        assert!(with(&alone).is_empty());
        assert_eq!(with(&[("auth_mode", text("IP_AUTH"))]), ["require_register contradiction (warning)"]);
    }

    #[test]
    fn addresses_and_networks() {
        let good = ["198.51.100.7", "10.0.0.0/8", "0.0.0.0/0", "::", "::1", "2001:db8::/32", "1:2:3:4:5:6:7:8"];
        let bad = ["", "1.2.3", "1.2.3.256", "1.2.3.4/33", "1.2.3.4/", "a.b.c.d", "1:2", ":1:2:3:4:5:6:7", "::1::2", "g::", "::/129"];
        for text in good {
            assert!(is_network(text), "{text}");
        }
        for text in bad {
            assert!(!is_network(text), "{text}");
        }
    }
}
