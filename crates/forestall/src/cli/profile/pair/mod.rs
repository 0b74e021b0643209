//! `profile pair`: what became of each alteration between two samples of a patient.

mod arguments;
mod page;
mod people;
mod samples;
mod view;

pub(crate) use arguments::PairArguments;
use view::EventView;
pub(super) use view::{is_part, word};

use std::collections::BTreeMap;
use std::time::Instant;

use forestall::estimate::profile::{
    Conflict, Explanation, Fate, FoundMechanism, NotAssessable, PairRules, PairedMechanism,
    compare_two, explain, paired_mechanisms,
};
use forestall_base::write_atomically;
use serde::Serialize;

use super::{page::NOTICE, question, untaken};
use crate::cli::{failure::Outcome, print};
use samples::{Samples, name};

/// What `profile pair` prints.
#[derive(Debug, Serialize)]
struct PairSummary {
    patient: String,
    /// Name of the sample before.
    before: String,
    /// Name of the sample after.
    after: String,
    drugs: Vec<String>,
    disease: Option<String>,
    catalogue: String,
    /// Number of events by fate; those that change no protein aside.
    counts: BTreeMap<String, usize>,
    events: Vec<EventView>,
    /// Acquired first.
    mechanisms: Vec<PairedMechanism>,
    /// What the assay of the sample after treatment could not have shown.
    not_assessable: Vec<NotAssessable>,
    conflicts: Vec<Conflict>,
    remarks: Vec<String>,
    notice: &'static str,
    wall_s: f64,
}

/// `profile pair`.
pub(crate) fn run(arguments: &PairArguments) -> Outcome {
    let begun = Instant::now();
    let catalogue = crate::cli::catalogue::catalogue(&arguments.ask.own.catalogue)?;
    let catalogue = catalogue.as_ref();
    let question = question(&arguments.ask, catalogue)?;
    untaken(&[("--report", arguments.report.as_ref())], arguments.force)?;
    let samples = Samples::read(arguments, catalogue)?;
    let (before, after) = (samples.before(), samples.after());
    let rules = PairRules {
        cells: arguments.cells,
        ..PairRules::default()
    };
    let pair = compare_two(&samples.patient, before, after, &rules);
    let early = explain(before.profile, catalogue, &question);
    let late = explain(after.profile, catalogue, &question);
    let own = |all: &[FoundMechanism], sample: &str| -> Vec<FoundMechanism> {
        let own = all.iter().filter(|m| *m.sample == *sample);
        own.cloned().collect()
    };
    let early = own(&early.mechanisms, name(before));
    let late_own = own(&late.mechanisms, name(after));
    let mechanisms = paired_mechanisms(
        &pair,
        &early.iter().collect::<Vec<_>>(),
        &late_own.iter().collect::<Vec<_>>(),
    );
    let explanation = Explanation {
        mechanisms: mechanisms
            .iter()
            .filter(|m| m.fate != Fate::Lost)
            .map(|m| m.mechanism.clone())
            .collect(),
        elsewhere: own(&late.elsewhere, name(after)),
        refuted: own(&late.refuted, name(after)),
        not_assessable: late.not_assessable,
        conflicts: late.conflicts,
    };
    if let Some(path) = &arguments.report {
        let page = page::Page {
            samples: &samples,
            catalogue,
            question: &question,
            pair: &pair,
            mechanisms: &mechanisms,
            explanation: &explanation,
            rules: &rules,
            seed: arguments.seed,
        };
        write_atomically(path, page.report().to_html().as_bytes())?;
    }
    let events: Vec<EventView> = pair
        .events
        .iter()
        .map(|event| EventView::of(event, &mechanisms))
        .collect();
    let mut counts = BTreeMap::new();
    for event in pair.events.iter().filter(|e| !e.silent) {
        *counts.entry(word(event.fate)).or_insert(0) += 1;
    }
    let summary = PairSummary {
        before: name(before).to_owned(),
        after: name(after).to_owned(),
        counts,
        events,
        mechanisms,
        not_assessable: explanation.not_assessable,
        conflicts: explanation.conflicts,
        remarks: samples.remarks(&pair),
        patient: samples.patient,
        drugs: question.drugs,
        disease: question.disease,
        catalogue: catalogue.snapshot.clone(),
        notice: NOTICE,
        wall_s: begun.elapsed().as_secs_f64(),
    };
    if arguments.json {
        print::json(&summary)
    } else {
        people::people(&summary)
    }
}
