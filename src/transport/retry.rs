//! When to try again, and how long to wait first. Pure: time and chance come in as arguments.

/// Each pause is twice as long as the one before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pauses {
    pub(crate) first: f64,
    pub(crate) most: f64,
}

/// One vendor's rule, as data; times in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Our own choice, where the server names no pause.
    pub(crate) pauses: Pauses,
    /// The same after 429.
    pub(crate) limited: Pauses,
    /// The longest pause that a server may ask for; a longer one ends the call.
    pub(crate) patience: f64,
    /// Whether a conflict (409) may pass by itself.
    pub(crate) conflicts: bool,
}

impl Policy {
    const PAUSES: Pauses = Pauses { first: 500.0, most: 8_000.0 };

    pub(crate) const HOUSE: Policy =
        Policy { pauses: Self::PAUSES, limited: Self::PAUSES, patience: 60_000.0, conflicts: false };
}

/// How one try ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    /// From 1.
    pub(crate) number: u32,
    /// `None`: no answer came.
    pub(crate) status: Option<u16>,
    /// Whether the call may safely happen twice.
    pub(crate) repeatable: bool,
    /// What was said of another try; it stands above every rule.
    pub(crate) again: Option<bool>,
    /// What the server asked for, in milliseconds.
    pub(crate) retry_after: Option<f64>,
}

/// The pause before the next try in milliseconds, or `None` to give up. `jitter` is from 0 to 1.
#[inline(always)]
pub(crate) fn pause(attempt: Attempt, limit: u32, policy: &Policy, jitter: f64) -> Option<f64> {
    let worth_it = attempt.again.unwrap_or(match attempt.status {
        // The server says that it did nothing.
        Some(429) => true,
        Some(409) => policy.conflicts && attempt.repeatable,
        None | Some(408 | 500..) => attempt.repeatable,
        Some(_) => false,
    });
    if !worth_it || attempt.number > limit {
        return None;
    }
    if let Some(asked) = attempt.retry_after {
        return (asked <= policy.patience).then_some(asked);
    }
    let doublings = attempt.number.saturating_sub(1).min(31);
    let Pauses { first, most } = if attempt.status == Some(429) { policy.limited } else { policy.pauses };
    let doubled = (first * f64::from(1_u32 << doublings)).min(most);
    Some(doubled * (1.0 - jitter.clamp(0.0, 1.0) / 4.0))
}

/// Reads a `Retry-After` header: seconds, or a date. `now` and the result of `date` are in milliseconds; both
/// parsers answer NaN for what they cannot read. (Rust's own `f64` parser would cost more than this whole file.)
pub(crate) fn retry_after(
    header: &str,
    now: f64,
    number: impl FnOnce(&str) -> f64,
    date: impl FnOnce(&str) -> f64,
) -> Option<f64> {
    let text = header.trim_ascii();
    if text.is_empty() {
        return None;
    }
    let seconds = number(text);
    let ms = if seconds.is_nan() { date(text) - now } else { seconds * 1000.0 };
    // A date in the past means at once; one that cannot be read means nothing.
    (!ms.is_nan()).then_some(ms.clamp(0.0, 1e12))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Attempt = Attempt { number: 1, status: None, repeatable: true, again: None, retry_after: None };

    #[test]
    fn what_is_tried_again() {
        // status, repeatable, worth another try
        let table = [
            (None, true, true),
            (None, false, false),
            (Some(408), true, true),
            (Some(408), false, false),
            (Some(429), true, true),
            (Some(429), false, true),
            (Some(500), true, true),
            (Some(500), false, false),
            (Some(599), true, true),
            (Some(400), true, false),
            (Some(401), true, false),
            (Some(404), true, false),
            (Some(409), true, false),
            (Some(200), true, false),
        ];
        for (status, repeatable, again) in table {
            let attempt = Attempt { status, repeatable, ..FIRST };
            assert_eq!(pause(attempt, 2, &Policy::HOUSE, 0.0).is_some(), again, "{status:?} {repeatable}");
        }
    }

    #[test]
    fn a_conflict_is_tried_again_where_the_policy_says_so() {
        let policy = Policy { conflicts: true, ..Policy::HOUSE };
        let conflict = Attempt { status: Some(409), ..FIRST };
        assert!(pause(conflict, 2, &policy, 0.0).is_some());
        assert!(pause(Attempt { repeatable: false, ..conflict }, 2, &policy, 0.0).is_none());
    }

    #[test]
    fn what_was_said_of_another_try_stands_above_every_rule() {
        let said = |again, status, number| Attempt { again: Some(again), status: Some(status), number, ..FIRST };
        assert_eq!(pause(said(true, 400, 1), 2, &Policy::HOUSE, 0.0), Some(500.0));
        assert_eq!(pause(said(false, 429, 1), 2, &Policy::HOUSE, 0.0), None);
        assert_eq!(pause(said(true, 400, 3), 2, &Policy::HOUSE, 0.0), None);
    }

    #[test]
    fn pauses_double_up_to_a_limit() {
        let pauses = (1..=7).map(|number| pause(Attempt { number, ..FIRST }, 9, &Policy::HOUSE, 0.0));
        let expected = [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0].map(Some);
        assert_eq!(pauses.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_limit_has_pauses_of_its_own() {
        let policy = Policy { limited: Pauses { first: 28_000.0, most: 60_000.0 }, ..Policy::HOUSE };
        let limited = |number| pause(Attempt { number, status: Some(429), ..FIRST }, 9, &policy, 0.0);
        assert_eq!([1, 2, 3].map(limited), [28_000.0, 56_000.0, 60_000.0].map(Some));
        assert_eq!(pause(FIRST, 9, &policy, 0.0), Some(500.0));
    }

    #[test]
    fn chance_takes_up_to_a_quarter() {
        assert_eq!(pause(FIRST, 2, &Policy::HOUSE, 1.0), Some(375.0));
        assert_eq!(pause(FIRST, 2, &Policy::HOUSE, 0.5), Some(437.5));
    }

    #[test]
    fn the_limit_counts_tries_after_the_first() {
        assert_eq!(pause(FIRST, 0, &Policy::HOUSE, 0.0), None);
        assert!(pause(Attempt { number: 2, ..FIRST }, 2, &Policy::HOUSE, 0.0).is_some());
        assert_eq!(pause(Attempt { number: 3, ..FIRST }, 2, &Policy::HOUSE, 0.0), None);
    }

    #[test]
    fn the_server_may_ask_for_a_minute_at_most() {
        let asked =
            |seconds: u32| Attempt { retry_after: Some(f64::from(seconds) * 1000.0), status: Some(429), ..FIRST };
        assert_eq!(pause(asked(60), 2, &Policy::HOUSE, 1.0), Some(60_000.0));
        assert_eq!(pause(asked(61), 2, &Policy::HOUSE, 1.0), None);
        assert_eq!(pause(asked(0), 2, &Policy::HOUSE, 1.0), Some(0.0));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let number = |text: &str| text.parse().unwrap_or(f64::NAN);
        let date = |text: &str| if text == "later" { 5_000.0 } else { f64::NAN };
        let table = [
            ("2", Some(2000.0)),
            (" 0.25 ", Some(250.0)),
            ("-3", Some(0.0)),
            ("later", Some(4000.0)),
            ("rubbish", None),
            ("", None),
            ("NaN", None),
            ("1e300", Some(1e12)),
        ];
        for (header, expected) in table {
            assert_eq!(retry_after(header, 1_000.0, number, date), expected, "{header:?}");
        }
    }
}
