//! The page: one file of HTML with everything in it.

mod analysis;
mod cohort;
mod molecular;
mod pair;
mod patient;
mod regimen;
mod relapse;
mod reproduce;
mod style;
mod table;

#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::figure::Figure;
use crate::report::Report;

impl Report {
    /// The report as one page of HTML that loads nothing from anywhere.
    pub fn to_html(&self) -> String {
        let mut count = Counter::default();
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light only";
                    title { (self.title) }
                    style { (PreEscaped(style::STYLE)) }
                }
                body {
                    (head(self))
                    main {
                        @if let Some(pair) = &self.pair { (pair::section(pair, &mut count)) }
                        @if let Some(relapse) = &self.relapse { (relapse::section(relapse, &mut count)) }
                        @if let Some(profile) = self.molecular.as_ref().filter(|profile| !profile.is_empty()) {
                            (molecular::section(profile, &mut count))
                        }
                        @for own in &self.analyses { (analysis::section(own, &mut count)) }
                        @if let Some(cohort) = &self.cohort {
                            (cohort::section(cohort, self, &mut count))
                        }
                        @for (k, section) in self.patients.iter().enumerate() {
                            (patient::section(section, k, self, &mut count))
                        }
                        @if let Some(how) = &self.reproduce {
                            (reproduce::section(how))
                        }
                    }
                    footer { p { (self.notice) } }
                    script { (PreEscaped(style::SCRIPT)) }
                }
            }
        };
        page.into_string()
    }
}

/// Numbers of figures and tables, in order of appearance.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    figures: usize,
    tables: usize,
}

impl Counter {
    pub(crate) fn figure(&mut self) -> usize {
        self.figures += 1;
        self.figures
    }

    pub(crate) fn table(&mut self) -> usize {
        self.tables += 1;
        self.tables
    }
}

fn head(report: &Report) -> Markup {
    html! {
        @if let Some(how) = &report.synthetic {
            p.banner role="note" { strong { "Synthetic data." } " " (how) }
        }
        header {
            p.notice role="note" { (report.notice) }
            h1 { (report.title) }
            @if let Some(subtitle) = &report.subtitle {
                p.subtitle { (subtitle) }
            }
            @if !report.model.name.is_empty() {
                p.model {
                    span.label { "Model" } " " strong { (report.model.name) }
                    @if let Some(cite) = &report.model.cite { " (" span.cite { (cite) } ")" }
                    @if let Some(summary) = &report.model.summary { ". " (summary) }
                }
            }
            (warnings(&report.warnings))
        }
    }
}

/// A list of warnings, if there are any.
pub(crate) fn warnings(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            ul.warnings {
                @for warning in warnings { li { (warning) } }
            }
        }
    }
}

/// A figure with its number and its caption.
pub(crate) fn figure(figure: &Figure, count: &mut Counter) -> Markup {
    let number = count.figure();
    html! {
        figure {
            (PreEscaped(&figure.wide))
            (PreEscaped(&figure.narrow))
            figcaption {
                strong { "Figure " (number) ". " (kept(&figure.heading)) } " " (kept(&figure.caption))
            }
        }
    }
}

/// Name of the place of the k-th patient on the page.
pub(crate) fn anchor(k: usize) -> String {
    format!("patient-{}", k + 1)
}

/// The text with its per cent signs kept on the line of their numbers.
pub(crate) fn kept(text: &str) -> String {
    text.replace(" %", "\u{a0}%")
}
