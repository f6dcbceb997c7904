//! The error numbers of the live feed. Pure.

use crate::error::Kind;

pub(crate) type Errno = u16;

pub(crate) const INTERNAL: Errno = 1;
pub(crate) const LOGGED_OUT: Errno = 2;
pub(crate) const NOT_READY: Errno = 3;
pub(crate) const BACKEND: Errno = 90;
pub(crate) const OPENING: Errno = 91;
pub(crate) const SOCKET: Errno = 92;
pub(crate) const REFUSED: Errno = 99;
pub(crate) const VERSION: Errno = 100;

/// The kind of a number, the finer word, and what to say where the PBX says nothing.
pub(crate) fn facts(errno: Errno) -> (Kind, Option<&'static str>, &'static str) {
    match errno {
        LOGGED_OUT => (Kind::Authentication, None, "the user is not logged in"),
        NOT_READY => (Kind::Connection, None, "the PBX is not ready yet"),
        BACKEND => (Kind::Server, None, "the PBX failed"),
        OPENING => (Kind::Connection, None, "the WebSocket could not be opened"),
        SOCKET => (Kind::Connection, None, "the WebSocket failed"),
        REFUSED => (Kind::Permission, None, "not allowed, or not offered"),
        VERSION => (Kind::Conflict, Some("version"), "the PBX is another version than this page has met"),
        _ => (Kind::Connection, None, "an internal error"),
    }
}

/// Whether no other try helps.
pub(crate) fn is_fatal(errno: Errno) -> bool {
    matches!(errno, LOGGED_OUT | REFUSED | VERSION)
}

/// What an HTTP status means where the body has no number.
pub(crate) fn of_status(status: u16, versioned: bool) -> Errno {
    match status {
        401 => LOGGED_OUT,
        403 => REFUSED,
        503 => NOT_READY,
        409 if versioned => VERSION,
        _ => BACKEND,
    }
}

/// What the end of a socket means, by its code and whether it had been welcomed.
pub(crate) fn of_close(code: u16, welcomed: bool) -> Errno {
    match code {
        4001 => LOGGED_OUT,
        4003 => REFUSED,
        4004 => VERSION,
        4005 => NOT_READY,
        4006 => INTERNAL,
        _ if welcomed => SOCKET,
        _ => OPENING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_kind() {
        let table = [
            (1, Kind::Connection, false),
            (2, Kind::Authentication, true),
            (3, Kind::Connection, false),
            (90, Kind::Server, false),
            (91, Kind::Connection, false),
            (92, Kind::Connection, false),
            (99, Kind::Permission, true),
            (100, Kind::Conflict, true),
        ];
        for (errno, kind, fatal) in table {
            assert_eq!((facts(errno).0, is_fatal(errno)), (kind, fatal), "{errno}");
        }
    }

    #[test]
    fn statuses_and_close_codes_have_numbers() {
        for (status, versioned, errno) in
            [(401, false, 2), (403, false, 99), (503, false, 3), (409, true, 100), (409, false, 90), (500, false, 90)]
        {
            assert_eq!(of_status(status, versioned), errno, "{status}");
        }
        for (code, welcomed, errno) in [
            (4001, true, 2),
            (4003, false, 99),
            (4004, true, 100),
            (4005, false, 3),
            (4006, true, 1),
            (1006, false, 91),
            (1006, true, 92),
            (1000, true, 92),
        ] {
            assert_eq!(of_close(code, welcomed), errno, "{code}");
        }
    }
}
