//! The answer as a page.

use forestall::estimate::profile::{
    AllelePair, Catalogue, CounterOption, DrugRung, EvidenceFor, Explanation, FoundMechanism,
    GraphQuestion, Level, MechanismClass, Question, SampleClones, Scenario, Together,
    drugs_in_words, finding_label, in_words, resistance_paths,
};
use forestall_base::{Consequence, Found, Level as CopyLevel, Profile};
use forestall_report::{
    CloneBar, CloneFigure, CloneScenario, ConflictRow, CounterRow, ElsewhereRow, EvidenceRow,
    FoundRow, MechanismCard, MolecularSection, NotAssessableRow, Report, ResistanceGraph,
};

use super::people::{SAME_TARGET, word};
use crate::cli::catalogue::drawn;

/// What is said of the use of a page without a model.
pub(crate) const NOTICE: &str = "For research use only. This lists published evidence on molecular alterations; it has not been validated \
for clinical use. It is not medical advice and no treatment decision may rest on it.";

/// Mechanisms in the graph of a page.
const GRAPHED: usize = 8;
/// Alterations shown on a page.
const MOST_ROWS: usize = 100;

/// What a page is made of.
pub(super) struct Page<'a> {
    /// Name of the file.
    pub file: String,
    pub profile: &'a Profile,
    /// Number of the sample.
    pub sample: u32,
    pub catalogue: &'a Catalogue,
    pub question: &'a Question,
    pub explanation: &'a Explanation,
    pub clones: &'a SampleClones<'a>,
}

impl Page<'_> {
    /// Name of the sample.
    pub(super) fn sample(&self) -> &str {
        &self.profile.samples[self.sample as usize].name
    }

    /// The page of the sample.
    pub(super) fn report(&self) -> Report {
        Report {
            title: "Resistance in a molecular profile".to_owned(),
            subtitle: Some(self.file.clone()),
            notice: NOTICE.to_owned(),
            molecular: Some(self.section()),
            ..Report::default()
        }
    }

    /// The section on the sample.
    pub(super) fn section(&self) -> MolecularSection {
        let name = self.sample();
        let own = |m: &&FoundMechanism| *m.sample == *name;
        let found = self.explanation.mechanisms.iter().filter(own);
        let elsewhere = self.explanation.elsewhere.iter().filter(own);
        let conflicts = self.explanation.conflicts.iter();
        MolecularSection {
            sample: name.to_owned(),
            disease: self.question.disease.as_deref().map(|d| self.disease(d)),
            drugs: in_words_all(&self.question.drugs),
            snapshot: self.catalogue.snapshot.clone(),
            found: self.found(),
            mechanisms: found.map(|m| card(self.catalogue, m)).collect(),
            elsewhere: elsewhere.map(|m| self.elsewhere(m)).collect(),
            not_assessable: self.gaps(),
            conflicts: conflicts
                .filter(|c| *c.sample == *name)
                .map(|c| ConflictRow {
                    event: in_words(&c.event),
                    drug: drugs_in_words(&c.drug),
                    for_: c.supports.clone(),
                    against: c.against.clone(),
                    why: (c.explained_by.iter().map(|e| e.words()))
                        .collect::<Vec<_>>()
                        .join("; "),
                })
                .collect(),
            clones: self.clone_figure(),
            graph: self.graph(),
            remarks: self.profile.remarks.clone(),
            ..MolecularSection::default()
        }
    }

    /// The name of a disease.
    fn disease(&self, code: &str) -> String {
        disease(self.catalogue, code)
    }

    /// From the drugs given over what was found here to counters and what these select.
    fn graph(&self) -> Option<ResistanceGraph> {
        let name = &*self.profile.samples[self.sample as usize].name;
        let all = self.explanation.mechanisms.iter();
        let own: Vec<&FoundMechanism> = all.filter(|m| *m.sample == *name).collect();
        let unseen = own.iter().flat_map(|m| {
            let counters = m.counters.iter().filter(|c| !c.shown);
            counters.map(|c| (m.id.clone(), c.covers.clone()))
        });
        let question = GraphQuestion {
            drugs: self.question.drugs.clone(),
            disease: self.question.disease.clone(),
            depth: 1,
            most: GRAPHED,
            unseen: unseen.collect(),
            only: Some(own.iter().map(|m| m.id.clone()).collect()),
        };
        let paths = resistance_paths(self.catalogue, &question);
        (paths.edges.len() > 1).then(|| drawn(&paths))
    }

    /// What was found, small variants that change nothing left out.
    fn found(&self) -> Vec<FoundRow> {
        let all = self.profile.findings.iter().enumerate();
        let own = all.filter(|(_, f)| f.sample == self.sample);
        let row = |(index, finding): (usize, &forestall_base::Finding)| {
            let class = match &finding.found {
                Found::Change {
                    consequence: Consequence::Silent | Consequence::NonCoding,
                    ..
                }
                | Found::WildType
                | Found::Copies {
                    level: CopyLevel::Neutral,
                    ..
                } => return None,
                Found::Change { .. } => "small variant",
                Found::Copies { .. } => "copy number",
                Found::Fusion { .. } => "rearrangement",
                Found::Category(_) => "category",
                Found::Score(_) => "score",
            };
            Some(FoundRow {
                alteration: finding_label(self.profile, index),
                class: class.to_owned(),
                vaf: finding.fraction(),
                reads: finding.reads.map(|r| (r.alternate, r.depth)),
                ..FoundRow::default()
            })
        };
        own.filter_map(row).take(MOST_ROWS).collect()
    }

    fn gaps(&self) -> Vec<NotAssessableRow> {
        let gaps = self.explanation.not_assessable.iter();
        gaps.flat_map(|gap| {
            gap.events.iter().map(|event| NotAssessableRow {
                mechanism: in_words(event),
                reason: gap.reason.clone(),
                assay: gap.assay.clone(),
            })
        })
        .collect()
    }

    fn elsewhere(&self, m: &FoundMechanism) -> ElsewhereRow {
        ElsewhereRow {
            alteration: m.found.join(" + "),
            drugs: in_words_all(&m.drugs),
            diseases: m.context.iter().map(|code| self.disease(code)).collect(),
            level: m.level.map_or_else(String::new, letter),
            pmids: m.pmids.clone(),
        }
    }

    /// What a way to read the fractions assumes of variants of one gene.
    fn pairs(&self, scenario: &Scenario) -> String {
        let name = |event: usize| finding_label(self.profile, self.clones.counted[event]);
        let pair = |p: &AllelePair| {
            let where_ = if p.cis? {
                "one allele"
            } else {
                "different alleles"
            };
            Some(format!(
                "{} and {} on {where_}",
                name(p.first),
                name(p.second)
            ))
        };
        let all: Vec<String> = scenario.pairs.iter().filter_map(pair).collect();
        all.join("; ")
    }

    /// The clones that the allele fractions of mechanisms speak for.
    fn clone_figure(&self) -> Option<CloneFigure> {
        if self.clones.counted.is_empty() {
            return None;
        }
        let label = |event: &usize| finding_label(self.profile, self.clones.counted[*event]);
        let scenarios = self.clones.scenarios.iter().map(|scenario| CloneScenario {
            weight: scenario.weight,
            note: self.pairs(scenario),
            clones: (scenario.clones.iter().enumerate())
                .map(|(k, clone)| CloneBar {
                    name: format!("clone {}", k + 1),
                    carries: clone
                        .events
                        .iter()
                        .map(label)
                        .collect::<Vec<_>>()
                        .join(", "),
                    share: (clone.carried.low, clone.carried.best, clone.carried.high),
                    parent: clone.parent,
                })
                .collect(),
        });
        Some(CloneFigure {
            scenarios: scenarios.collect(),
        })
    }
}

