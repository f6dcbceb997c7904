//! The framing of gRPC-Web in its text form: base64 of frames, the status in headers or in a last frame. Pure.
//!
//! Requests have to be text: a stock proxy routes nothing else (envoyproxy/envoy, "clear route cache", 5914). Asking for
//! text in answers too keeps bodies strings, as everywhere else.

/// The media type of requests and answers, exactly: parameters or another suffix are not routed.
pub(crate) const MEDIA_TYPE: &str = "application/grpc-web-text";

const TRAILERS: u8 = 0x80;
const COMPRESSED: u8 = 0x01;

/// The body of a request.
pub(crate) fn encode(message: &[u8]) -> String {
    let mut frame = vec![0];
    frame.extend((message.len() as u32).to_be_bytes());
    frame.extend(message);
    base64(&frame)
}

/// What the body of an answer holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) message: Option<Vec<u8>>,
    /// Of the last frame.
    pub(crate) trailers: Option<Vec<u8>>,
}

/// What is wrong with a body, as the end of a sentence.
pub(crate) type Flaw = &'static str;

/// Takes the body of an answer apart. An empty one holds nothing: the status is in the headers then.
pub(crate) fn decode(body: &str) -> Result<Reply, Flaw> {
    let bytes = from_base64(body.as_bytes()).ok_or("is not base64")?;
    let mut rest = bytes.as_slice();
    let mut reply = Reply::default();
    while let Some((flags, after)) = rest.split_first() {
        let (length, after) = after.split_first_chunk::<4>().ok_or("ends inside a frame")?;
        let (frame, after) =
            after.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or("ends inside a frame")?;
        if flags & COMPRESSED != 0 {
            return Err("is compressed");
        }
        if flags & TRAILERS != 0 {
            reply.trailers = Some(frame.to_vec());
        } else if reply.message.replace(frame.to_vec()).is_some() {
            return Err("holds more than one message");
        }
        rest = after;
    }
    Ok(reply)
}

/// A value of trailers: lines of `name:value`, names in any case.
pub(crate) fn trailer<'a>(trailers: &'a [u8], name: &str) -> Option<&'a [u8]> {
    trailers.split(|byte| *byte == b'\n').find_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (key, value) = line.split_at_checked(colon)?;
        key.trim_ascii().eq_ignore_ascii_case(name.as_bytes()).then(|| value.get(1..).unwrap_or_default().trim_ascii())
    })
}

/// A gRPC status; what is none counts as unknown.
pub(crate) fn code(text: &[u8]) -> u8 {
    let digit =
        |code: u8, byte: &u8| byte.is_ascii_digit().then(|| code.checked_mul(10)?.checked_add(byte - b'0')).flatten();
    let code = text.iter().try_fold(0, digit);
    code.filter(|_| !text.is_empty()).unwrap_or(2)
}

