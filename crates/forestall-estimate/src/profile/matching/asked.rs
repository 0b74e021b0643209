//! What of the catalogue a question asks for, and what is said of it wherever it is found.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::conflicts::contradictions;
use super::output::{Conflict, Contradiction, CounterOption, EvidenceFor, KnownMechanism};
use super::tiers::AmpTier;
use crate::profile::catalogue::{
    Catalogue, Direction, DiseaseRung, DrugRung, EvidenceItem, Level, Mechanism, Together,
};
use crate::profile::event::Event;

/// What is asked of a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Drugs given or thought of, by their canonical names; empty: all.
    pub drugs: Vec<String>,
    /// Code of the patient's disease.
    pub disease: Option<String>,
}

/// A mechanism that is asked for, and how the drugs and diseases meet.
pub(super) struct Asked<'a> {
    pub mechanism: &'a Mechanism,
    drugs: Vec<String>,
    drug: DrugRung,
    pub disease: DiseaseRung,
    question: &'a Question,
    /// Counters whose evidence speaks of another event than that of the mechanism: their positions, and those of the events.
    pub covers: Vec<(usize, usize)>,
    /// What is said of it, made when it is first found.
    said: OnceCell<Said>,
    /// The same where a sample does not show what some counters are known of, by their positions.
    unseen: RefCell<BTreeMap<Vec<usize>, Arc<KnownMechanism>>>,
}

/// What is said of a mechanism wherever it is found.
struct Said {
    known: Arc<KnownMechanism>,
    /// Contradictions in its evidence.
    contradictions: Vec<Arc<Contradiction>>,
}

impl<'a> Asked<'a> {
    /// The mechanisms of a catalogue that a question asks for, in the order of the catalogue, and the events that counters are known of.
    pub(super) fn all(
        catalogue: &'a Catalogue,
        question: &'a Question,
    ) -> (Vec<Self>, Vec<&'a Event>) {
        let all = catalogue.mechanisms.iter();
        let mut all: Vec<Self> = all.filter_map(|m| asked(m, catalogue, question)).collect();
        let mut covered = Covered::default();
        for asked in &mut all {
            asked.covers = covered.of(asked.mechanism);
        }
        (all, covered.events)
    }

    /// What the catalogue says of it.
    pub(super) fn known(&self, catalogue: &Catalogue) -> &Arc<KnownMechanism> {
        &self.said(catalogue).known
    }

    /// The same for a sample that does not show what these of its counters are known of.
    pub(super) fn known_without(
        &self,
        catalogue: &Catalogue,
        unseen: &[usize],
    ) -> Arc<KnownMechanism> {
        let known = self.known(catalogue);
        if unseen.is_empty() {
            return Arc::clone(known);
        }
        let mut all = self.unseen.borrow_mut();
        if let Some(own) = all.get(unseen) {
            return Arc::clone(own);
        }
        let mut own = KnownMechanism::clone(known);
        for &at in unseen {
            own.counters[at].unseen();
        }
        let own = Arc::new(own);
        all.insert(unseen.to_vec(), Arc::clone(&own));
        own
    }

    /// Contradictions in its evidence, for one sample.
    pub(super) fn conflicts(
        &self,
        catalogue: &Catalogue,
        sample: &Arc<str>,
        all: &mut Vec<Conflict>,
    ) {
        let own = self.said(catalogue).contradictions.iter();
        all.extend(own.map(|evidence| Conflict {
            sample: Arc::clone(sample),
            evidence: Arc::clone(evidence),
        }));
    }

    fn said(&self, catalogue: &Catalogue) -> &Said {
        self.said.get_or_init(|| {
            let known = known(self, catalogue);
            Said {
                contradictions: contradictions(&known),
                known: Arc::new(known),
            }
        })
    }
}

/// The events that counters are known of, each once.
#[derive(Default)]
struct Covered<'a> {
    events: Vec<&'a Event>,
    /// Their positions by how the catalogue writes them.
    places: FxHashMap<&'a str, usize>,
}

impl<'a> Covered<'a> {
    /// Counters of a mechanism that are known of another event than its own, and the positions of those events.
    fn of(&mut self, m: &'a Mechanism) -> Vec<(usize, usize)> {
        let all = m.counters.iter().enumerate();
        let other = all.filter_map(|(at, counter)| {
            let covers = counter.covers.as_ref()?;
            let event = covers.event.as_ref().ok()?;
            (*event != m.event).then(|| (at, self.place(&covers.text, event)))
        });
        other.collect()
    }

