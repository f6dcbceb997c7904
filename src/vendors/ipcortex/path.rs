//! Paths of REST requests, which never leave the PBX, and where the adapter `ipcx/1` finds things. Pure.

/// Why a path cannot be sent; nothing, if it can.
pub(crate) fn flaw(path: &str) -> Option<&'static str> {
    let bytes = path.as_bytes();
    if bytes.first() != Some(&b'/') || bytes.get(1) == Some(&b'/') {
        return Some("must begin with one slash");
    }
    // Browsers take a backslash for a slash, and drop tabs and line ends, which can turn one slash into two.
    if bytes.iter().any(|byte| *byte <= b' ' || *byte == b'\\' || *byte == 0x7f) {
        return Some("must not hold blanks, backslashes or control characters");
    }
    let end = bytes.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(bytes.len());
    let mut segments = bytes.get(..end).unwrap_or_default().split(|byte| *byte == b'/');
    segments.any(is_dots).then_some("must not hold `.` or `..` as a part")
}

/// Whether a part of a path is one or two dots, in whatever spelling.
fn is_dots(segment: &[u8]) -> bool {
    let mut rest = segment;
    let mut dots = 0;
    while !rest.is_empty() {
        rest = match rest {
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            _ => return false,
        };
        dots += 1;
    }
    matches!(dots, 1 | 2)
}

/// What the boundary to a PBX can be asked for, by the name that a JavaScript adapter has for it, and where `ipcx/1` has it.
const OPERATIONS: &[(&str, &str)] = &[
    ("hello", "/adapter/v1/hello"),
    ("login", "/rest/auth/"),
    ("logout", "/rest/auth/logout"),
    ("ticket", "/adapter/v1/ticket"),
    ("snapshot", "/adapter/v1/fetch"),
    ("addressbook", "/adapter/v1/addressbook"),
    ("tags", "/adapter/v1/tags"),
    ("setTags", "/adapter/v1/tags/set"),
    ("serverTime", "/adapter/v1/time"),
    ("iceServers", "/adapter/v1/ice"),
    ("dial", "/adapter/v1/call/dial"),
    ("hangup", "/adapter/v1/call/hangup"),
    ("hold", "/adapter/v1/call/hold"),
    ("talk", "/adapter/v1/call/talk"),
    ("send", "/adapter/v1/call/send"),
];

/// Where `ipcx/1` has an operation.
pub(crate) fn of(operation: &str) -> &'static str {
    OPERATIONS.iter().find(|(known, _)| *known == operation).map_or("", |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_sent_stays_on_the_host() {
        for path in ["/", "/rest/call/read", "/rest/x?a=../b", "/a.b/..c/...", "/%2f%2fevil", "/a//b", "/é"] {
            assert_eq!(flaw(path), None, "{path}");
        }
        let refused = [
            "",
            "rest",
            "//evil",
            "https://evil",
            "javascript:x",
            "/\\evil",
            "\\\\evil",
            "/\t/evil",
            "/a\n/evil",
            "/ /x",
            "/../x",
            "/a/..",
            "/a/.",
            "/%2e%2E/x",
            "/.%2e",
            "/a/%2e",
            "/a/./b",
        ];
        for path in refused {
            assert!(flaw(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn every_operation_has_its_place() {
        assert_eq!(of("snapshot"), "/adapter/v1/fetch");
        assert_eq!(of("send"), "/adapter/v1/call/send");
        assert_eq!(of("x"), "");
        for (name, path) in OPERATIONS {
            assert_eq!(flaw(path), None, "{name}");
        }
    }
}
