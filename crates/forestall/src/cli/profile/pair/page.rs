//! The pair as a page.

use forestall::estimate::profile::{
    Bounds, Catalogue, Explanation, Fate, PairRules, PairedEvent, PairedMechanism, PairedSamples,
    Question, SampleClones, SampleFacts, Seen, in_words,
};
use forestall_report::{PairFate, PairRow, PairSection, Report};

use super::super::page::{self as single, NOTICE, disease, letter};
use super::people::when;
use super::samples::{Samples, name};
use super::view::is_part;

/// What a page of a pair is made of.
pub(super) struct Page<'a> {
    pub samples: &'a Samples,
    pub catalogue: &'a Catalogue,
    pub question: &'a Question,
    pub pair: &'a PairedSamples,
    pub mechanisms: &'a [PairedMechanism],
    /// Of the sample after treatment, in the order of the mechanisms.
    pub explanation: &'a Explanation,
    pub rules: &'a PairRules,
    pub seed: u64,
}

impl Page<'_> {
    pub(super) fn report(&self) -> Report {
        let (before, after) = (self.samples.before(), self.samples.after());
        let facts = SampleFacts {
            purity: None,
            seed: self.seed,
        };
        let clones = SampleClones::of(
            after.profile,
            after.sample,
            self.catalogue,
            self.question,
            facts,
        );
        let page = single::Page {
            file: String::new(),
            profile: after.profile,
            sample: after.sample,
            catalogue: self.catalogue,
            question: self.question,
            explanation: self.explanation,
            clones: &clones,
        };
        let mut section = page.section();
        section.setting = Some("after treatment".to_owned());
        section.remarks = self.samples.remarks(self.pair);
        let found = self.mechanisms.iter().filter(|m| m.fate != Fate::Lost);
        for (card, mechanism) in section.mechanisms.iter_mut().zip(found) {
            card.setting = when(mechanism);
        }
        let purities = [before, after].map(|s| s.profile.samples[s.sample as usize].purity);
        let cells = purities.iter().all(Option::is_some);
        let events = self.pair.events.iter().filter(|e| !e.silent);
        let mut rows: Vec<PairRow> = events.map(|e| self.row(e, cells)).collect();
        rows.sort_by_key(|row| row.known.is_empty());
        let pair = PairSection {
            patient: Some(self.samples.patient.clone()).filter(|p| !p.is_empty()),
            before: name(before).to_owned(),
            after: name(after).to_owned(),
            disease: self
                .question
                .disease
                .as_deref()
                .map(|d| disease(self.catalogue, d)),
            drugs: single::in_words_all(&self.question.drugs),
            quantity: if cells {
                "Share of the cancer cells"
            } else {
                "Allele fraction"
            }
            .to_owned(),
            rows,
            silent: self.pair.events.iter().filter(|e| e.silent).count(),
            rules: self.rules(cells),
        };
        Report {
            title: "Before and after treatment".to_owned(),
            subtitle: Some(format!("{} and {}", name(before), name(after))),
            notice: NOTICE.to_owned(),
            pair: Some(pair),
            molecular: Some(section),
            ..Report::default()
        }
    }

    fn row(&self, event: &PairedEvent, cells: bool) -> PairRow {
        let known = self.mechanisms.iter().filter(|m| is_part(event, m));
        let known = known.map(|m| {
            let level = m
                .mechanism
                .level
                .map_or_else(String::new, |l| format!(", level {}", letter(l)));
            in_words(&m.mechanism.event) + &level
        });
        let share = |seen: &Seen| if cells { seen.cells } else { seen.bounds }.map(triple);
        let reads = |seen: &Seen| seen.reads.map(|r| (r.alternate, r.depth));
        PairRow {
            alteration: format!("{} {}", event.gene, event.event),
            fate: fate(event.fate),
            before: share(&event.before),
            after: share(&event.after),
            reads_before: reads(&event.before),
            reads_after: reads(&event.after),
            change: event.change.map(triple),
            reason: event.reason.clone(),
            known: known.collect(),
            perhaps_germline: event.perhaps_germline,
        }
    }

    fn rules(&self, cells: bool) -> Vec<String> {
        let PairRules {
            least_reads,
            cells: part,
            missed,
            ..
        } = self.rules;
        let mut all = vec![
            format!("Present: {least_reads} reads at least carry it."),
            format!(
                "Absent: no read carries it, and if {:.0} % of the tumour cells did on one of two copies, that would be seen with a chance \
                 above {:.0} %. What is neither is not assessable.",
                100.0 * part,
                100.0 * (1.0 - missed)
            ),
            "Selected and falling: the 95 % intervals of the cell fractions before and after have no point in common.".to_owned(),
            "Intervals of fractions are exact (Clopper and Pearson 1934); that of a change joins the two (Newcombe 1998).".to_owned(),
        ];
        if cells {
            all.push("Shares of the cancer cells are for one mutated copy of two, at the stated fraction of tumour cells.".to_owned());
        }
        all
    }
}

fn triple(bounds: Bounds) -> (f64, f64, f64) {
    (bounds.low, bounds.best, bounds.high)
}

fn fate(fate: Fate) -> PairFate {
    match fate {
        Fate::Acquired => PairFate::Acquired,
        Fate::Rising => PairFate::Rising,
        Fate::Shared => PairFate::Shared,
        Fate::Falling => PairFate::Falling,
        Fate::Lost => PairFate::Lost,
        Fate::NotAssessable => PairFate::NotAssessable,
    }
}