/// The name of a disease.
pub(super) fn disease(catalogue: &Catalogue, code: &str) -> String {
    let known = catalogue.diseases.find(code);
    known.map_or_else(|| code.to_owned(), |d| d.name.clone())
}

/// Drugs and classes of drugs, in words.
pub(super) fn in_words_all(drugs: &[String]) -> Vec<String> {
    drugs.iter().map(|drug| drugs_in_words(drug)).collect()
}

/// The event of a mechanism, in words.
pub(super) fn event(catalogue: &Catalogue, id: &str) -> String {
    let known = catalogue.mechanism(id);
    known.map_or_else(|| id.to_owned(), |m| in_words(&m.event.to_string()))
}

fn card(catalogue: &Catalogue, m: &FoundMechanism) -> MechanismCard {
    let doubts = [
        (!m.against.is_empty()).then_some("one lower, for there is evidence against it"),
        (m.drug_match == DrugRung::SameTarget).then_some(SAME_TARGET),
    ];
    let doubts: Vec<&str> = doubts.into_iter().flatten().collect();
    MechanismCard {
        event: in_words(&m.event),
        alteration: m.found.join(" + "),
        class: class_name(m.class),
        class_note: m.class.words().to_owned(),
        layer: word(&m.layer),
        resisted: in_words_all(&m.drugs),
        setting: word(&m.setting),
        level: m.level.map_or_else(String::new, letter),
        level_note: (!doubts.is_empty()).then(|| doubts.join("; ")),
        tier: m.tier_amp.map(|t| format!("AMP/ASCO/CAP {}", t.name())),
        matched_by: word(&m.matched_by),
        note: m.note.clone(),
        supports: evidence(&m.supports),
        against: evidence(&m.against),
        counters: (m.counters.iter())
            .flat_map(|c| counters(catalogue, c))
            .collect(),
        ..MechanismCard::default()
    }
}

/// One row for each drug, level, kind and paper, though a paper may stand for several items of CIViC.
fn evidence(side: &[EvidenceFor]) -> Vec<EvidenceRow> {
    let mut rows: Vec<EvidenceRow> = Vec::new();
    for e in side {
        let row = EvidenceRow {
            drug: drugs_in_words(&e.drug),
            level: letter(e.level),
            kind: word(&e.kind),
            pmids: e.pmid.into_iter().collect(),
            context: [e.meeting.clone(), e.context.as_ref().map(|c| c.join(", "))]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
        };
        if row.pmids.is_empty() || !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

/// A row for what is given together; any one of several drugs is a row of its own.
fn counters(catalogue: &Catalogue, c: &CounterOption) -> Vec<CounterRow> {
    let drugs = in_words_all(&c.drugs);
    let ways = match c.relation {
        Together::Any if !c.drugs.is_empty() => drugs.into_iter().map(|d| vec![d]).collect(),
        _ => vec![drugs],
    };
    let row = |drugs| CounterRow {
        drugs,
        strategy: word(&c.strategy),
        level: letter(c.level),
        pmids: c.pmids.clone(),
        next: c.next.iter().map(|id| event(catalogue, id)).collect(),
        of: if c.shown {
            String::new()
        } else {
            in_words(&c.covers)
        },
        tier: c
            .escat
            .map_or_else(String::new, |t| format!("ESCAT {}", t.name())),
    };
    ways.into_iter().map(row).collect()
}

/// The name of a class, abbreviations in capitals.
fn class_name(class: MechanismClass) -> String {
    let name = word(&class);
    let words = name.split(' ').map(|w| match w {
        "mapk" | "pi3k" | "dna" => w.to_uppercase(),
        _ => w.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn letter(level: Level) -> String {
    format!("{level:?}")
}
