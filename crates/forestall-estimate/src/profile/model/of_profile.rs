//! The clones of a profiled sample, and what drugs do to them.

use std::collections::{BTreeMap, BTreeSet};

use forestall_base::{Found, Profile, Reads};

use super::{CloneModel, DrugEffect, ModelClone, ModelDrug, ModelRegimen, ModelScenario};
use crate::profile::catalogue::{
    Catalogue, DiseaseRung, DrugRung, Level, Mechanism, MechanismClass, Strategy, Together,
};
use crate::profile::matching::{FoundMechanism, Question, explain};
use crate::profile::phase::{
    Allelic, Bounds, CloneEvent, Scenario, purity_from_truncal, scenarios,
};

/// Reads taken for granted where only an allele fraction is given.
const ASSUMED_DEPTH: u32 = 200;
/// Drugs of counters that are compared, those of the best level first.
const MOST_DRUGS: usize = 8;
/// Regimens that are compared.
const MOST_REGIMENS: usize = 16;
/// Scenarios that are kept.
const MOST_SCENARIOS: usize = 4;
/// Level of intervals.
const INTERVAL: f64 = 0.95;

/// What is known of a sample beside its profile.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SampleFacts {
    /// Fraction of tumour cells; else the file's, else twice the largest allele fraction.
    pub purity: Option<f64>,
    /// Seed of the draws that weigh the scenarios.
    pub seed: u64,
}

/// The mechanisms of one sample, put into clones.
struct Clones<'a> {
    catalogue: &'a Catalogue,
    /// Mechanisms found, on any drug, of the patient's tumour type or a related one.
    found: Vec<FoundMechanism>,
    /// Findings with reads, by number in the profile; positions are those of the scenarios' events.
    counted: Vec<usize>,
    scenarios: Vec<Scenario>,
}

impl CloneModel {
    /// The model of sample number `sample` of a profile under the drugs of `question` and the counters that the catalogue has for
    /// what resists them.
    #[must_use]
    pub fn of_profile(
        profile: &Profile,
        sample: u32,
        catalogue: &Catalogue,
        question: &Question,
        facts: SampleFacts,
    ) -> Self {
        let clones = Clones::of(profile, sample, catalogue, question, facts);
        let (given, options) = clones.drugs(question);
        let mut names: Vec<String> = given.clone();
        for (drugs, _, _) in &options {
            names.extend(drugs.iter().filter(|d| !given.contains(d)).cloned());
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let label = profile
            .samples
            .get(sample as usize)
            .map_or("", |s| &*s.name);
        let mut model = Self {
            title: format!("Clones of sample {label}"),
            summary: clones.summary(),
            ..Self::default()
        };
        let shared = |k: usize| -> Vec<usize> {
            let own = catalogue.drugs.targets(&names[k]);
            let other = |j: &usize| !catalogue.drugs.targets(&names[*j]).is_disjoint(&own);
            (0..k).filter(other).collect()
        };
        model.drugs = (names.iter().enumerate())
            .map(|(k, name)| ModelDrug {
                name: identifier(name),
                label: plain(name).to_owned(),
                shares_target: shared(k),
            })
            .collect();
        clones.fill(&names, &given, &mut model);
        model.regimens = regimens(&given, &options, &names);
        model
    }
}

/// Counters to compare: drugs, whether they are added to what is given, and words.
type Options = Vec<(Vec<String>, bool, String)>;

impl<'a> Clones<'a> {
    fn of(
        profile: &Profile,
        sample: u32,
        catalogue: &'a Catalogue,
        question: &Question,
        facts: SampleFacts,
    ) -> Self {
        let everything = Question {
            drugs: Vec::new(),
            disease: question.disease.clone(),
        };
        let name = profile
            .samples
            .get(sample as usize)
            .map_or("", |s| &*s.name);
        let mut found = explain(profile, catalogue, &everything).mechanisms;
        found.retain(|m| m.sample == name && m.disease_match != DiseaseRung::Other);
        let reads_of = |index: usize| -> Option<Reads> {
            let finding = &profile.findings[index];
            finding.reads.filter(|r| r.depth > 0).or_else(|| {
                let vaf = finding.vaf?;
                Some(Reads {
                    alternate: (vaf * ASSUMED_DEPTH as f32).round() as u32,
                    depth: ASSUMED_DEPTH,
                })
            })
        };
        let small = |index: &usize| matches!(profile.findings[*index].found, Found::Change { .. });
        let of_sample = |index: &usize| profile.findings[*index].sample == sample;
        let mut counted: Vec<usize> = found
            .iter()
            .flat_map(|m| m.findings.clone())
            .filter(small)
            .collect();
        counted.sort_unstable();
        counted.dedup();
        counted.retain(|&i| reads_of(i).is_some());
        let largest = (0..profile.findings.len())
            .filter(of_sample)
            .filter(small)
            .filter_map(reads_of);
        let largest = largest.max_by(|a, b| {
            let share = |r: &Reads| f64::from(r.alternate) / f64::from(r.depth);
            share(a).total_cmp(&share(b))
        });
        let told = facts
            .purity
            .or_else(|| profile.samples.get(sample as usize)?.purity);
        let purity = told
            .map(Bounds::exactly)
            .or(largest.map(|r| purity_from_truncal(r, INTERVAL)));
        let purity = purity.unwrap_or(Bounds::exactly(1.0));
        let events: Vec<CloneEvent> = counted
            .iter()
            .filter_map(|&i| {
                let reads = reads_of(i)?;
                let mut own =
                    Allelic::diploid(reads.alternate, reads.depth, purity.best.clamp(0.01, 1.0));
                own.purity = Bounds {
                    low: purity.low.clamp(0.01, 1.0),
                    best: purity.best.clamp(0.01, 1.0),
                    high: purity.high.clamp(0.01, 1.0),
                };
                Some(CloneEvent {
                    gene: profile.names.text(profile.findings[i].gene).into(),
                    samples: vec![own],
                })
            })
            .collect();
        let mut scenarios = scenarios(&events, &[], facts.seed);
        scenarios.truncate(MOST_SCENARIOS);
        let whole: f64 = scenarios.iter().map(|s| s.weight).sum();
        for scenario in &mut scenarios {
            scenario.weight /= whole;
        }
        Self {
            catalogue,
            found,
            counted,
            scenarios,
        }
    }

