//! When there is a next page, and which. Pure.

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
    use super::next_page;

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
