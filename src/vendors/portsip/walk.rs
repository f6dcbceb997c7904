//! When a walk through the pages of providers ends. Pure.

/// A page, as far as it says something of the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Its number, from 1.
    pub(crate) number: f64,
    /// Providers on it, and those that no page had before.
    pub(crate) got: f64,
    pub(crate) fresh: f64,
    /// Providers so far, these included.
    pub(crate) seen: f64,
    /// How many the server says a page has, and otherwise how many were asked for.
    pub(crate) size: f64,
    /// What it says of all; NaN where it says nothing.
    pub(crate) count: f64,
    pub(crate) pages: f64,
}

/// Whether it is the last page. `count` is the number of all or of this page, `page_count` may be anything: only where three
/// signs agree does the walk end early. `strict` trusts none of them.
pub(crate) fn is_last(page: Page, strict: bool) -> bool {
    let Page { number, got, fresh, seen, size, count, pages } = page;
    // A server that ignores or clamps the number of the page gives the same again.
    fresh == 0.0 || !strict && got < size && count == seen && pages <= number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server's ways to count and to cut.
    #[derive(Clone, Copy, Debug)]
    struct Server {
        total: usize,
        /// 0: all; 1: of this page; 2: not said.
        counts: u8,
        /// 0: right; 1: not said; 2: always one; 3: one more.
        page_counts: u8,
        cap: Option<usize>,
        /// Whether it says the size that a page really has.
        echoes: bool,
        /// After the last page it gives that one again.
        repeats: bool,
    }

    fn walk(server: Server, asked: usize, strict: bool) -> (usize, usize) {
        let size = server.cap.map_or(asked, |cap| cap.min(asked));
        let pages = server.total.div_ceil(size);
        let (mut seen, mut requests) = (std::collections::BTreeSet::new(), 0);
        for number in 1.. {
            requests += 1;
            let given = if server.repeats { number.min(pages.max(1)) } else { number };
            let rows: Vec<usize> = ((given - 1) * size..(given * size).min(server.total)).collect();
            let before = seen.len();
            seen.extend(rows.iter().copied());
            let page = Page {
                number: number as f64,
                got: rows.len() as f64,
                fresh: (seen.len() - before) as f64,
                seen: seen.len() as f64,
                size: (if server.echoes { size } else { asked }) as f64,
                count: match server.counts {
                    0 => server.total as f64,
                    1 => rows.len() as f64,
                    _ => f64::NAN,
                },
                pages: match server.page_counts {
                    0 => pages as f64,
                    1 => f64::NAN,
                    2 => 1.0,
                    _ => pages as f64 + 1.0,
                },
            };
            if is_last(page, strict) {
                break;
            }
        }
        (seen.len(), requests)
    }

    #[test]
    fn no_row_is_lost_but_where_every_sign_lies() {
        for total in [0, 1, 9, 10, 25, 30] {
            for counts in 0..3 {
                for page_counts in 0..4 {
                    for cap in [None, Some(10)] {
                        for (echoes, repeats) in [(false, false), (true, false), (false, true), (true, true)] {
                            let server = Server { total, counts, page_counts, cap, echoes, repeats };
                            for asked in [7, 10, 50] {
                                let (strict, requests) = walk(server, asked, true);
                                assert_eq!(strict, total, "{server:?} {asked}");
                                let size = cap.map_or(asked, |cap: usize| cap.min(asked));
                                assert!(requests <= total.div_ceil(size) + 1, "{server:?} {asked}");
                                let lies =
                                    cap.is_some_and(|cap| cap < asked) && !echoes && counts == 1 && page_counts == 2;
                                if !lies {
                                    assert_eq!(walk(server, asked, false).0, total, "{server:?} {asked}");
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn one_page_is_one_request_where_the_signs_agree() {
        let server = Server { total: 9, counts: 0, page_counts: 0, cap: None, echoes: true, repeats: false };
        assert_eq!(walk(server, 50, false), (9, 1));
        assert_eq!(walk(server, 50, true), (9, 2));
    }
}
