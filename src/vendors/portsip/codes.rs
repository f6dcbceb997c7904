//! What PortSIP says when it refuses. Pure.

use crate::error::Kind;

/// What of an answer the verdict hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused<'a> {
    pub(crate) status: u16,
    /// As the body has it; empty where it has none.
    pub(crate) code: &'a str,
    /// A sign-in was refused.
    pub(crate) signing_in: bool,
    /// The call names one provider.
    pub(crate) one: bool,
    /// The body says which fields are wrong.
    pub(crate) detailed: bool,
}

/// The kind of a refusal, and the finer word for it. The code stands above the status: some servers refuse with 200, and some
/// sign-ins with 400.
pub(crate) fn verdict(refused: Refused<'_>) -> (Kind, &'static str) {
    let Refused { status, code, signing_in, one, detailed } = refused;
    match (status, code) {
        (400 | 401, _) | (_, "UNAUTHORIZED" | "1040001" | "1050005") if signing_in => {
            (Kind::Authentication, "credentials")
        }
        (401, _) | (_, "UNAUTHORIZED") => (Kind::Authentication, "auth"),
        (403, _) => (Kind::Permission, "forbidden"),
        (400, _) if one && !detailed => (Kind::InvalidArgument, "invalid_id"),
        (404, _) => (Kind::NotFound, "not_found"),
        (409, _) => (Kind::Conflict, "conflict"),
        (429, _) => (Kind::RateLimit, "rate_limited"),
        (500.., _) => (Kind::Server, "server"),
        (300..400, _) => (Kind::Decode, "protocol"),
        (408, _) => (Kind::Timeout, "timeout"),
        _ => (Kind::InvalidArgument, "bad_request"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Refused<'_> = Refused { status: 400, code: "", signing_in: false, one: false, detailed: false };
    const ONE: Refused<'_> = Refused { one: true, ..PLAIN };
    const SIGN_IN: Refused<'_> = Refused { signing_in: true, ..PLAIN };

    /// Each kind of refusal as the documentation has it, with some that are of it.
    const ALL: [(&str, &[Refused<'_>], Kind, &str); 11] = [
        (
            "401, or the code `UNAUTHORIZED`",
            &[Refused { status: 401, ..ONE }, Refused { code: "UNAUTHORIZED", ..PLAIN }],
            Kind::Authentication,
            "auth",
        ),
        (
            "to a sign-in 400, 401, or the code `UNAUTHORIZED`, `1040001` or `1050005`",
            &[
                SIGN_IN,
                Refused { status: 401, ..SIGN_IN },
                Refused { status: 200, code: "1040001", ..SIGN_IN },
                Refused { status: 200, code: "1050005", ..SIGN_IN },
                Refused { status: 422, code: "UNAUTHORIZED", ..SIGN_IN },
            ],
            Kind::Authentication,
            "credentials",
        ),
        ("403", &[Refused { status: 403, ..PLAIN }, Refused { status: 403, ..SIGN_IN }], Kind::Permission, "forbidden"),
        ("400 to a call of one provider, without fields", &[ONE], Kind::InvalidArgument, "invalid_id"),
        ("404", &[Refused { status: 404, ..ONE }], Kind::NotFound, "not_found"),
        ("408", &[Refused { status: 408, ..ONE }], Kind::Timeout, "timeout"),
        ("409", &[Refused { status: 409, ..PLAIN }], Kind::Conflict, "conflict"),
        ("429", &[Refused { status: 429, ..PLAIN }], Kind::RateLimit, "rate_limited"),
        (
            "other 4xx, and 2xx with another code than 0",
            &[
                PLAIN,
                Refused { status: 200, code: "17", ..PLAIN },
                Refused { status: 422, code: "VALIDATE_FAILED", ..PLAIN },
                Refused { detailed: true, ..ONE },
            ],
            Kind::InvalidArgument,
            "bad_request",
        ),
        ("3xx", &[Refused { status: 302, ..PLAIN }], Kind::Decode, "protocol"),
        ("5xx", &[Refused { status: 502, ..PLAIN }, Refused { status: 500, ..SIGN_IN }], Kind::Server, "server"),
    ];

    #[test]
    fn every_refusal_has_a_kind_and_a_word() {
        for (answer, refusals, kind, reason) in ALL {
            for refused in refusals {
                assert_eq!(verdict(*refused), (kind, reason), "{answer}: {refused:?}");
            }
        }
    }

    #[test]
    fn the_documentation_has_this_table() {
        let rows = ALL.map(|(answer, _, kind, reason)| format!("| {answer} | `{}` | `{reason}` |", kind.word()));
        let table =
            [&["| Answer | `kind` | `reason` |", "| --- | --- | --- |"].map(String::from)[..], &rows[..]].concat();
        let lines = table.join("\n");
        assert!(include_str!("../../../README.md").contains(&lines), "README.md must have:\n{lines}");
        let types = include_str!("../../js/portsip.d.ts");
        assert!(types.contains(&table.join("\n * ")), "portsip.d.ts must have:\n{lines}");
    }
}
