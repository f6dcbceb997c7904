//! What an answer says of another try. Pure.

/// What the vendor's servers say beside the status.
pub(crate) struct Said<'a> {
    /// `x-should-retry`
    pub(crate) again: Option<&'a str>,
    /// `retry-after-ms`
    pub(crate) after_ms: Option<&'a str>,
    /// `retry-after`
    pub(crate) after: Option<&'a str>,
}

impl Said<'_> {
    /// Their word on another try, where they say one.
    pub(crate) fn again(&self) -> Option<bool> {
        match self.again {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        }
    }

    /// The pause they ask for, in milliseconds; what cannot be read means at once. `number` reads the number that a
    /// text begins with and `date` a date in milliseconds; both answer NaN for what is none.
    pub(crate) fn pause(&self, now: f64, number: impl Fn(&str) -> f64, date: impl Fn(&str) -> f64) -> Option<f64> {
        let exact = self.after_ms.map(&number).filter(|ms| !ms.is_nan());
        let rough = || {
            self.after.map(|text| {
                let seconds = number(text);
                if seconds.is_nan() { date(text) - now } else { seconds * 1000.0 }
            })
        };
        // A zero is no reason not to look further.
        let asked = exact.filter(|ms| *ms != 0.0).or_else(rough).or(exact)?;
        // NaN becomes 0 here.
        Some(asked.max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Said;

    const NOTHING: Said<'_> = Said { again: None, after_ms: None, after: None };

    #[test]
    fn the_word_of_the_server() {
        for (word, again) in [("true", Some(true)), ("false", Some(false)), ("TRUE", None), ("", None)] {
            assert_eq!(Said { again: Some(word), ..NOTHING }.again(), again, "{word:?}");
        }
        assert_eq!(NOTHING.again(), None);
    }

    #[test]
    fn the_pause_that_is_asked_for() {
        let number = |text: &str| text.trim_end_matches(|c: char| c.is_alphabetic()).parse().unwrap_or(f64::NAN);
        let date = |text: &str| if text == "later" { 5_000.0 } else { f64::NAN };
        // retry-after-ms, retry-after, milliseconds
        let table = [
            (None, None, None),
            (Some("1500"), None, Some(1500.0)),
            (Some("1500"), Some("9"), Some(1500.0)),
            (Some("0"), Some("9"), Some(9000.0)),
            (Some("0"), None, Some(0.0)),
            (Some("soon"), Some("2"), Some(2000.0)),
            (Some("soon"), None, None),
            (None, Some("2.5"), Some(2500.0)),
            (None, Some("2s"), Some(2000.0)),
            (None, Some("-3"), Some(0.0)),
            (Some("-3"), None, Some(0.0)),
            (None, Some("later"), Some(4000.0)),
            (None, Some("rubbish"), Some(0.0)),
            (None, Some("1e9"), Some(1e12)),
        ];
        for (after_ms, after, pause) in table {
            let said = Said { after_ms, after, ..NOTHING };
            assert_eq!(said.pause(1_000.0, number, date), pause, "{after_ms:?} {after:?}");
        }
    }
}
