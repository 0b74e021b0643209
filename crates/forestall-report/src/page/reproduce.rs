//! How to get the same results again.

use maud::{Markup, html};

use crate::report::Reproduce;

/// The section with commands, versions, seed and inputs.
pub(crate) fn section(how: &Reproduce) -> Markup {
    html! {
        section #reproduce {
            h2 { "How to reproduce this report" }
            @if !how.commands.is_empty() {
                pre { code { @for command in &how.commands { (command) "\n" } } }
            }
            @if !how.versions.is_empty() || how.seed.is_some() {
                p {
                    @for (k, (program, version)) in how.versions.iter().enumerate() {
                        @if k > 0 { ", " }
                        (program) " " (version)
                    }
                    @if let Some(seed) = how.seed {
                        @if !how.versions.is_empty() { "; " }
                        "seed " (seed)
                    }
                    "."
                }
            }
            @if !how.inputs.is_empty() {
                div.table.short {
                    div.scroll { table.files {
                        thead {
                            tr {
                                th scope="col" { "Input" }
                                th.number scope="col" { "Bytes" }
                                th scope="col" { "SHA-256" }
                            }
                        }
                        tbody {
                            @for file in &how.inputs {
                                tr {
                                    th scope="row" { (file.path) }
                                    td.number { (file.bytes) }
                                    td.hash { (file.sha256) }
                                }
                            }
                        }
                    } }
                }
            }
        }
    }
}
