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

    #[test]
    fn every_refusal_has_a_kind_and_a_word() {
        let one = Refused { one: true, ..PLAIN };
        let sign_in = Refused { signing_in: true, ..PLAIN };
        let table = [
            (PLAIN, Kind::InvalidArgument, "bad_request"),
            (Refused { status: 200, code: "17", ..PLAIN }, Kind::InvalidArgument, "bad_request"),
            (Refused { status: 422, code: "VALIDATE_FAILED", ..PLAIN }, Kind::InvalidArgument, "bad_request"),
            (one, Kind::InvalidArgument, "invalid_id"),
            (Refused { detailed: true, ..one }, Kind::InvalidArgument, "bad_request"),
            (Refused { status: 401, ..one }, Kind::Authentication, "auth"),
            (Refused { code: "UNAUTHORIZED", ..PLAIN }, Kind::Authentication, "auth"),
            (sign_in, Kind::Authentication, "credentials"),
            (Refused { status: 200, code: "1040001", ..sign_in }, Kind::Authentication, "credentials"),
            (Refused { status: 500, ..sign_in }, Kind::Server, "server"),
            (Refused { status: 403, ..PLAIN }, Kind::Permission, "forbidden"),
            (Refused { status: 404, ..one }, Kind::NotFound, "not_found"),
            (Refused { status: 408, ..one }, Kind::Timeout, "timeout"),
            (Refused { status: 409, ..PLAIN }, Kind::Conflict, "conflict"),
            (Refused { status: 429, ..PLAIN }, Kind::RateLimit, "rate_limited"),
            (Refused { status: 302, ..PLAIN }, Kind::Decode, "protocol"),
            (Refused { status: 502, ..PLAIN }, Kind::Server, "server"),
        ];
        for (refused, kind, reason) in table {
            assert_eq!(verdict(refused), (kind, reason), "{refused:?}");
        }
    }
}
