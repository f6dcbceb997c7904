//! Protocol buffers, as far as these messages need them: strings, small numbers and messages in messages. Pure.
//!
//! Messages that prost derives, without its std feature, make the entry 2,900 bytes of brotli larger.

use crate::transport::grpc_web::Flaw;

const NUMBER: u64 = 0;
const FIXED_64: u64 = 1;
const BYTES: u64 = 2;
const GROUP_START: u64 = 3;
const GROUP_END: u64 = 4;
const FIXED_32: u64 = 5;

/// A message that is being written.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }

    /// A string; an empty one is left out, as by every encoder.
    pub(crate) fn text(&mut self, field: u8, text: &str) {
        if !text.is_empty() {
            self.0.push(field << 3 | BYTES as u8);
            self.varint(text.len() as u64);
            self.0.extend(text.as_bytes());
        }
    }

    /// A number that is written even where it is zero: the server tells zero from nothing.
    pub(crate) fn number(&mut self, field: u8, number: Option<i32>) {
        if let Some(number) = number {
            self.0.push(field << 3 | NUMBER as u8);
            self.varint(i64::from(number) as u64);
        }
    }

    fn varint(&mut self, mut number: u64) {
        while number > 127 {
            self.0.push(number as u8 | 128);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Of a type that no field here has.
    Other,
}

/// The bytes of a message that is being read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 127) << shift;
            if *byte < 128 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self, length: u64) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The next field outside of groups, which nobody writes any more.
    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let mut groups = 0_u32;
        loop {
            let tag = self.varint()?;
            let value = match tag & 7 {
                NUMBER => Value::Number(self.varint()?),
                BYTES => {
                    let length = self.varint()?;
                    Value::Bytes(self.bytes(length)?)
                }
                FIXED_64 => self.bytes(8).map(|_| Value::Other)?,
                FIXED_32 => self.bytes(4).map(|_| Value::Other)?,
                GROUP_START => {
                    groups += 1;
                    continue;
                }
                GROUP_END if groups > 0 => {
                    groups -= 1;
                    Value::Other
                }
                _ => return None,
            };
            if groups == 0 {
                return Some((tag >> 3, value));
            }
        }
    }
}

/// Hands each field of a message to `take`, in their order. Unknown ones are `take`'s to pass over.
pub(crate) fn read<'a>(
    message: &'a [u8],
    mut take: impl FnMut(u64, Value<'a>) -> Result<(), Flaw>,
) -> Result<(), Flaw> {
    let mut reader = Reader(message);
    while !reader.0.is_empty() {
        let (field, value) = reader.field().ok_or("is no message")?;
        take(field, value)?;
    }
    Ok(())
}

// On the host only: proptest does not build for wasm.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fields(message: &[u8]) -> Result<Vec<(u64, Value<'_>)>, Flaw> {
        let mut fields = Vec::new();
        read(message, |field, value| {
            fields.push((field, value));
            Ok(())
        })?;
        Ok(fields)
    }

    fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::default();
        write(&mut writer);
        writer.done()
    }

    #[test]
    fn zero_is_written_and_nothing_is_not() {
        assert_eq!(written(|writer| writer.number(4, Some(0))), [0x20, 0]);
        assert_eq!(written(|writer| writer.number(7, None)), []);
        assert_eq!(written(|writer| writer.text(1, "")), []);
        assert_eq!(written(|writer| writer.number(1, Some(300))), [8, 0xac, 2]);
        let minus_one = [0x40, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
        assert_eq!(written(|writer| writer.number(8, Some(-1))), minus_one);
    }

    #[test]
    fn fields_of_every_type_are_read() {
        let message = [8, 0xac, 2, 0x12, 2, b'h', b'i', 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x28, 0];
        let expected = vec![
            (1, Value::Number(300)),
            (2, Value::Bytes(b"hi")),
            (3, Value::Other),
            (4, Value::Other),
            (5, Value::Number(0)),
        ];
        assert_eq!(fields(&message), Ok(expected));
        // A group of field 6 with a group in it, then field 1.
        assert_eq!(fields(&[0x33, 8, 1, 0x3b, 0x3c, 0x34, 8, 1]), Ok(vec![(6, Value::Other), (1, Value::Number(1))]));
    }

    #[test]
    fn what_is_no_message() {
        let table: [&[u8]; 8] = [
            &[8],
            &[0x12, 5, 1],
            &[0x1d, 1],
            &[0x21],
            &[0x34],
            &[0x33, 8, 1],
            &[0x0f],
            &[8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
        ];
        for message in table {
            assert_eq!(fields(message), Err("is no message"), "{message:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = fields(&bytes);
        }
    }
}
