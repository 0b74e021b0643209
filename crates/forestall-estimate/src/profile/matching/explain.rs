//! The question put to a profile, and the answer.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::answer::{Sample, Seen};
use super::conflicts::conflicts;
use super::facts::{ByGene, Changes, Fact, symbols};
use super::ladder::Rung;
use super::output::{CounterOption, EvidenceFor, Explanation, FoundMechanism, NotAssessable};
use super::tiers::AmpTier;
use crate::profile::catalogue::{
    Catalogue, Direction, DiseaseRung, DrugRung, EvidenceItem, Level, Mechanism, Together,
};
use crate::profile::event::{Alteration, Event, Truth};
use forestall_base::{Found, Profile};

/// What is asked of a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Drugs given or thought of, by their canonical names; empty: all.
    pub drugs: Vec<String>,
    /// Code of the patient's disease.
    pub disease: Option<String>,
}

/// A mechanism that is asked for, and how the drugs and diseases meet.
struct Asked<'a> {
    mechanism: &'a Mechanism,
    drugs: Vec<String>,
    drug: DrugRung,
    disease: DiseaseRung,
}

/// Which mechanisms of the catalogue the samples of a profile show.
#[must_use]
pub fn explain(profile: &Profile, catalogue: &Catalogue, question: &Question) -> Explanation {
    let asked: Vec<Asked<'_>> = catalogue
        .mechanisms
        .iter()
        .filter_map(|m| asked(m, catalogue, question))
        .collect();
    let changes = Changes::of(profile);
    let symbols = symbols(profile, catalogue);
    let mut samples: Vec<ByGene<'_>> = profile.samples.iter().map(|_| ByGene::new()).collect();
    let asked_of = Index::of(&asked);
    for (index, finding) in profile.findings.iter().enumerate() {
        let symbol = symbols[&finding.gene];
        let fused = matches!(finding.found, Found::Fusion { .. });
        if fused || asked_of.names(symbol) {
            let fact = Fact::of(profile, &changes, index);
            samples[finding.sample as usize]
                .entry(symbol)
                .or_default()
                .push(fact);
        }
    }
    let mut all = Collected::default();
    // What no finding of a sample speaks of has the same answer in all such samples, so it is asked once.
    let nothing = ByGene::new();
    let silent: Vec<(Truth, Sample<'_>)> = (asked.iter())
        .map(|asked| {
            let mut answers = Sample::of(profile, catalogue, &nothing);
            (asked.mechanism.event.truth(&mut answers), answers)
        })
        .collect();
    let everywhere: Vec<usize> = (0..asked.len())
        .filter(|&k| silent[k].0 == Truth::Present)
        .collect();
    let mut answered = vec![0; asked.len()];
    for (genes, sample) in samples.iter().zip(&profile.samples) {
        let mut here: BTreeSet<usize> = everywhere.iter().copied().collect();
        for facts in genes.values() {
            for fact in facts {
                let partner = match fact.found {
                    Found::Fusion { partner, .. } => partner.as_ref(),
                    _ => None,
                };
                let names = [Some(&fact.finding.gene), partner];
                for symbol in names.into_iter().flatten().filter_map(|n| symbols.get(n)) {
                    here.extend(asked_of.of_gene(symbol));
                }
            }
        }
        for k in here {
            let asked = &asked[k];
            answered[k] += 1;
            let mut answers = Sample::of(profile, catalogue, genes);
            match (asked.mechanism.event.truth(&mut answers), answers.rung) {
                (Truth::Present, Some(rung)) => {
                    let found = found(asked, catalogue, question, &sample.name, answers.seen, rung);
                    if found.supports.is_empty() && !found.against.is_empty() {
                        if asked.disease != DiseaseRung::Other {
                            all.explanation.refuted.push(found);
                        }
                        continue;
                    }
                    if asked.disease == DiseaseRung::Other {
                        all.explanation.elsewhere.push(found);
                        continue;
                    }
                    conflicts(&found, &mut all.explanation.conflicts);
                    all.explanation.mechanisms.push(found);
                }
                (Truth::Unknown, _) => all.gaps(asked, answers),
                _ => {}
            }
        }
    }
    for (k, (truth, answers)) in silent.into_iter().enumerate() {
        if truth == Truth::Unknown && answered[k] < samples.len() {
            all.gaps(&asked[k], answers);
        }
    }
    let mut explanation = all.explanation;
    explanation.mechanisms.sort_by(closest_first);
    explanation.elsewhere.sort_by(closest_first);
    explanation.refuted.sort_by(closest_first);
    explanation.not_assessable = all
        .open
        .into_iter()
        .map(|((reason, assay), mechanisms)| NotAssessable {
            mechanisms: mechanisms.iter().map(|(id, _)| id.clone()).collect(),
            events: mechanisms.into_iter().map(|(_, event)| event).collect(),
            reason,
            assay: assay.to_owned(),
        })
        .collect();
    explanation
}

/// Whether an event is there among these findings (of one sample) alone.
pub(crate) fn is_among(
    profile: &Profile,
    findings: &[usize],
    catalogue: &Catalogue,
    event: &Event,
) -> bool {
    let changes = Changes::of(profile);
    let symbols = symbols(profile, catalogue);
    let mut genes = ByGene::new();
    for &index in findings {
        let symbol = symbols[&profile.findings[index].gene];
        let facts: &mut Vec<Fact<'_>> = genes.entry(symbol).or_default();
        facts.push(Fact::of(profile, &changes, index));
    }
    event.truth(&mut Sample::of(profile, catalogue, &genes)) == Truth::Present
}

/// The closest match first, then the strongest evidence and the most publications.
fn closest_first(a: &FoundMechanism, b: &FoundMechanism) -> Ordering {
    let key = |m: &FoundMechanism| {
        // No level is weaker than the weakest.
        let level = m.level.map_or((1, None), |level| (0, Some(level)));
        (m.matched_by, level, Reverse(m.pmids.len()))
    };
    let words = |m: &FoundMechanism| (m.sample.clone(), m.id.clone());
    key(a).cmp(&key(b)).then_with(|| words(a).cmp(&words(b)))
}

/// What has been collected so far.
#[derive(Default)]
struct Collected {
    explanation: Explanation,
    /// Mechanisms and their events, by why nobody can tell and what would.
    open: BTreeMap<(String, &'static str), BTreeSet<(String, String)>>,
}

impl Collected {
    /// Notes why nobody can tell. What belongs to another tumour type is no gap of this assay.
    fn gaps(&mut self, asked: &Asked<'_>, answers: Sample<'_>) {
        if asked.disease == DiseaseRung::Other {
            return;
        }
        let m = asked.mechanism;
        for (reason, assay) in answers.unclear {
            let known = self.open.entry((reason, assay)).or_default();
            if !known.iter().any(|(id, _)| *id == m.id) {
                known.insert((m.id.clone(), m.event.to_string()));
            }
        }
    }
}

/// Mechanisms by the genes and scores that their events speak of.
struct Index<'a>(HashMap<&'a str, Vec<usize>>);

impl<'a> Index<'a> {
    fn of(asked: &[Asked<'a>]) -> Self {
        let mut all: HashMap<&'a str, Vec<usize>> = HashMap::new();
        for (k, asked) in asked.iter().enumerate() {
            for atom in asked.mechanism.event.atoms() {
                let names = match &atom.alteration {
                    Alteration::Score(name) | Alteration::Genome(name, _) => vec![&**name],
                    other => other.genes(),
                };
                for name in names {
                    all.entry(name).or_default().push(k);
                }
            }
        }
        Self(all)
    }

    fn names(&self, symbol: &str) -> bool {
        self.0.contains_key(symbol)
    }

    fn of_gene(&self, symbol: &str) -> impl Iterator<Item = usize> + '_ {
        self.0.get(symbol).into_iter().flatten().copied()
    }
}

/// Whether a mechanism is asked for, and how closely.
fn asked<'a>(m: &'a Mechanism, catalogue: &Catalogue, question: &Question) -> Option<Asked<'a>> {
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
    })
}

fn found(
    asked: &Asked<'_>,
    catalogue: &Catalogue,
    question: &Question,
    sample: &str,
    seen: Vec<Seen>,
    rung: Rung,
) -> FoundMechanism {
    let m = asked.mechanism;
    let drugs = &catalogue.drugs;
    let about = |item: &&EvidenceItem| {
        asked.drugs.iter().any(|d| {
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
    let disease = question.disease.as_deref();
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
    let vafs = seen.iter().filter_map(|s| s.fraction);
    FoundMechanism {
        sample: sample.to_owned(),
        id: m.id.clone(),
        context: m.context.clone(),
        event: m.event.to_string(),
        vaf: vafs.reduce(f64::min),
        findings: seen.iter().filter_map(|s| s.index).collect(),
        found: seen.into_iter().map(|s| s.label).collect(),
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
        matched_by: rung,
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
