//! The section of an analysis of a model.

use maud::{Markup, html};

use super::table::{Head, table};
use super::{Counter, figure, kept};
use crate::analysis::AnalysisSection;
use crate::figure::analysis;

/// Everything about the analysis that the report holds.
pub(crate) fn section(own: &AnalysisSection, count: &mut Counter) -> Markup {
    html! {
        section.analysis {
            h2 { (own.title) }
            @for paragraph in &own.summary { p { (kept(paragraph)) } }
            @for drawn in &own.figures { (figure(&analysis::figure(drawn), count)) }
            @for plain in &own.tables {
                @let heads = plain.heads.iter().map(|(text, number)| Head { text, number: *number });
                @let rows = plain.rows.iter().map(|row| row.iter().map(|cell| html! { (cell) }).collect());
                (table(&plain.heading, &plain.caption, &heads.collect::<Vec<_>>(), &rows.collect::<Vec<_>>(), count))
            }
        }
    }
}
