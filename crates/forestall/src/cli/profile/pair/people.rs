//! The answer as a short text: what came under treatment first.

use forestall::estimate::profile::{Fate, PairedMechanism};

use super::super::people::one;
use super::PairSummary;
use super::view::EventView;
use crate::cli::{failure::Outcome, print};

/// Events shown of each fate.
const SHOWN: usize = 15;
/// Mechanisms shown in full.
const MECHANISMS: usize = 12;

pub(super) fn people(s: &PairSummary) -> Outcome {
    let whose = if s.patient.is_empty() {
        String::new()
    } else {
        format!(" of {}", s.patient)
    };
    let drugs = if s.drugs.is_empty() {
        "any drug".to_owned()
    } else {
        s.drugs.join(", ")
    };
    let disease = s.disease.as_deref().unwrap_or("disease not stated");
    print::line(&format!(
        "{} before and {} after treatment{whose}; resistance to {drugs} ({disease})",
        s.before, s.after
    ))?;
    for (fate, heading) in [
        (Fate::Acquired, "Acquired"),
        (Fate::Rising, "Selected: there before, in more cells after"),
        (Fate::Falling, "In fewer cells than before"),
        (Fate::Lost, "Lost"),
        (Fate::Shared, "There before and after, no difference shown"),
        (Fate::NotAssessable, "One sample does not tell"),
    ] {
        let all = s.events.iter().filter(|e| e.fate == fate && !e.silent);
        let all: Vec<&EventView> = all.collect();
        if all.is_empty() {
            continue;
        }
        print::line(&format!("\n{heading} ({}):", all.len()))?;
        let rows: Vec<Vec<String>> = all.iter().take(SHOWN).map(|e| row(e)).collect();
        let header = [
            "  alteration",
            "before",
            "after",
            "change of VAF (95 %)",
            "known as",
            "why",
        ];
        print::columns(&header, &rows)?;
        if all.len() > SHOWN {
            print::line(&format!(
                "  ... and {} more (--json has all)",
                all.len() - SHOWN
            ))?;
        }
    }
    if s.events.iter().all(|e| e.silent) {
        print::line("\nNo alteration is found in either sample.")?;
    }
    print::line(if s.mechanisms.is_empty() {
        "\nNo mechanism of the catalogue was found."
    } else {
        "\nExplained by the catalogue:"
    })?;
    for mechanism in s.mechanisms.iter().take(MECHANISMS) {
        one(&mechanism.mechanism, false)?;
        print::line(&format!("  in this pair: {}", when(mechanism)))?;
    }
    if s.mechanisms.len() > MECHANISMS {
        print::line(&format!(
            "\n... and {} more (--json has all)",
            s.mechanisms.len() - MECHANISMS
        ))?;
    }
    if !s.remarks.is_empty() {
        print::line("")?;
    }
    for remark in &s.remarks {
        print::line(remark)?;
    }
    print::line(&format!(
        "\nCatalogue of {}. {} ({:.2} s)",
        s.catalogue, s.notice, s.wall_s
    ))
}

fn row(e: &EventView) -> Vec<String> {
    let side = |seen: &super::view::SeenView| match (seen.alternate, seen.depth, seen.vaf) {
        (Some(with), Some(all), _) => format!("{with}/{all}"),
        (_, _, Some(vaf)) => print::short(vaf),
        _ => "-".to_owned(),
    };
    let change = e.change.map_or_else(
        || "-".to_owned(),
        |c| format!("{:+.3} ({:+.3} to {:+.3})", c.best, c.q025, c.q975),
    );
    let germline = if e.perhaps_germline {
        "perhaps inherited; "
    } else {
        ""
    };
    vec![
        format!("  {}", e.alteration),
        side(&e.before),
        side(&e.after),
        change,
        if e.mechanisms.is_empty() {
            "-".to_owned()
        } else {
            e.mechanisms.join(", ")
        },
        format!("{germline}{}", e.reason),
    ]
}

/// When a mechanism came, and whether the catalogue knows it of then.
pub(super) fn when(m: &PairedMechanism) -> String {
    let observed = match m.fate {
        Fate::Acquired => "acquired between the two samples",
        Fate::Rising => "there before treatment, in more cells after",
        Fate::Shared => "there before treatment, no difference shown",
        Fate::Falling => "there before treatment, in fewer cells after",
        Fate::Lost => "lost between the two samples",
        Fate::NotAssessable => "whether it was there before is not told",
    };
    let known = match m.known_of_setting {
        Some(false) => "; the catalogue knows it of the other setting",
        _ => "",
    };
    format!("{observed}{known}")
}