    fn place(&mut self, text: &'a str, event: &'a Event) -> usize {
        *self.places.entry(text).or_insert_with(|| {
            self.events.push(event);
            self.events.len() - 1
        })
    }
}

/// Whether a mechanism is asked for, and how closely.
fn asked<'a>(m: &'a Mechanism, catalogue: &Catalogue, question: &'a Question) -> Option<Asked<'a>> {
    let excluded = question.disease.as_deref().is_some_and(|d| {
        !m.exclude.is_empty()
            && matches!(
                catalogue.diseases.rung(Some(d), &m.exclude),
                DiseaseRung::Same | DiseaseRung::Descendant
            )
    });
    if excluded {
        return None;
    }
    let disease = catalogue
        .diseases
        .rung(question.disease.as_deref(), &m.context);
    if question.drugs.is_empty() {
        return Some(Asked {
            mechanism: m,
            drugs: m.drugs.clone(),
            drug: DrugRung::Same,
            disease,
            question,
            covers: Vec::new(),
            said: OnceCell::new(),
            unseen: RefCell::default(),
        });
    }
    let mut best = None;
    let mut drugs = Vec::new();
    for asked in &question.drugs {
        if let Some(rung) = catalogue.resisted(m, asked) {
            drugs.push(asked.clone());
            best = Some(best.map_or(rung, |b: DrugRung| b.min(rung)));
        }
    }
    let given = |own: &String| {
        let mut all = question.drugs.iter();
        all.any(|asked| catalogue.drugs.rung(asked, own).is_some())
    };
    let together = m.relation != Together::All || m.drugs.iter().all(given);
    // Another drug in another tumour type is no evidence of either.
    let far = disease == DiseaseRung::Other && best == Some(DrugRung::SameTarget);
    best.filter(|_| together && !far).map(|drug| Asked {
        mechanism: m,
        drugs,
        drug,
        disease,
        question,
        covers: Vec::new(),
        said: OnceCell::new(),
        unseen: RefCell::default(),
    })
}

/// What the catalogue says of a mechanism, for the drugs asked for.
fn known(asked: &Asked<'_>, catalogue: &Catalogue) -> KnownMechanism {
    let m = asked.mechanism;
    let drugs = &catalogue.drugs;
    let about = |item: &&EvidenceItem| {
        let mut all = asked.drugs.iter();
        asked.drugs.contains(&item.drug)
            || all.any(|d| {
                drugs.rung(d, &item.drug).is_some()
                    || (asked.drug == DrugRung::SameTarget && drugs.share_target(d, &item.drug))
            })
    };
    let side = |direction: Direction| -> Vec<EvidenceFor> {
        let own = m
            .evidence
            .iter()
            .filter(about)
            .filter(|e| e.direction == direction);
        let mut all: Vec<EvidenceFor> = own.map(EvidenceFor::of).collect();
        all.sort_by_key(|e| e.level);
        all
    };
    let (supports, against) = (side(Direction::Supports), side(Direction::Against));
    let strongest = supports.iter().map(|e| e.level).min();
    let disease = asked.question.disease.as_deref();
    let rung_of = |context: &Option<Vec<String>>| match context {
        Some(codes) => catalogue.diseases.rung(disease, codes),
        None => asked.disease,
    };
    // What was seen in another tumour type is shown, but is no doubt about this one.
    let doubted = against
        .iter()
        .any(|e| e.context.is_none() || rung_of(&e.context) != DiseaseRung::Other);
    let doubts = usize::from(doubted) + usize::from(asked.drug == DrugRung::SameTarget);
    let level = (0..doubts).fold(strongest, |level, _| level.map(Level::lowered));
    let pmids: BTreeSet<u32> = supports.iter().filter_map(|e| e.pmid).collect();
    KnownMechanism {
        id: m.id.clone(),
        context: m.context.clone(),
        event: m.event.to_string(),
        class: m.class,
        layer: m.layer,
        drugs: asked.drugs.clone(),
        setting: m.setting,
        level,
        tier_amp: (asked.drug != DrugRung::SameTarget)
            .then(|| AmpTier::of(level, asked.disease))
            .flatten(),
        direction: m.effect.direction,
        pmids: pmids.into_iter().collect(),
        drug_match: asked.drug,
        disease_match: asked.disease,
        note: m.note.clone(),
        source: m.source.clone(),
        supports,
        against,
        counters: (m.counters.iter())
            .map(|c| CounterOption::of(c, m).ranked(rung_of(&c.context)))
            .collect(),
    }
}