    fn mechanism(&self, found: &FoundMechanism) -> Option<&'a Mechanism> {
        self.catalogue.mechanism(&found.id)
    }

    /// Mechanisms that resist a drug.
    fn against(&self, drug: &str) -> impl Iterator<Item = &FoundMechanism> {
        self.found.iter().filter(move |m| {
            let own = m
                .drugs
                .iter()
                .filter_map(|d| self.catalogue.drugs.rung(drug, d));
            own.min().is_some_and(|rung| rung != DrugRung::SameClass)
        })
    }

    /// Drugs given, and counters to what resists them, best level first.
    fn drugs(&self, question: &Question) -> (Vec<String>, Options) {
        let given: Vec<String> = question
            .drugs
            .iter()
            .flat_map(|d| self.catalogue.drugs.members(d))
            .collect();
        let mut all: BTreeMap<(Level, Vec<String>, bool), String> = BTreeMap::new();
        for found in given.iter().flat_map(|drug| self.against(drug)) {
            for counter in &found.counters {
                let drugs: Vec<String> = counter
                    .drugs
                    .iter()
                    .filter(|d| !given.contains(d))
                    .cloned()
                    .collect();
                let add = counter.strategy == Strategy::Add;
                if drugs.is_empty() || !matches!(counter.strategy, Strategy::Add | Strategy::Switch)
                {
                    continue;
                }
                let pmids: Vec<String> = counter.pmids.iter().map(ToString::to_string).collect();
                let words = format!(
                    "against {}: level {:?}, PMID {}",
                    found.found.join(" and "),
                    counter.level,
                    pmids.join(", ")
                );
                // Any one of several drugs is an option of its own.
                let ways: Vec<Vec<String>> = if counter.relation == Together::Any {
                    drugs.into_iter().map(|d| vec![d]).collect()
                } else {
                    vec![drugs]
                };
                for way in ways {
                    let known = (counter.level, way, add);
                    all.entry(known).or_insert_with(|| words.clone());
                }
            }
        }
        let mut options = Options::new();
        let mut distinct = BTreeSet::new();
        for ((_, drugs, add), words) in all {
            let more = drugs.iter().filter(|d| !distinct.contains(*d)).count();
            if distinct.len() + more <= MOST_DRUGS
                && !options.iter().any(|(d, a, _)| *d == drugs && *a == add)
            {
                distinct.extend(drugs.iter().cloned());
                options.push((drugs, add, words));
            }
        }
        (given, options)
    }

