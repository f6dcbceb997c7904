//! Where each request goes. Pure.

use crate::transport::url::Escape;
use crate::transport::value::concat;
use crate::vendors::portsip::Version;

/// What a request is about.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    pub(crate) id: &'a str,
    pub(crate) page: Option<f64>,
    pub(crate) size: Option<f64>,
    pub(crate) sort: &'a str,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: String,
}

/// The newer interface gives no more at a time.
const MOST_OF_V22: f64 = 100.0;

/// The way of a request: those of providers, `login`, `refresh` and `signOut`.
pub(crate) fn find(version: Version, oauth: bool, name: &str, asked: &Asked<'_>) -> Route {
    let post = |path: &str| Route { method: "POST", path: path.into() };
    let get = |path: String| Route { method: "GET", path };
    let mut id = String::new();
    Escape::Rfc3986.write(asked.id, &mut id);
    let number = |number: f64| whole(number);
    let (page, size) = (asked.page.unwrap_or(1.0), asked.size.unwrap_or(50.0));
    match (version, name) {
        (Version::V12, "show") => get(concat(&["/providers/show?id=", &id])),
        (Version::V12, "list") => {
            let start = ["/providers/list?pagination=", &number(page), "&pagesize=", &number(size)];
            let path = concat(&start);
            get(if asked.sort.is_empty() { path } else { concat(&[&path, "&sort_by=", asked.sort]) })
        }
        (Version::V12, "login") => post("/account/credentials/verify"),
        (Version::V12, "refresh") => post("/account/token/refresh"),
        (Version::V12, "signOut") => post("/account/sign_out"),
        (Version::V12, _) => post(&concat(&["/providers/", name])),
        (Version::V22, "create") => post("/providers"),
        (Version::V22, "show") => get(concat(&["/providers/", &id])),
        (Version::V22, "status") => get(concat(&["/providers/", &id, "/status"])),
        (Version::V22, "list") => {
            let size = size.min(MOST_OF_V22);
            get(concat(&["/providers?skip=", &number((page - 1.0) * size), "&top=", &number(size)]))
        }
        (Version::V22, "update") => post(&concat(&["/providers/", &id])),
        (Version::V22, "destroy") => post(&concat(&["/providers/", &id, "/destroy"])),
        (Version::V22, "login") => post(if oauth { "/login/oauth/token" } else { "/auth/sign_in" }),
        (Version::V22, "refresh") => post(if oauth { "/login/oauth/token" } else { "/auth/refresh_token" }),
        (Version::V22, _) => post(if oauth { "/login/oauth/revoke" } else { "/auth/sign_out" }),
    }
}

/// A number without a fraction; `to_string` of a float costs 10 kB.
fn whole(number: f64) -> String {
    (number as u64).to_string()
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
        let about = Asked { id: "90/1", page: Some(3.0), size: Some(250.0), sort: "OPTIONAL" };
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
            (V22, false, "list", "GET /providers?skip=200&top=100"),
            (V22, false, "destroy", "POST /providers/90%2F1/destroy"),
            (V22, false, "login", "POST /auth/sign_in"),
            (V22, false, "refresh", "POST /auth/refresh_token"),
            (V22, false, "signOut", "POST /auth/sign_out"),
            (V22, true, "login", "POST /login/oauth/token"),
            (V22, true, "refresh", "POST /login/oauth/token"),
            (V22, true, "signOut", "POST /login/oauth/revoke"),
        ];
        for (version, oauth, name, expected) in table {
            let Route { method, path } = find(version, oauth, name, &about);
            assert_eq!(format!("{method} {path}"), expected);
        }
        let first = find(V12, false, "list", &Asked::default());
        assert_eq!(first.path, "/providers/list?pagination=1&pagesize=50");
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
