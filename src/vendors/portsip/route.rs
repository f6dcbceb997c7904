//! Where each request goes. Pure.

use crate::transport::url::Escape;
use crate::vendors::portsip::Version;

/// What a request is about, as texts.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    pub(crate) id: &'a str,
    /// Number and size of a page, how many come before it, and its order.
    pub(crate) page: &'a str,
    pub(crate) size: &'a str,
    pub(crate) skip: &'a str,
    pub(crate) sort: &'a str,
}

/// A request's name, its method and its path, in the older interface and in the newer one. A letter after `$` stands for a part
/// of what is asked.
const ROUTES: [(&str, &str, &str); 12] = [
    ("create", "POST /providers/create", "POST /providers"),
    ("show", "GET /providers/show?id=$i", "GET /providers/$i"),
    ("update", "POST /providers/update", "POST /providers/$i"),
    ("list", "GET /providers/list?pagination=$p&pagesize=$n$o", "GET /providers?skip=$s&top=$n"),
    ("destroy", "POST /providers/destroy", "POST /providers/$i/destroy"),
    ("status", "", "GET /providers/$i/status"),
    ("login", "POST /account/credentials/verify", "POST /auth/sign_in"),
    ("refresh", "POST /account/token/refresh", "POST /auth/refresh_token"),
    ("signOut", "POST /account/sign_out", "POST /auth/sign_out"),
    // The newer interface, as it was at first.
    ("login", "", "POST /login/oauth/token"),
    ("refresh", "", "POST /login/oauth/token"),
    ("signOut", "", "POST /login/oauth/revoke"),
];

/// The way of a request: method and path.
pub(crate) fn find(version: Version, oauth: bool, name: &str, asked: &Asked<'_>) -> (&'static str, String) {
    let mut ways = ROUTES.iter().filter(|(known, ..)| *known == name);
    let first = ways.next();
    let way = if oauth { ways.next().or(first) } else { first };
    let (_, older, newer) = way.copied().unwrap_or_default();
    let template = if version == Version::V22 { newer } else { older };
    let (method, template) =
        template.split_at_checked(if template.starts_with('G') { 3 } else { 4 }).unwrap_or_default();
    let mut path = String::new();
    let mut parts = template.as_bytes().get(1..).unwrap_or_default().iter();
    while let Some(byte) = parts.next() {
        match (byte, if *byte == b'$' { parts.next() } else { None }) {
            (_, Some(b'i')) => Escape::Rfc3986.write(asked.id, &mut path),
            (_, Some(b'p')) => path.push_str(asked.page),
            (_, Some(b'n')) => path.push_str(asked.size),
            (_, Some(b's')) => path.push_str(asked.skip),
            (_, Some(_)) if !asked.sort.is_empty() => {
                path.push_str("&sort_by=");
                path.push_str(asked.sort);
            }
            (_, Some(_)) => {}
            (byte, None) => path.push(char::from(*byte)),
        }
    }
    (method, path)
}

/// Whether a text can be an id. Of the older interface it is a number, and its digits go into the body as they are.
pub(crate) fn is_id(text: &str, version: Version) -> bool {
    const MOST: &str = "9223372036854775807";
    match version {
        Version::V22 => !matches!(text, "" | "." | ".."),
        Version::V12 => {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let fits = text.len() < MOST.len() || text.len() == MOST.len() && text <= MOST;
            plain && fits && (text == "0" || !text.starts_with('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_has_its_way() {
        use Version::{V12, V22};
        let about = Asked { id: "90/1", page: "3", size: "250", skip: "500", sort: "OPTIONAL" };
        let table = [
            (V12, false, "create", "POST /providers/create"),
            (V12, false, "show", "GET /providers/show?id=90%2F1"),
            (V12, false, "update", "POST /providers/update"),
            (V12, false, "list", "GET /providers/list?pagination=3&pagesize=250&sort_by=OPTIONAL"),
            (V12, false, "destroy", "POST /providers/destroy"),
            (V12, false, "login", "POST /account/credentials/verify"),
            (V12, false, "refresh", "POST /account/token/refresh"),
            (V12, false, "signOut", "POST /account/sign_out"),
            (V22, false, "create", "POST /providers"),
            (V22, false, "show", "GET /providers/90%2F1"),
            (V22, false, "status", "GET /providers/90%2F1/status"),
            (V22, false, "update", "POST /providers/90%2F1"),
            (V22, false, "list", "GET /providers?skip=500&top=250"),
            (V22, false, "destroy", "POST /providers/90%2F1/destroy"),
            (V22, false, "login", "POST /auth/sign_in"),
            (V22, false, "refresh", "POST /auth/refresh_token"),
            (V22, false, "signOut", "POST /auth/sign_out"),
            (V22, true, "login", "POST /login/oauth/token"),
            (V22, true, "refresh", "POST /login/oauth/token"),
            (V22, true, "signOut", "POST /login/oauth/revoke"),
        ];
        for (version, oauth, name, expected) in table {
            let (method, path) = find(version, oauth, name, &about);
            assert_eq!(format!("{method} {path}"), expected);
        }
        let (_, plain) = find(V12, false, "list", &Asked { page: "1", size: "50", ..Asked::default() });
        assert_eq!(plain, "/providers/list?pagination=1&pagesize=50");
    }

    #[test]
    fn ids_are_whole_64_bit_numbers() {
        for text in ["0", "7", "9007199254740993", "9223372036854775807"] {
            assert!(is_id(text, Version::V12), "{text}");
        }
        for text in ["", "00", "07", "-1", "1.0", "1e3", " 1", "9223372036854775808", "10000000000000000000", "abc"] {
            assert!(!is_id(text, Version::V12), "{text}");
        }
        for (text, fits) in [("abc-1", true), ("", false), (".", false), ("..", false)] {
            assert_eq!(is_id(text, Version::V22), fits, "{text}");
        }
    }
}