    /// Clones, scenarios and effects.
    fn fill(&self, drugs: &[String], given: &[String], model: &mut CloneModel) {
        // A clone is known by the findings it carries; those without reads get a clone of their own, of unknown size.
        let uncounted: Vec<usize> = {
            let all = self
                .found
                .iter()
                .flat_map(|m| m.findings.clone())
                .filter(|i| !self.counted.contains(i));
            all.collect::<BTreeSet<usize>>().into_iter().collect()
        };
        let mut carried: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
        let sets = |scenario: &Scenario| -> Vec<BTreeSet<usize>> {
            let mut own: Vec<BTreeSet<usize>> = Vec::new();
            for clone in &scenario.clones {
                let mut set = clone.parent.map_or_else(BTreeSet::new, |p| own[p].clone());
                set.extend(clone.events.iter().map(|&e| self.counted[e]));
                own.push(set);
            }
            own
        };
        for set in self
            .scenarios
            .iter()
            .flat_map(sets)
            .chain(uncounted.iter().map(|&i| BTreeSet::from([i])))
        {
            if !carried.contains(&set) {
                carried.push(set);
            }
        }
        for (k, scenario) in self.scenarios.iter().enumerate() {
            let mut shares = vec![Bounds::exactly(0.0); carried.len()];
            shares[0] = scenario.rest;
            for (set, clone) in sets(scenario).iter().zip(&scenario.clones) {
                if let Some(at) = carried.iter().position(|c| c == set) {
                    shares[at] = clone.own;
                }
            }
            for &i in &uncounted {
                if let Some(at) = carried.iter().position(|c| *c == BTreeSet::from([i])) {
                    shares[at] = Bounds {
                        low: 0.01,
                        best: 0.3,
                        high: 0.9,
                    };
                }
            }
            model.scenarios.push(ModelScenario {
                weight: scenario.weight,
                note: if self.scenarios.len() == 1 {
                    "the only way that fits the reads".to_owned()
                } else {
                    format!("the variants lie in clones as in way {}", k + 1)
                },
                shares,
                source: if self.counted.is_empty() {
                    "prior"
                } else {
                    "reads"
                }
                .to_owned(),
            });
        }
        for (k, set) in carried.iter().enumerate() {
            let mut labels: Vec<String> = Vec::new();
            for m in self.found.iter().filter(|m| !m.findings.is_empty()) {
                for (label, index) in m.found.iter().zip(&m.findings) {
                    if set.contains(index) && !labels.contains(label) {
                        labels.push(label.clone());
                    }
                }
            }
            let note = if labels.is_empty() {
                "no known mechanism".to_owned()
            } else {
                labels.join(" and ")
            };
            let name = if k == 0 {
                "rest".to_owned()
            } else {
                format!("clone_{k}")
            };
            let effects = drugs
                .iter()
                .map(|drug| self.effect(set, drug, drugs, given))
                .collect();
            model.clones.push(ModelClone {
                name,
                note,
                effects,
                costly: k > 0,
            });
        }
    }

    /// What a drug does to cells with these findings.
    fn effect(
        &self,
        carried: &BTreeSet<usize>,
        drug: &str,
        drugs: &[String],
        given: &[String],
    ) -> DrugEffect {
        if !self.reaches(carried, drug, given) {
            return DrugEffect::Nothing {
                source: "prior".to_owned(),
            };
        }
        let mut strongest = DrugEffect::Full;
        let here = self
            .found
            .iter()
            .filter(|m| !m.findings.is_empty() && m.findings.iter().all(|i| carried.contains(i)));
        let here = here.filter(|m| self.resists(m, drug));
        for found in here {
            let Some(m) = self.mechanism(found) else {
                continue;
            };
            let pmids: BTreeSet<u32> = found.supports.iter().filter_map(|e| e.pmid).collect();
            let pmids: Vec<String> = pmids.into_iter().map(|p| p.to_string()).collect();
            let source = if pmids.is_empty() {
                "prior".to_owned()
            } else {
                format!("PMID {}", pmids.join(", "))
            };
            let effect = if let Some(fold) = &m.effect.fold_ic50 {
                let pmids: Vec<String> = fold.pmid.iter().map(ToString::to_string).collect();
                DrugEffect::Fold {
                    low: fold.low,
                    high: fold.high,
                    source: format!("PMID {}", pmids.join(", ")),
                }
            } else if matches!(
                m.class,
                MechanismClass::OnTargetLossOrDegrader | MechanismClass::OnTargetIsoformOrFusion
            ) {
                DrugEffect::Nothing { source }
            } else {
                let added = m
                    .counters
                    .iter()
                    .filter(|c| c.strategy == Strategy::Add)
                    .flat_map(|c| &c.drugs);
                let restored_by = added
                    .filter_map(|d| drugs.iter().position(|own| own == d))
                    .find(|&at| drugs[at] != drug);
                DrugEffect::Reduced {
                    restored_by,
                    source,
                }
            };
            if weight(&effect) > weight(&strongest) {
                strongest = effect;
            }
        }
        strongest
    }

