//! The clones of a profiled sample, and what drugs do to them.

mod carried;
mod effects;
mod parts;
mod regimens;

use std::collections::{BTreeMap, BTreeSet};

use forestall_base::{Found, Profile, Reads};

use super::{CloneModel, ModelDrug};
use crate::profile::catalogue::{Catalogue, Level, Mechanism, Strategy, Together};
use crate::profile::event::Event;
use crate::profile::matching::{FoundMechanism, Question, explain_sample, is_among};
use crate::profile::phase::{
    Allelic, Bounds, CloneEvent, Scenario, purity_from_truncal, scenarios,
};
use carried::{Carried, phased};
use regimens::{identifier, plain, regimens};

/// Reads taken for granted where only an allele fraction is given.
const ASSUMED_DEPTH: u32 = 200;
/// Drugs of counters that are compared, those of the best level first.
const MOST_DRUGS: usize = 8;
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
#[derive(Debug, Clone)]
pub struct SampleClones<'a> {
    catalogue: &'a Catalogue,
    /// Name of the sample.
    sample: String,
    /// Mechanisms found, on any drug.
    found: Vec<FoundMechanism>,
    /// Findings with reads that are part of a mechanism, by number in the profile; positions are those of the scenarios' events.
    pub counted: Vec<usize>,
    /// Counters to something that is there besides the mechanisms, such as any mutation of the driver: they reach all cells.
    everywhere: BTreeSet<String>,
    /// Ways in which they may be spread over clones, heaviest first.
    pub scenarios: Vec<Scenario>,
}

/// Counters to compare: drugs, whether they are added to what is given, and words.
type Options = Vec<(Vec<String>, bool, String)>;

impl<'a> SampleClones<'a> {
    /// The clones of sample number `sample` of a profile.
    #[must_use]
    pub fn of(
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
        let found = explain_sample(profile, sample, catalogue, &everything).mechanisms;
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
        let mut scenarios = scenarios(&events, &phased(profile, &counted), facts.seed);
        scenarios.truncate(MOST_SCENARIOS);
        let whole: f64 = scenarios.iter().map(|s| s.weight).sum();
        for scenario in &mut scenarios {
            scenario.weight /= whole;
        }
        Self {
            catalogue,
            sample: name.to_owned(),
            everywhere: everywhere(profile, sample, catalogue, &found),
            found,
            counted,
            scenarios,
        }
    }

    /// The model of the sample under the drugs of `question` and the counters that the catalogue has for what resists them.
    #[must_use]
    pub fn model(&self, question: &Question) -> CloneModel {
        let (given, options) = self.drugs(question);
        let mut names: Vec<String> = given.clone();
        for (drugs, _, _) in &options {
            names.extend(drugs.iter().filter(|d| !given.contains(d)).cloned());
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let drugs = &self.catalogue.drugs;
        let shared = |k: usize| -> Vec<usize> {
            let own = drugs.targets(&names[k]);
            let other = |j: &usize| !drugs.targets(&names[*j]).is_disjoint(&own);
            (0..k).filter(other).collect()
        };
        let mut model = CloneModel {
            title: format!("Clones of sample {}", self.sample),
            summary: self.summary(),
            ..CloneModel::default()
        };
        model.drugs = (names.iter().enumerate())
            .map(|(k, name)| ModelDrug {
                name: identifier(name),
                label: plain(name).to_owned(),
                shares_target: shared(k),
            })
            .collect();
        self.fill(&names, &given, &mut model);
        model.regimens = regimens(&given, &options, &names);
        model
    }

    fn mechanism(&self, found: &FoundMechanism) -> Option<&'a Mechanism> {
        self.catalogue.mechanism(&found.id)
    }

    /// Mechanisms that resist a drug.
    fn against(&self, drug: &str) -> impl Iterator<Item = &FoundMechanism> {
        self.found.iter().filter(move |found| {
            let m = self.mechanism(found);
            m.is_some_and(|m| self.catalogue.resisted(m, drug).is_some())
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
            for counter in found.counters.iter().filter(|c| c.shown) {
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
        let mut options = self.across_alleles(&given);
        let mut distinct: BTreeSet<String> = options.iter().flat_map(|(d, ..)| d.clone()).collect();
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

    fn summary(&self) -> String {
        let count = self.found.len();
        format!(
            "Clones by allele fraction, with {count} mechanism{} of the catalogue; a drug reaches a clone unless the catalogue says that what it carries resists it. Unseen mutants are as common as mutation and turnover make them.",
            if count == 1 { "" } else { "s" }
        )
    }
}

/// Drugs of counters whose evidence speaks of an event that is there without the findings of any mechanism.
fn everywhere(
    profile: &Profile,
    sample: u32,
    catalogue: &Catalogue,
    found: &[FoundMechanism],
) -> BTreeSet<String> {
    let of_mechanisms: BTreeSet<usize> = found.iter().flat_map(|m| m.findings.clone()).collect();
    let others: Vec<usize> = (0..profile.findings.len())
        .filter(|&i| profile.findings[i].sample == sample && !of_mechanisms.contains(&i))
        .collect();
    let counters = found.iter().flat_map(|m| &m.counters);
    counters
        .filter(|c| {
            let covers = c.covers.parse::<Event>();
            covers.is_ok_and(|event| is_among(profile, &others, catalogue, &event))
        })
        .flat_map(|c| c.drugs.clone())
        .collect()
}
