//! The one error type, and its one way into JavaScript.

use std::borrow::Cow;

use wasm_bindgen::prelude::*;

use crate::transport::value::object;

/// Everything in this crate that can fail.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Which system a call goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    #[cfg(feature = "fonoster")]
    Fonoster,
    #[cfg(feature = "ipcortex")]
    Ipcortex,
    #[cfg(feature = "portsip")]
    Portsip,
    #[cfg(feature = "telnyx")]
    Telnyx,
    #[cfg(feature = "yeastar")]
    Yeastar,
}

impl Vendor {
    fn word(self) -> &'static str {
        match self {
            #[cfg(feature = "fonoster")]
            Vendor::Fonoster => "fonoster",
            #[cfg(feature = "ipcortex")]
            Vendor::Ipcortex => "ipcortex",
            #[cfg(feature = "portsip")]
            Vendor::Portsip => "portsip",
            #[cfg(feature = "telnyx")]
            Vendor::Telnyx => "telnyx",
            #[cfg(feature = "yeastar")]
            Vendor::Yeastar => "yeastar",
        }
    }
}

/// What went wrong, in one word; `errors.d.ts` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    InvalidArgument,
    Authentication,
    Permission,
    NotFound,
    Conflict,
    RateLimit,
    Server,
    Connection,
    Timeout,
    Aborted,
    Decode,
    Unsupported,
}

impl Kind {
    /// What an HTTP status that is not a success means where the vendor says nothing more.
    pub(crate) fn of_status(status: u16) -> Kind {
        match status {
            401 => Kind::Authentication,
            403 => Kind::Permission,
            404 | 410 => Kind::NotFound,
            408 => Kind::Timeout,
            409 => Kind::Conflict,
            429 => Kind::RateLimit,
            400..500 => Kind::InvalidArgument,
            500.. => Kind::Server,
            // A success or a redirect that was not followed, where neither belongs.
            _ => Kind::Decode,
        }
    }

    /// Whether the same call may succeed later, unchanged.
    pub(crate) fn retryable(self) -> bool {
        matches!(self, Kind::RateLimit | Kind::Server | Kind::Connection | Kind::Timeout)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::InvalidArgument => "invalid-argument",
            Kind::Authentication => "authentication",
            Kind::Permission => "permission",
            Kind::NotFound => "not-found",
            Kind::Conflict => "conflict",
            Kind::RateLimit => "rate-limit",
            Kind::Server => "server",
            Kind::Connection => "connection",
            Kind::Timeout => "timeout",
            Kind::Aborted => "aborted",
            Kind::Decode => "decode",
            Kind::Unsupported => "unsupported",
        }
    }
}

/// The facts that every vendor's errors share, as `errors.js` takes them.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) vendor: Vendor,
    pub(crate) kind: Kind,
    pub(crate) retryable: bool,
    pub(crate) status: Option<u16>,
    pub(crate) retry_after_ms: Option<f64>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) operation: Option<&'static str>,
    pub(crate) attempt: Option<u32>,
    pub(crate) maybe_applied: Option<bool>,
    /// What was said of another try. Not for the page.
    pub(crate) again: Option<bool>,
    pub(crate) cause: JsValue,
}

/// A failure on its way to a rejection.
#[derive(Debug)]
pub(crate) struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: Cow<'static, str>,
    facts: Facts,
    own: Vec<(&'static str, JsValue)>,
    /// What is handed to the page as it is: what it threw itself, or an error that several calls share.
    #[cfg(any(feature = "fonoster", feature = "telnyx"))]
    thrown: Option<JsValue>,
}

impl Error {
    pub(crate) fn new(vendor: Vendor, kind: Kind, message: impl Into<Cow<'static, str>>) -> Error {
        Error::made(vendor, kind, message.into())
    }