    /// Whether a mechanism resists a drug: as the catalogue says, or, where the change lies beside the target, because the drug binds
    /// what a drug binds that it is known to resist.
    fn resists(&self, found: &FoundMechanism, drug: &str) -> bool {
        use MechanismClass::{
            OnTargetAmplification, OnTargetIsoformOrFusion, OnTargetLossOrDegrader,
            OnTargetMutation,
        };
        let drugs = &self.catalogue.drugs;
        let told = found.drugs.iter().filter_map(|d| drugs.rung(drug, d));
        if told.min().is_some_and(|rung| rung != DrugRung::SameClass) {
            return true;
        }
        let on_target = [
            OnTargetMutation,
            OnTargetAmplification,
            OnTargetIsoformOrFusion,
            OnTargetLossOrDegrader,
        ];
        let own = drugs.targets(drug);
        !on_target.contains(&found.class)
            && !found
                .counters
                .iter()
                .any(|c| c.drugs.iter().any(|d| d == drug))
            && (found.drugs.iter()).any(|d| !drugs.targets(d).is_disjoint(&own))
    }

    /// Whether anything says that a drug reaches cells with these findings: it is given, it binds what a drug given binds, it binds
    /// nothing in particular, or it counters something that they carry.
    fn reaches(&self, carried: &BTreeSet<usize>, drug: &str, given: &[String]) -> bool {
        let drugs = &self.catalogue.drugs;
        let own = drugs.targets(drug);
        let of_given = given.iter().flat_map(|d| drugs.targets(d));
        if given.is_empty()
            || own.is_empty()
            || given.iter().any(|d| d == drug)
            || of_given.into_iter().any(|t| own.contains(&t))
        {
            return true;
        }
        let here = |m: &&FoundMechanism| {
            !m.findings.is_empty() && m.findings.iter().all(|i| carried.contains(i))
        };
        let counters = self.found.iter().filter(here).flat_map(|m| &m.counters);
        counters.flat_map(|c| &c.drugs).any(|d| d == drug)
    }

    fn summary(&self) -> String {
        let count = self.found.len();
        format!(
            "Clones by allele fraction, with {count} mechanism{} of the catalogue; a drug reaches a clone unless the catalogue says that what it carries resists it. Unseen mutants are as common as mutation and turnover make them.",
            if count == 1 { "" } else { "s" }
        )
    }
}

/// How much an effect takes away; measured factors before guesses.
fn weight(effect: &DrugEffect) -> u8 {
    match effect {
        DrugEffect::Full => 0,
        DrugEffect::Reduced { .. } => 1,
        DrugEffect::Fold { .. } => 2,
        DrugEffect::Nothing { .. } => 3,
    }
}

fn regimens(given: &[String], options: &Options, names: &[String]) -> Vec<ModelRegimen> {
    let number = |drug: &String| names.iter().position(|n| n == drug);
    let mut all = vec![ModelRegimen {
        name: "untreated".to_owned(),
        note: "no drug".to_owned(),
        drugs: Vec::new(),
    }];
    if !given.is_empty() {
        let labels: Vec<&str> = given.iter().map(|d| plain(d)).collect();
        all.push(ModelRegimen {
            name: "as_given".to_owned(),
            note: format!("{} goes on", labels.join(" + ")),
            drugs: given.iter().filter_map(number).collect(),
        });
    }
    for (drugs, add, words) in options {
        let together: Vec<&String> = given.iter().filter(|_| *add).chain(drugs).collect();
        let labels: Vec<&str> = together.iter().map(|d| plain(d)).collect();
        let name = identifier(&labels.join("_"));
        if all.iter().any(|r| r.name == name) {
            continue;
        }
        all.push(ModelRegimen {
            name,
            note: format!("{} {words}", labels.join(" + ")),
            drugs: together.into_iter().filter_map(number).collect(),
        });
    }
    let singles: Vec<&(Vec<String>, bool, String)> =
        options.iter().filter(|(d, ..)| d.len() == 1).collect();
    for (k, (first, _, one)) in singles.iter().enumerate() {
        for (second, _, other) in &singles[k + 1..] {
            let against = |words: &str| words.split(':').next().unwrap_or_default().to_owned();
            // Two that are meant for the same thing are no combination.
            if against(one) == against(other) || all.len() >= MOST_REGIMENS {
                continue;
            }
            let labels = [plain(&first[0]), plain(&second[0])];
            all.push(ModelRegimen {
                name: identifier(&labels.join("_")),
                note: format!(
                    "{} together: {} and {}; whether the two were ever given together is not said",
                    labels.join(" + "),
                    against(one),
                    against(other)
                ),
                drugs: first.iter().chain(second).filter_map(number).collect(),
            });
        }
    }
    all
}

/// The name of a drug or class for people.
fn plain(drug: &str) -> &str {
    drug.strip_prefix("class:").unwrap_or(drug)
}

/// A name that the model language takes.
fn identifier(name: &str) -> String {
    let mut out: String = plain(name)
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    if out.starts_with(|c: char| !c.is_ascii_alphabetic()) {
        out.insert_str(0, "d_");
    }
    out
}
