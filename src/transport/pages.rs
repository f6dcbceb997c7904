//! When there is a next page, and which. Pure.

/// The page after the present one of a list that says which page it gave, and of how many. `None` after the last, and
/// where it does not say of how many: such a list would be asked for its second page for ever.
#[cfg(feature = "telnyx")]
pub(crate) fn page_after(asked: Option<f64>, given: Option<f64>, pages: Option<f64>) -> Option<f64> {
    let given = given.or(asked).unwrap_or(1.0);
    // Nor does a list end that gives another page than it was asked for.
    let moved = asked.is_none_or(|asked| given >= asked);
    pages.filter(|pages| given < *pages && moved).map(|_| given + 1.0)
}

/// The next page of a list that counts pages and says how many items there are in all. `None` after the last.
pub(crate) fn next_page(page: f64, size: f64, got: u32, total: Option<f64>) -> Option<f64> {
    // An empty page is the end whatever the total says: otherwise a wrong total would be asked for for ever.
    if got == 0 {
        return None;
    }
    let more = match total {
        Some(total) => page.max(1.0) * size < total,
        // Without a total, a short page is the last one.
        None => f64::from(got) >= size,
    };
    more.then_some(page + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "telnyx")]
    #[test]
    fn the_page_after_is_the_next_until_the_last() {
        // asked for, given, pages in all, next
        let table = [
            (None, Some(1.0), Some(3.0), Some(2.0)),
            (None, None, Some(3.0), Some(2.0)),
            (Some(2.0), Some(2.0), Some(3.0), Some(3.0)),
            (Some(2.0), None, Some(3.0), Some(3.0)),
            (Some(3.0), Some(3.0), Some(3.0), None),
            (Some(4.0), Some(4.0), Some(3.0), None),
            (None, Some(1.0), None, None),
            (Some(2.0), Some(1.0), Some(3.0), None),
            (None, Some(1.0), Some(f64::NAN), None),
        ];
        for (asked, given, pages, next) in table {
            assert_eq!(page_after(asked, given, pages), next, "{asked:?} {given:?} {pages:?}");
        }
    }

    #[test]
    fn the_walk_ends_where_the_list_does() {
        // page, size, got, total, next
        let table = [
            (1.0, 20.0, 20, Some(41.0), Some(2.0)),
            (2.0, 20.0, 20, Some(41.0), Some(3.0)),
            (3.0, 20.0, 1, Some(41.0), None),
            (1.0, 20.0, 20, Some(20.0), None),
            (1.0, 20.0, 0, Some(41.0), None),
            (1.0, 20.0, 20, None, Some(2.0)),
            (1.0, 20.0, 19, None, None),
            (0.0, 20.0, 20, Some(41.0), Some(1.0)),
            (1.0, 20.0, 20, Some(f64::NAN), None),
        ];
        for (page, size, got, total, next) in table {
            assert_eq!(next_page(page, size, got, total), next, "{page} {size} {got} {total:?}");
        }
    }
}