    #[inline(never)]
    fn made(vendor: Vendor, kind: Kind, message: Cow<'static, str>) -> Error {
        Error(Box::new(Inner {
            message,
            facts: Facts {
                vendor,
                kind,
                retryable: kind.retryable(),
                status: None,
                retry_after_ms: None,
                reason: None,
                operation: None,
                attempt: None,
                maybe_applied: None,
                again: None,
                cause: JsValue::UNDEFINED,
            },
            own: Vec::new(),
            #[cfg(any(feature = "fonoster", feature = "telnyx"))]
            thrown: None,
        }))
    }

    /// What is to be handed to the page as it is.
    #[cfg(any(feature = "fonoster", feature = "telnyx"))]
    pub(crate) fn thrown(vendor: Vendor, value: JsValue) -> Error {
        let mut error = Error::argument(vendor, "");
        error.0.thrown = Some(value);
        error
    }

    /// A refusal before anything is sent.
    pub(crate) fn argument(vendor: Vendor, message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(vendor, Kind::InvalidArgument, message)
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// Changes the shared facts.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Facts)) -> Error {
        change(&mut self.0.facts);
        self
    }

    pub(crate) fn caused_by(self, cause: JsValue) -> Error {
        self.with(|facts| facts.cause = cause)
    }

    pub(crate) fn because(self, reason: &'static str) -> Error {
        self.with(|facts| facts.reason = Some(reason))
    }

    /// Another kind, with what follows from it.
    pub(crate) fn of_kind(self, kind: Kind) -> Error {
        self.with(|facts| {
            facts.kind = kind;
            facts.retryable = kind.retryable();
        })
    }

    /// Other words.
    pub(crate) fn saying(mut self, message: impl Into<Cow<'static, str>>) -> Error {
        self.0.message = message.into();
        self
    }

    /// A field of the vendor's own error shape.
    pub(crate) fn own(self, name: &'static str, value: impl Into<JsValue>) -> Error {
        self.owning(name, value.into())
    }

    #[inline(never)]
    fn owning(mut self, name: &'static str, value: JsValue) -> Error {
        self.0.own.push((name, value));
        self
    }
}

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(message: &str, facts: &JsValue, own: &JsValue) -> JsValue;

    /// Tells the page of an exception in one of its callbacks.
    pub(crate) fn report(error: &JsValue);
}

impl From<Error> for JsValue {
    fn from(error: Error) -> JsValue {
        #[cfg(any(feature = "fonoster", feature = "telnyx"))]
        if let Some(thrown) = error.0.thrown {
            return thrown;
        }
        let Inner { message, facts, own, .. } = *error.0;
        let own: Vec<_> = own.iter().map(|(name, value)| (*name, value)).collect();
        let facts = object(&[
            ("vendor", &facts.vendor.word().into()),
            ("kind", &facts.kind.word().into()),
            ("retryable", &facts.retryable.into()),
            ("status", &facts.status.into()),
            ("retryAfterMs", &facts.retry_after_ms.into()),
            ("reason", &facts.reason.into()),
            ("operation", &facts.operation.into()),
            ("attempt", &facts.attempt.into()),
            ("maybeApplied", &facts.maybe_applied.into()),
            ("cause", &facts.cause),
        ]);
        make_error(&message, &facts, &object(&own))
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn every_status_has_a_kind() {
        let table = [
            (400, Kind::InvalidArgument),
            (401, Kind::Authentication),
            (403, Kind::Permission),
            (404, Kind::NotFound),
            (408, Kind::Timeout),
            (409, Kind::Conflict),
            (410, Kind::NotFound),
            (418, Kind::InvalidArgument),
            (422, Kind::InvalidArgument),
            (429, Kind::RateLimit),
            (500, Kind::Server),
            (503, Kind::Server),
            (599, Kind::Server),
            (304, Kind::Decode),
        ];
        for (status, kind) in table {
            assert_eq!(Kind::of_status(status), kind, "{status}");
        }
    }
}
