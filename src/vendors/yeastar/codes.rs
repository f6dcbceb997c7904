//! The PBX operator's result codes and the PBX's own error codes, as data. Pure.

use crate::error::Kind;

/// One result code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    pub(crate) code: i32,
    pub(crate) message: &'static str,
    /// The kind where the cause does not decide.
    pub(crate) kind: Kind,
}

const fn code(code: i32, message: &'static str, kind: Kind) -> Code {
    Code { code, message, kind }
}

pub(crate) const INVALID_PBX_URL: Code = code(-2, "INVALID_PBX_URL", Kind::InvalidArgument);
pub(crate) const PBX_URL_NOT_HTTPS: Code = code(-3, "PBX_URL_NOT_HTTPS", Kind::InvalidArgument);
pub(crate) const GET_PRODUCT_FAILED: Code = code(-4, "GET_PRODUCT_FAILED", Kind::Decode);
pub(crate) const PBX_NETWORK_ERROR: Code = code(-102, "PBX_NETWORK_ERROR", Kind::Connection);
pub(crate) const PBX_API_ERROR: Code = code(-103, "PBX_API_ERROR", Kind::Server);
pub(crate) const GET_PERSONAL_NOT_FOUND_DATA: Code = code(-104, "GET_PERSONAL_NOT_FOUND_DATA", Kind::NotFound);
pub(crate) const PBX_ALREADY_INITIALIZED: Code = code(-105, "PBX_ALREADY_INITIALIZED", Kind::Conflict);
pub(crate) const LINKUS_DISABLED: Code = code(-106, "LINKUS_DISABLED", Kind::Permission);
pub(crate) const LOGGED_IN_ELSEWHERE: Code = code(-107, "LOGGED_IN_ELSEWHERE", Kind::Authentication);
pub(crate) const EXTENSION_DELETED: Code = code(-108, "EXTENSION_DELETED", Kind::NotFound);
pub(crate) const RE_LOGIN: Code = code(-109, "RE_LOGIN", Kind::Authentication);
pub(crate) const SDK_PLAN_DISABLED: Code = code(-110, "SDK_PLAN_DISABLED", Kind::Permission);

/// `errcode` of a login on a PBX whose plan has no SDK.
pub(crate) const NO_SDK_PLAN: f64 = 70136.0;
/// `errcode` of a token that the PBX does not know (any more).
pub(crate) const TOKEN_EXPIRED: f64 = 10004.0;

/// What an `errcode` means: kind, and a finer word where there is one. Elsewhere than on login most of them say
/// nothing about the person.
pub(crate) fn of_errcode(errcode: f64, login: bool) -> (Kind, Option<&'static str>) {
    match errcode as i64 {
        10004 => (Kind::Authentication, Some("token-expired")),
        70004 => (Kind::Permission, Some("ip-blocked")),
        70087 => (Kind::Permission, Some("ip-forbidden")),
        70136 => (Kind::Permission, Some("plan")),
        _ if login => (Kind::Authentication, None),
        _ => (Kind::Server, None),
    }
}

/// Which of its kinds a failed request of the start sequence has, as `-102` or `-4`.
pub(crate) fn of_lost(code: Code, kind: Kind) -> Kind {
    match (code.code, kind) {
        (_, Kind::Aborted | Kind::InvalidArgument | Kind::Unsupported) => kind,
        (-4, Kind::Connection | Kind::Timeout) => Kind::Connection,
        (-4, _) => Kind::Decode,
        (_, Kind::Authentication | Kind::Permission | Kind::RateLimit | Kind::Timeout | Kind::Connection) => kind,
        (_, Kind::Decode) => Kind::Decode,
        _ => Kind::Server,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(Code, &str); 12] = [
        (INVALID_PBX_URL, "`pbxURL` is no URL"),
        (PBX_URL_NOT_HTTPS, "`pbxURL` is not https (http is allowed on loopback)"),
        (GET_PRODUCT_FAILED, "the address does not answer as a PBX; `connection` when it does not answer at all"),
        (PBX_NETWORK_ERROR, "no answer, or an HTTP error; `timeout`, `server`, `authentication` by cause"),
        (PBX_API_ERROR, "the PBX refused, see `errcode`; on login `authentication` or `permission`"),
        (GET_PERSONAL_NOT_FOUND_DATA, "the PBX knows no such extension"),
        (PBX_ALREADY_INITIALIZED, "`init()` on a session that is open"),
        (LINKUS_DISABLED, "the PBX does not allow this kind of client"),
        (LOGGED_IN_ELSEWHERE, "somebody signed in as the same extension"),
        (EXTENSION_DELETED, "the extension was deleted"),
        (RE_LOGIN, "the PBX wants a new login, and the client could not do it by itself"),
        (SDK_PLAN_DISABLED, "the PBX's plan has no SDK"),
    ];

    #[test]
    fn codes_are_the_vendors() {
        let codes: Vec<i32> = ALL.iter().map(|(code, _)| code.code).collect();
        assert_eq!(codes, [-2, -3, -4, -102, -103, -104, -105, -106, -107, -108, -109, -110]);
    }

    #[test]
    fn the_readme_has_this_table() {
        let rows: Vec<String> = ALL
            .iter()
            .map(|(code, meaning)| {
                format!(
                    "| {} | `{}` | `{}` | {} | {meaning} |",
                    code.code,
                    code.message,
                    code.kind.word(),
                    if code.kind.retryable() { "yes" } else { "no" }
                )
            })
            .collect();
        let table = format!(
            "| Code | Message | Kind | Retryable | Meaning |\n| --- | --- | --- | --- | --- |\n{}\n",
            rows.join("\n")
        );
        let readme = include_str!("../../../README.md");
        assert!(readme.contains(&table), "README.md must have:\n{table}");
    }

    #[test]
    fn every_errcode_has_a_kind() {
        let table = [
            (10004.0, true, Kind::Authentication),
            (10004.0, false, Kind::Authentication),
            (70004.0, true, Kind::Permission),
            (70087.0, false, Kind::Permission),
            (70136.0, true, Kind::Permission),
            (-1.0, true, Kind::Authentication),
            (-1.0, false, Kind::Server),
            (60001.0, false, Kind::Server),
            (f64::NAN, false, Kind::Server),
            (1e300, true, Kind::Authentication),
        ];
        for (errcode, login, kind) in table {
            assert_eq!(of_errcode(errcode, login).0, kind, "{errcode} {login}");
        }
    }

    #[test]
    fn a_lost_request_keeps_its_cause() {
        let table = [
            (GET_PRODUCT_FAILED, Kind::Timeout, Kind::Connection),
            (GET_PRODUCT_FAILED, Kind::Server, Kind::Decode),
            (GET_PRODUCT_FAILED, Kind::Aborted, Kind::Aborted),
            (PBX_NETWORK_ERROR, Kind::Timeout, Kind::Timeout),
            (PBX_NETWORK_ERROR, Kind::Authentication, Kind::Authentication),
            (PBX_NETWORK_ERROR, Kind::NotFound, Kind::Server),
            (PBX_NETWORK_ERROR, Kind::Server, Kind::Server),
            (PBX_NETWORK_ERROR, Kind::Connection, Kind::Connection),
        ];
        for (code, cause, kind) in table {
            assert_eq!(of_lost(code, cause), kind, "{} {cause:?}", code.code);
        }
    }
}
