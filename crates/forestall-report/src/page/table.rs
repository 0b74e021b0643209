//! Tables with headers that a screen reader can follow, and numbers that stand under each other.

use maud::{Markup, html};

use super::{Counter, kept};

/// A column: its header and whether it holds numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) text: &'a str,
    pub(crate) number: bool,
}

/// A column of text.
pub(crate) fn text(text: &str) -> Head<'_> {
    Head {
        text,
        number: false,
    }
}

/// A column of numbers.
pub(crate) fn number(text: &str) -> Head<'_> {
    Head { text, number: true }
}

/// A table with its number and its caption; the first cell of each row is its header.
pub(crate) fn table(
    heading: &str,
    caption: &str,
    heads: &[Head<'_>],
    rows: &[Vec<Markup>],
    count: &mut Counter,
) -> Markup {
    let place = count.table();
    let id = format!("table-{place}");
    html! {
        div.table.short[rows.len() <= 6] {
            p.caption id=(id) { strong { "Table " (place) ". " (heading) } " " (kept(caption)) }
            div.scroll role="region" tabindex="0" aria-labelledby=(id) {
            table aria-labelledby=(id) {
                thead {
                    tr {
                        @for head in heads {
                            th scope="col" class=[head.number.then_some("number")] { (kept(head.text)) }
                        }
                    }
                }
                tbody {
                    @for row in rows {
                        tr {
                            @for (k, cell) in row.iter().enumerate() {
                                @let class = heads.get(k).is_some_and(|head| head.number).then_some("number");
                                @if k == 0 {
                                    th scope="row" class=[class] { (cell) }
                                } @else {
                                    td class=[class] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
            }
        }
    }
}
