//! What a page wants of an agent, checked before anything is sent.

use wasm_bindgen::JsValue;

use crate::error::{Error, Result, Vendor};
use crate::transport::issues::{self, Issue};
use crate::transport::value::{
    Rule, Rules, checked, concat, field, is_whole, number_text, object, refuse, set, text, texts,
};
use crate::vendors::fonoster::Generation;
use crate::vendors::fonoster::messages::Leaf;
use crate::vendors::fonoster::objects::privacy_word;

/// What a field has to be, beside its type.
#[derive(Clone, Copy)]
enum Check {
    /// From so many characters to so many, and the words for that.
    Length(usize, usize, &'static str),
    Username,
    Filled,
    /// Of an agent; the older generation has it in an address.
    Reference,
    Privacy,
    Count,
    /// The same, or this number, which says the same as nothing.
    CountOr(f64),
    /// The older generation does not know it.
    Newer,
}

use Check::{Count, CountOr, Filled, Length, Newer, Privacy, Reference, Username};

const RULES: &Rules = &[
    ("name", Rule::Text),
    ("username", Rule::Text),
    ("secret", Rule::Text),
    ("privacy", Rule::Text),
    ("domains", Rule::Any),
    ("domainRef", Rule::TextOrNull),
    ("credentialsRef", Rule::TextOrNull),
    ("enabled", Rule::Flag),
    ("maxContacts", Rule::NumberOrNull),
    ("expires", Rule::NumberOrNull),
];
/// Of an update; what an agent has beside comes along where a page gives back what it has read.
const UPDATE_RULES: &Rules = &[
    ("ref", Rule::Text),
    ("domain", Rule::Any),
    ("credentials", Rule::Any),
    ("createdAt", Rule::Any),
    ("updatedAt", Rule::Any),
    ("createTime", Rule::Any),
    ("updateTime", Rule::Any),
];
const LIST_RULES: &Rules = &[("pageSize", Rule::NumberOrNull), ("pageToken", Rule::Any), ("view", Rule::Any)];

const SHORT: Check = Length(1, 60, "must have 1 to 60 characters");
const LONG: Check = Length(3, 100, "must have 3 to 100 characters");

const CHECKS: &[(&str, Check)] = &[
    ("ref", Reference),
    ("name", SHORT),
    ("username", SHORT),
    ("username", Username),
    ("secret", Filled),
    ("privacy", Privacy),
    ("domainRef", Filled),
    ("credentialsRef", Filled),
];
/// In a create they are left out where they say nothing; an agent that was read says it by these.
const COUNTS: &[(&str, f64)] = &[("maxContacts", -1.0), ("expires", 0.0)];
const OLD_CHECKS: &[(&str, Check)] = &[
    ("ref", Reference),
    ("name", LONG),
    ("username", LONG),
    ("secret", Filled),
    ("privacy", Privacy),
    ("domainRef", Newer),
    ("credentialsRef", Newer),
    ("enabled", Newer),
    ("maxContacts", Newer),
    ("expires", Newer),
];

/// Reads the argument of an operation: a fresh object that has passed all checks, with lists of its own; or a ref.
pub(crate) fn read(operation: &str, argument: &JsValue, generation: Generation) -> Result<JsValue> {
    let place = concat(&[operation, "(request)"]);
    match operation {
        "createAgent" | "updateAgent" => draft(&place, argument, operation == "updateAgent", generation),
        "listAgents" | "iterateAgents" => page(&place, argument),
        _ => {
            let whole = argument.as_string().filter(|text| is_whole(text, argument));
            let leaf = whole.map_or(Leaf::Null, Leaf::Text);
            match flaw(Reference, &leaf) {
                None => Ok(argument.clone()),
                Some((rule, message)) => {
                    Err(refused(&concat(&[operation, "(ref)"]), &[Issue { path: "ref", rule, message }]))
                }
            }
        }
    }
}

fn refused(place: &str, issues: &[Issue]) -> Error {
    issues::refuse(Vendor::Fonoster, place, issues)
}

fn draft(place: &str, request: &JsValue, update: bool, generation: Generation) -> Result<JsValue> {
    let draft = checked(Vendor::Fonoster, place, request, &[RULES, if update { UPDATE_RULES } else { &[] }])?;
    let domains = field(&draft, "domains");
    let domains =
        if domains.is_undefined() { None } else { Some(texts(Vendor::Fonoster, place, "domains", &domains)?) };
    let found = findings(generation, update, |name| Leaf::of(&field(&draft, name)), domains.as_deref());
    if !found.is_empty() {
        return Err(refused(place, &found));
    }
    if let Some(domains) = domains {
        set(&draft, "domains", &domains.iter().map(JsValue::from).collect::<js_sys::Array>());
    }
    let private = privacy(&text(&draft, "privacy"));
    if private.is_some() || !update {
        set(&draft, "privacy", &privacy_word(private == Some(true)).into());
    }
    Ok(draft)
}

fn page(place: &str, request: &JsValue) -> Result<JsValue> {
    let request = checked(Vendor::Fonoster, place, request, &[LIST_RULES])?;
    let size = field(&request, "pageSize").as_f64().unwrap_or(20.0);
    if let Some((rule, message)) = flaw(Count, &Leaf::Number(size)) {
        return Err(refused(place, &[Issue { path: "pageSize", rule, message }]));
    }
    let token = field(&request, "pageToken");
    let token = match Leaf::of(&token) {
        Leaf::Text(text) if is_whole(&text, &token) => text,
        Leaf::Number(number) => number_text(number),
        Leaf::Null => String::new(),
        Leaf::Nothing if token.is_undefined() => String::new(),
        _ => return Err(refuse(Vendor::Fonoster, place, "pageToken", "must be a well-formed string or a number")),
    };
    Ok(object(&[("pageSize", &size.into()), ("pageToken", &token.into())]))
}

const NO_WAY_BACK: &str = "cannot be taken back to any number";

/// Everything that the server would refuse, or take for something else.
fn findings(
    generation: Generation,
    update: bool,
    property: impl Fn(&str) -> Leaf,
    domains: Option<&[String]>,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut found = |path, (rule, message): (&'static str, &'static str)| {
        issues.push(Issue { path, rule, message });
    };
    let modern = generation == Generation::V1Beta2;
    let absent = |name: &str| matches!(property(name), Leaf::Nothing);
    let required: &[&'static str] = match (update, modern) {
        (true, _) => &["ref"],
        (false, true) => &["name", "username"],
        (false, false) => &["name", "username", "secret"],
    };
    for path in required {
        if absent(path) {
            found(path, ("required", "is required"));
        }
    }
    for (path, check) in if modern { CHECKS } else { OLD_CHECKS } {
        if let Some(flaw) = flaw(*check, &property(path)) {
            found(path, flaw);
        }
    }
    for (path, nothing) in if modern { COUNTS } else { &[] } {
        if let Some(flaw) = flaw(if update { CountOr(*nothing) } else { Count }, &property(path)) {
            found(path, flaw);
        }
    }
    let list = domains.unwrap_or_default();
    let twice = || list.iter().enumerate().any(|(at, one)| list.iter().take(at).any(|other| other == one));
    if list.is_empty() && !modern && !update {
        found("domains", ("required", "must hold a domain"));
    } else if list.len() > 1 && modern {
        found("domains", ("length", "must be one domain at most"));
    } else if list.iter().any(String::is_empty) {
        found("domains", ("length", "must not hold an empty one"));
    } else if twice() {
        found("domains", ("unique", "must not hold one twice"));
    }
    if modern {
        if update && matches!(property("maxContacts"), Leaf::Null) {
            found("maxContacts", ("range", NO_WAY_BACK));
        }
        let exclusive = [
            (domains.is_some(), "domainRef", "and `domains` are the same thing: give one"),
            (!absent("secret"), "credentialsRef", "and `secret` are the same thing: give one"),
        ];
        for (other, path, message) in exclusive {
            if other && !absent(path) {
                found(path, ("exclusive", message));
            }
        }
    }
    issues
}

/// What is wrong with a value: the rule that it breaks, and the words. One that is not there is well.
fn flaw(check: Check, value: &Leaf) -> Option<(&'static str, &'static str)> {
    let (fits, flaw) = match (check, value) {
        (_, Leaf::Nothing) => return None,
        (Length(least, most, words), Leaf::Text(text)) => {
            // Characters, not bytes; `chars` costs 200 bytes more.
            let length = text.bytes().filter(|byte| byte & 0xc0 != 0x80).count();
            ((least..=most).contains(&length), ("length", words))
        }
        (Username, Leaf::Text(text)) => {
            let small =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-');
            (text.bytes().all(small), ("pattern", "must be of small letters, digits, `.`, `_` and `-`"))
        }
        (Filled, Leaf::Text(text)) => (!text.is_empty(), ("length", "must not be empty")),
        (Privacy, Leaf::Text(text)) => (privacy(text).is_some(), ("enum", "must be Privacy.PRIVATE or Privacy.NONE")),
        (Count | CountOr(_), Leaf::Number(number)) => {
            let whole = (1.0..=2_147_483_647.0).contains(number) && number.fract() == 0.0;
            let nothing = matches!(check, CountOr(nothing) if nothing == *number);
            (whole || nothing, ("range", "must be a whole number from 1 to 2147483647"))
        }
        (Reference, Leaf::Text(text)) => {
            let fits = !matches!(&**text, "" | "." | "..");
            (fits, ("length", "must be a filled string, and no dots alone"))
        }
        (Reference, _) => (false, ("required", "must be a filled string")),
        (Newer, _) => (false, ("unsupported", "needs `apiVersion: \"v1beta2\"`")),
        _ => return None,
    };
    (!fits).then_some(flaw)
}

/// A word for privacy, of any version of the vendor's SDK.
pub(crate) fn privacy(word: &str) -> Option<bool> {
    match word {
        "private" | "PRIVATE" | "ID" => Some(true),
        "none" | "NONE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Generation::{V1Beta1, V1Beta2};

    type Properties<'a> = &'a [(&'a str, Leaf)];

    fn found(
        generation: Generation,
        update: bool,
        properties: Properties<'_>,
        domains: Option<&[&str]>,
    ) -> Vec<(&'static str, &'static str)> {
        let property = |name: &str| {
            properties.iter().find(|(key, _)| *key == name).map_or(Leaf::Nothing, |(_, leaf)| leaf.clone())
        };
        let domains = domains.map(|domains| domains.iter().map(|domain| (*domain).to_owned()).collect::<Vec<_>>());
        findings(generation, update, property, domains.as_deref())
            .into_iter()
            .map(|issue| (issue.path, issue.rule))
            .collect()
    }

    fn text(text: &str) -> Leaf {
        Leaf::Text(text.into())
    }

    fn named(name: &str, username: &str) -> Vec<(&'static str, Leaf)> {
        vec![("name", text(name)), ("username", text(username)), ("secret", text("1234"))]
    }

    #[test]
    fn what_is_well_passes() {
        let john = named("John Doe", "john");
        assert_eq!(found(V1Beta2, false, &john[..2], None), []);
        assert_eq!(found(V1Beta2, false, &john, Some(&["sip.local"])), []);
        assert_eq!(found(V1Beta2, false, &john, Some(&[])), []);
        assert_eq!(found(V1Beta1, false, &john, Some(&["sip.local", "sip2.local"])), []);
        let nulls =
            [&john[..2], &[("domainRef", Leaf::Null), ("maxContacts", Leaf::Null), ("expires", Leaf::Null)]].concat();
        assert_eq!(found(V1Beta2, false, &nulls, None), []);
        for generation in [V1Beta1, V1Beta2] {
            assert_eq!(found(generation, true, &[("ref", text("r"))], None), []);
        }
    }

    #[test]
    fn everything_is_found_at_once() {
        let request = [
            ("username", text("John Doe")),
            ("secret", text("")),
            ("privacy", text("secret")),
            ("domainRef", text("")),
            ("credentialsRef", text("c")),
            ("maxContacts", Leaf::Number(0.0)),
            ("expires", Leaf::Number(1.5)),
        ];
        let expected = [
            ("name", "required"),
            ("username", "pattern"),
            ("secret", "length"),
            ("privacy", "enum"),
            ("domainRef", "length"),
            ("maxContacts", "range"),
            ("expires", "range"),
            ("domains", "length"),
            ("domainRef", "exclusive"),
            ("credentialsRef", "exclusive"),
        ];
        assert_eq!(found(V1Beta2, false, &request, Some(&["a", "b"])), expected);
    }

    #[test]
    fn an_update_names_its_agent() {
        assert_eq!(found(V1Beta2, true, &[], None), [("ref", "required")]);
        for dots in ["", ".", ".."] {
            assert_eq!(found(V1Beta1, true, &[("ref", text(dots))], None), [("ref", "length")]);
        }
        let back = [("ref", text("r")), ("maxContacts", Leaf::Null)];
        assert_eq!(found(V1Beta2, true, &back, None), [("maxContacts", "range")]);
        let as_read = [("ref", text("r")), ("maxContacts", Leaf::Number(-1.0)), ("expires", Leaf::Number(0.0))];
        assert_eq!(found(V1Beta2, true, &as_read, None), []);
        assert_eq!(found(V1Beta2, false, &as_read, None).len(), 4);
    }

    #[test]
    fn the_older_generation_has_rules_of_its_own() {
        let request = [
            ("name", text("Jo")),
            ("username", text("John Doe")),
            ("enabled", Leaf::Flag(false)),
            ("expires", Leaf::Null),
        ];
        let expected = [
            ("secret", "required"),
            ("name", "length"),
            ("enabled", "unsupported"),
            ("expires", "unsupported"),
            ("domains", "unique"),
        ];
        assert_eq!(found(V1Beta1, false, &request, Some(&["a", "b", "a"])), expected);
        let john = named("John Doe", "john");
        assert_eq!(found(V1Beta1, false, &john, None), [("domains", "required")]);
        assert_eq!(found(V1Beta1, false, &john, Some(&[])), [("domains", "required")]);
        assert_eq!(found(V1Beta1, false, &john, Some(&["a", ""])), [("domains", "length")]);
    }

    #[test]
    fn lengths_count_characters() {
        let fits = |generation, length: usize| {
            found(generation, false, &named(&"ü".repeat(length), "john"), Some(&["a"])).is_empty()
        };
        for (length, modern, older) in [
            (0, false, false),
            (1, true, false),
            (3, true, true),
            (60, true, true),
            (61, false, true),
            (100, false, true),
            (101, false, false),
        ] {
            assert_eq!((fits(V1Beta2, length), fits(V1Beta1, length)), (modern, older), "{length}");
        }
    }

    #[test]
    fn usernames_are_small() {
        let fits = |username: &str| found(V1Beta2, false, &named("John", username), None).is_empty();
        for (username, expected) in
            [("john", true), ("j.o_h-n1", true), ("John", false), ("jo hn", false), ("jöhn", false), ("", false)]
        {
            assert_eq!(fits(username), expected, "{username}");
        }
        assert!(fits(&"a".repeat(60)) && !fits(&"a".repeat(61)));
    }

    #[test]
    fn words_for_privacy() {
        let table = [
            ("private", Some(true)),
            ("PRIVATE", Some(true)),
            ("ID", Some(true)),
            ("none", Some(false)),
            ("NONE", Some(false)),
            ("id", None),
            ("", None),
        ];
        for (word, expected) in table {
            assert_eq!(privacy(word), expected, "{word}");
        }
    }

    #[test]
    fn counts_fit_into_the_wire() {
        let fits = |number| flaw(Count, &Leaf::Number(number)).is_none();
        for (number, expected) in
            [(1.0, true), (2_147_483_647.0, true), (2_147_483_648.0, false), (0.0, false), (-1.0, false), (1.5, false)]
        {
            assert_eq!(fits(number), expected, "{number}");
        }
    }
}