/// The text of a `grpc-message`. Applications percent-encode it, proxies do not: what is no escape stays as it is.
pub(crate) fn message_text(encoded: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((first, after)) = rest.split_first() {
        let escaped = match after {
            [high, low, after @ ..] if *first == b'%' => hex(*high).zip(hex(*low)).map(|digits| (digits, after)),
            _ => None,
        };
        match escaped {
            Some(((high, low), after)) => {
                bytes.push(high << 4 | low);
                rest = after;
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// The gRPC status where only HTTP's is known (the table of gRPC-Web's protocol page).
pub(crate) fn code_of_status(status: u16) -> u8 {
    match status {
        400 => 13,
        401 => 16,
        403 => 7,
        404 => 12,
        429 | 502..=504 => 14,
        _ => 2,
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    let (mut bits, mut left) = (0_u32, 0_u32);
    let mut digit = |bits: u32| text.push(DIGITS.get((bits & 63) as usize).copied().map_or('=', char::from));
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        left += 8;
        while left >= 6 {
            left -= 6;
            digit(bits >> left);
        }
    }
    if left > 0 {
        digit(bits << (6 - left));
    }
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// The bytes of a base64 text of either alphabet. Padding may stand anywhere between groups, as each frame is a text of its
/// own, or be left out at the end; white space counts for nothing.
pub(crate) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut digits, mut padding) = (0_u32, 0_u32, 0_u32);
    for byte in text {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                padding += 1;
                0
            }
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => return None,
        };
        if padding > 0 && *byte != b'=' {
            return None;
        }
        bits = bits << 6 | u32::from(digit);
        digits += 1;
        if digits == 4 {
            finish(bits, 4_u32.checked_sub(padding)?, &mut bytes)?;
            (bits, digits, padding) = (0, 0, 0);
        }
    }
    match (digits, padding) {
        (0, 0) => {}
        (digits, 0) => finish(bits << (6 * (4 - digits)), digits, &mut bytes)?,
        _ => return None,
    }
    Some(bytes)
}

/// The bytes of one group, of which so many digits count: two to four.
fn finish(bits: u32, digits: u32, bytes: &mut Vec<u8>) -> Option<()> {
    if digits < 2 {
        return None;
    }
    bytes.extend(bits.to_be_bytes().get(1..digits as usize)?);
    Some(())
}

// On the host only: proptest does not build for wasm.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OK_TRAILERS: &str = "grpc-status:0\r\ngrpc-message:OK\r\n";

    #[test]
    fn requests_are_one_frame_in_base64() {
        assert_eq!(encode(b"\x08\x14"), "AAAAAAIIFA==");
        assert_eq!(encode(b"\x0a\x04AP00\x12\x04good"), "AAAAAAwKBEFQMDASBGdvb2Q=");
        assert_eq!(encode(b"\x0a\x04nope"), "AAAAAAYKBG5vcGU=");
        assert_eq!(encode(b""), "AAAAAAA=");
    }

    #[test]
    fn answers_are_frames_each_padded_by_itself() {
        let reply = decode("AAAAAAISAA==gAAAACBncnBjLXN0YXR1czowDQpncnBjLW1lc3NhZ2U6T0sNCg==").unwrap();
        assert_eq!(reply.message.as_deref(), Some(&b"\x12\x00"[..]));
        assert_eq!(reply.trailers.as_deref(), Some(OK_TRAILERS.as_bytes()));
    }

    #[test]
    fn runs_of_base64_may_end_anywhere() {
        let bytes = [&b"\x00\x00\x00\x00\x02\x12\x00\x80\x00\x00\x00\x20"[..], OK_TRAILERS.as_bytes()].concat();
        let whole = decode(&base64(&bytes)).unwrap();
        for at in 0..bytes.len() {
            let (head, tail) = bytes.split_at(at);
            assert_eq!(decode(&(base64(head) + &base64(tail))), Ok(Reply { ..whole_of(&whole) }), "cut at {at}");
            assert_eq!(decode(&(base64(head) + "\r\n" + &base64(tail) + "\n")), Ok(whole_of(&whole)), "cut at {at}");
        }
    }

    fn whole_of(reply: &Reply) -> Reply {
        Reply { message: reply.message.clone(), trailers: reply.trailers.clone() }
    }

    #[test]
    fn what_is_no_body() {
        assert_eq!(decode(""), Ok(Reply::default()));
        // body, flaw
        let table = [
            ("<html>", "is not base64"),
            ("A", "is not base64"),
            ("A=", "is not base64"),
            ("AA=A", "is not base64"),
            ("AAAA=", "is not base64"),
            ("AAAAA===", "is not base64"),
            ("AAAA", "ends inside a frame"),
            ("AAAAAAIS", "ends inside a frame"),
            ("AP////8=", "ends inside a frame"),
            ("AQAAAAA=", "is compressed"),
            ("AAAAAAA=AAAAAAA=", "holds more than one message"),
        ];
        for (body, flaw) in table {
            assert_eq!(decode(body), Err(flaw), "{body}");
        }
    }

    #[test]
    fn trailers_are_lines() {
        let trailers = b"Grpc-Status: 5\r\ngrpc-message:not: here\nrubbish\n";
        assert_eq!(trailer(trailers, "grpc-status"), Some(&b"5"[..]));
        assert_eq!(trailer(trailers, "grpc-message"), Some(&b"not: here"[..]));
        assert_eq!(trailer(trailers, "grpc-details"), None);
        assert_eq!(trailer(b"", "grpc-status"), None);
    }

    #[test]
    fn codes_are_small_numbers() {
        for (text, expected) in [("0", 0), ("5", 5), ("16", 16), ("", 2), ("-1", 2), ("1e1", 2), ("256", 2), ("007", 7)]
        {
            assert_eq!(code(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn messages_are_decoded_as_far_as_they_are_encoded() {
        let table = [
            ("plain words", "plain words"),
            ("Required%20at%20%22name%22", "Required at \"name\""),
            ("100%", "100%"),
            ("%zz%+1%2", "%zz%+1%2"),
            ("gr%C3%BCn", "grün"),
            ("%FF", "\u{FFFD}"),
            ("", ""),
        ];
        for (encoded, text) in table {
            assert_eq!(message_text(encoded.as_bytes()), text, "{encoded}");
        }
    }

    #[test]
    fn both_alphabets_are_read() {
        assert_eq!(from_base64(b"-_-_"), Some(vec![0xfb, 0xff, 0xbf]));
        assert_eq!(from_base64(b"+/+/"), Some(vec![0xfb, 0xff, 0xbf]));
        assert_eq!(from_base64(b"-_8"), Some(vec![0xfb, 0xff]));
    }

    #[test]
    fn every_status_has_a_code() {
        let table =
            [(400, 13), (401, 16), (403, 7), (404, 12), (429, 14), (502, 14), (503, 14), (504, 14), (500, 2), (302, 2)];
        for (status, code) in table {
            assert_eq!(code_of_status(status), code, "{status}");
        }
    }

    proptest! {
        #[test]
        fn bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(from_base64(base64(&bytes).as_bytes()), Some(bytes.clone()));
            prop_assert_eq!(decode(&encode(&bytes)), Ok(Reply { message: Some(bytes), trailers: None }));
        }

        /// Whatever comes is a value or a flaw.
        #[test]
        fn no_text_panics(text in any::<String>(), digits in "[A-Za-z0-9+/=\r\n]{0,80}") {
            let _ = decode(&text);
            let _ = decode(&digits);
            let _ = message_text(text.as_bytes());
            let _ = trailer(text.as_bytes(), "grpc-status");
            let _ = code(text.as_bytes());
        }

        #[test]
        fn no_frames_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = decode(&base64(&bytes));
        }
    }
}
