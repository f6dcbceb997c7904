//! What the server's refusals mean. Pure.

use crate::error::Kind;

pub(crate) const UNKNOWN: u8 = 2;
pub(crate) const DEADLINE_EXCEEDED: u8 = 4;
pub(crate) const NOT_FOUND: u8 = 5;
pub(crate) const ALREADY_EXISTS: u8 = 6;
pub(crate) const PERMISSION_DENIED: u8 = 7;
pub(crate) const RESOURCE_EXHAUSTED: u8 = 8;
pub(crate) const FAILED_PRECONDITION: u8 = 9;
pub(crate) const UNAVAILABLE: u8 = 14;
pub(crate) const UNAUTHENTICATED: u8 = 16;

/// The kind of each gRPC status, from 1.
const KINDS: [Kind; 16] = [
    Kind::Aborted,
    Kind::Server,
    Kind::InvalidArgument,
    Kind::Timeout,
    Kind::NotFound,
    Kind::Conflict,
    Kind::Permission,
    Kind::RateLimit,
    Kind::InvalidArgument,
    Kind::Conflict,
    Kind::InvalidArgument,
    Kind::Server,
    Kind::Server,
    Kind::Connection,
    Kind::Server,
    Kind::Authentication,
];

/// A status of `v1beta2`. One that no gRPC has counts as unknown.
pub(crate) fn kind(code: u8, http: u16, details: &str) -> Kind {
    match code {
        _ if http == 429 => Kind::RateLimit,
        FAILED_PRECONDITION if says(details, "already exist") => Kind::Conflict,
        _ => code.checked_sub(1).and_then(|at| KINDS.get(usize::from(at))).copied().unwrap_or(Kind::Server),
    }
}

/// The status behind an answer of the REST gateway of `v1beta1`, and its kind. `one`: whether a get or an update asked, which
/// fail without a word of their own where there is no such agent.
pub(crate) fn of_gateway(http: u16, details: &str, one: bool) -> (u8, Kind) {
    let code = match http {
        400 => FAILED_PRECONDITION,
        401 => UNAUTHENTICATED,
        403 => PERMISSION_DENIED,
        404 => NOT_FOUND,
        409 => ALREADY_EXISTS,
        429 | 502..=504 => UNAVAILABLE,
        500 if details.get(..17).is_some_and(|head| head.eq_ignore_ascii_case("permission denied")) => {
            PERMISSION_DENIED
        }
        _ => UNKNOWN,
    };
    (code, if one && code == UNKNOWN { Kind::NotFound } else { kind(code, http, details) })
}

/// Whether words are among others, in any case. (`str::contains` costs 1.5 kB.)
fn says(details: &str, words: &str) -> bool {
    details.as_bytes().windows(words.len()).any(|part| part.eq_ignore_ascii_case(words.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each status with its name, its kind, and what the documentation says of exceptions.
    const ALL: [(u8, &str, Kind, &str); 16] = [
        (1, "CANCELLED", Kind::Aborted, ""),
        (UNKNOWN, "UNKNOWN", Kind::Server, "; with `v1beta1`, on get and update, `not-found`"),
        (3, "INVALID_ARGUMENT", Kind::InvalidArgument, ""),
        (DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", Kind::Timeout, ""),
        (NOT_FOUND, "NOT_FOUND", Kind::NotFound, ""),
        (ALREADY_EXISTS, "ALREADY_EXISTS", Kind::Conflict, ""),
        (PERMISSION_DENIED, "PERMISSION_DENIED", Kind::Permission, ""),
        (RESOURCE_EXHAUSTED, "RESOURCE_EXHAUSTED", Kind::RateLimit, ""),
        (
            FAILED_PRECONDITION,
            "FAILED_PRECONDITION",
            Kind::InvalidArgument,
            "; `conflict` where an agent exists already",
        ),
        (10, "ABORTED", Kind::Conflict, ""),
        (11, "OUT_OF_RANGE", Kind::InvalidArgument, ""),
        (12, "UNIMPLEMENTED", Kind::Server, ""),
        (13, "INTERNAL", Kind::Server, "; `authentication` for a refresh token, which has ended then"),
        (UNAVAILABLE, "UNAVAILABLE", Kind::Connection, "; `rate-limit` with HTTP status 429"),
        (15, "DATA_LOSS", Kind::Server, ""),
        (UNAUTHENTICATED, "UNAUTHENTICATED", Kind::Authentication, ""),
    ];

    #[test]
    fn the_documentation_has_this_table() {
        let rows = ALL.map(|(code, name, kind, but)| format!("| {code} | `{name}` | `{}`{but} |", kind.word()));
        let table = [&["| Code | Name | Kind |", "| --- | --- | --- |"].map(String::from)[..], &rows[..]].concat();
        assert!(
            include_str!("../../../README.md").contains(&table.join("\n")),
            "README.md must have:\n{}",
            table.join("\n")
        );
        let types = include_str!("../../js/fonoster.d.ts");
        assert!(types.contains(&table.join("\n * ")), "fonoster.d.ts must have:\n{}", table.join("\n"));
    }

    #[test]
    fn every_code_has_a_kind() {
        for (code, _, expected, _) in ALL {
            assert_eq!(kind(code, 200, ""), expected, "{code}");
        }
        for unknown in [0, 17, 255] {
            assert_eq!(kind(unknown, 200, ""), Kind::Server, "{unknown}");
        }
        assert_eq!(kind(FAILED_PRECONDITION, 200, "Entity already exist"), Kind::Conflict);
        assert_eq!(kind(UNAVAILABLE, 429, "local_rate_limited"), Kind::RateLimit);
    }

    #[test]
    fn the_gateway_says_it_by_http() {
        // status, details, of one agent, code, kind
        let table = [
            (401, "invalid authentication", false, 16, Kind::Authentication),
            (409, "", false, 6, Kind::Conflict),
            (404, "", true, 5, Kind::NotFound),
            (400, "Entity already exist", false, 9, Kind::Conflict),
            (400, "Found one or more unfulfilled dependencies", false, 9, Kind::InvalidArgument),
            (500, "permission denied", true, 7, Kind::Permission),
            (500, "Permission denied. Upgrade", false, 7, Kind::Permission),
            (500, "Cannot read properties of null (reading 'metadata')", true, 2, Kind::NotFound),
            (500, "anything", false, 2, Kind::Server),
            (500, "", true, 2, Kind::NotFound),
            (503, "", true, 14, Kind::Connection),
            (429, "", false, 14, Kind::RateLimit),
        ];
        for (http, details, one, code, expected) in table {
            assert_eq!(of_gateway(http, details, one), (code, expected), "{http} {details}");
        }
    }
}
