//! Copy numbers by gene: one row for each gene and sample, and what counts as a change.

use std::collections::BTreeSet;

use forestall_base::{Assessed, Diagnostic, Found, Level, Measurement};

use super::cells::{Cells, is_missing};
use super::intake::Intake;
use super::lines::Lines;
use super::maf::{GENE, SAMPLE, short};
use super::numbers::finite;
use super::options::AmplificationRule;
use super::refusal::shown;
use super::table::Header;

const VALUE: &[&str] = &["copy_number_alteration", "value", "cna", "alteration_level"];
const TOTAL: &[&str] = &["copy_number", "total_copy_number", "tcn", "cn"];
const ONE_COPY: &str = "copies changed by one (1 or -1), which is no event";
pub(crate) const UNKNOWN: &str = "the copy number is not known";

/// Level of a total number of copies.
pub(crate) fn level_of(total: f32, ploidy: f64, rule: AmplificationRule) -> Level {
    let total = f64::from(total);
    if total >= ploidy + rule.above_ploidy && total >= rule.at_least {
        Level::Amplification
    } else if total < 0.5 {
        Level::DeepDeletion
    } else if total <= ploidy - 0.5 {
        Level::ShallowDeletion
    } else if total >= ploidy + 0.5 {
        Level::Gain
    } else {
        Level::Neutral
    }
}

/// Level of a log2 ratio of copies; for the amplification and its opposite the rule says from where on.
pub(crate) fn level_of_log2(log2: f64, rule: AmplificationRule) -> Level {
    if log2 >= rule.log2 {
        Level::Amplification
    } else if log2 <= -rule.log2 {
        Level::DeepDeletion
    } else if log2 >= 0.3 {
        Level::Gain
    } else if log2 <= -0.3 {
        Level::ShallowDeletion
    } else {
        Level::Neutral
    }
}

/// One of GISTIC's discrete values, or its name.
pub(crate) fn discrete(cell: &str) -> Option<Level> {
    Some(match cell {
        "2" | "2.0" => Level::Amplification,
        "1" | "1.0" => Level::Gain,
        "0" | "0.0" | "-0" => Level::Neutral,
        "-1" | "-1.0" | "-1.5" => Level::ShallowDeletion,
        "-2" | "-2.0" => Level::DeepDeletion,
        _ => match cell.to_ascii_lowercase().as_str() {
            "neutral" | "diploid" | "none" => Level::Neutral,
            "loss" => Level::ShallowDeletion,
            lower => super::words::copy_level(lower)?,
        },
    })
}

pub(crate) fn is_rows(header: &Header) -> bool {
    header.has(SAMPLE) && (header.has(VALUE) || header.has(TOTAL))
        || header.has(&["copy_number_alteration"])
}

/// Refusal of a discrete value that is none.
pub(crate) fn no_level(cell: &str) -> Diagnostic {
    Diagnostic::error("G0025", format!("{} is no level of copy number", shown(cell)))
        .expected("-2, -1, 0, 1 or 2: deep deletion to amplification")
        .help("discrete values are in data_cna.txt; of other matrices say what they hold: --format log2-copies, or --format expression for z-scores")
}

/// Keeps a change of copies that is an event.
pub(crate) fn event(intake: &mut Intake<'_>, sample: u32, gene: &str, level: Level, line: usize) {
    match level {
        Level::Neutral => {}
        Level::Gain | Level::ShallowDeletion => intake.drop_row(ONE_COPY),
        Level::Amplification | Level::DeepDeletion => {
            let found = Found::Copies {
                level,
                total: None,
                minor: None,
            };
            intake.push_found(sample, gene, found, line);
        }
    }
}

/// Reads one row per gene and sample.
pub(crate) fn read_rows(
    lines: &mut Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let gene = header.need(lines.line(), GENE, "genes")?;
    let sample = header.find(SAMPLE);
    let total = header.find(TOTAL);
    let value = match header.find(VALUE) {
        Some(column) => column,
        None => match total {
            Some(column) => column,
            None => return Err(header.missing(lines.line(), VALUE, "copy numbers")),
        },
    };
    let counted = Some(value) == total;
    let mut genes = BTreeSet::new();
    let mut neutral = false;
    let mut cells = Cells::default();
    while lines.advance()? {
        let line = lines.line();
        if line.text.trim().is_empty() {
            continue;
        }
        cells.split(line.text, header.delimiter);
        if cells.len() <= gene.max(value) {
            return Err(short(&cells, line, "copy number", gene.max(value)));
        }
        let symbol = cells.get(line.text, gene);
        let cell = cells.get(line.text, value);
        if is_missing(symbol) || is_missing(cell) {
            intake.drop_row(if is_missing(cell) {
                UNKNOWN
            } else {
                "no gene is named"
            });
            continue;
        }
        intake.genes.look(symbol, "", || cells.location(line, gene));
        let number = intake.sample(cells.known(line.text, sample));
        genes.insert(Box::from(symbol));
        if counted {
            let Some(copies) = finite(cell).filter(|copies| *copies >= 0.0) else {
                return Err(no_copies(cell).at(cells.location(line, value)));
            };
            let ploidy = intake.profile.samples[number as usize]
                .ploidy
                .unwrap_or(2.0);
            let level = level_of(copies as f32, ploidy, intake.options.amplification);
            let found = Found::Copies {
                level,
                total: Some(copies as f32),
                minor: None,
            };
            intake.push_found(number, symbol, found, line.number);
            neutral |= level == Level::Neutral;
            continue;
        }
        let Some(level) = discrete(cell) else {
            return Err(no_level(cell).at(cells.location(line, value)));
        };
        neutral |= level == Level::Neutral;
        event(intake, number, symbol, level, line.number);
    }
    // Where genes without a change have rows too, the rows tell what was looked at; else only the changes were listed.
    if neutral {
        intake
            .profile
            .coverage
            .state(Measurement::Copies, Assessed::Genes(genes));
    } else {
        intake.covers(Measurement::Copies);
    }
    if counted {
        remark_rule(intake);
    }
    Ok(())
}

/// Refusal of a number of copies that is none.
pub(crate) fn no_copies(cell: &str) -> Diagnostic {
    Diagnostic::error("G0024", format!("{} is no number of copies", shown(cell)))
        .expected("0 or more copies; empty, NA or . where it is not known")
        .help("a log2 ratio belongs into a column seg.mean")
}

/// States when copies count as an amplification.
pub(crate) fn remark_rule(intake: &mut Intake<'_>) {
    let rule = intake.options.amplification;
    intake.remark(format!(
        "Amplification: at least {} copies and {} more than the ploidy, or a log2 ratio of at least {}.",
        rule.at_least, rule.above_ploidy, rule.log2
    ));
}
