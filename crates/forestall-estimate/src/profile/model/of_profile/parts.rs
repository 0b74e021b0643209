//! Clones by what they carry, and their shares in every scenario.

use std::collections::BTreeSet;

use super::{Carried, SampleClones};
use crate::profile::model::{CloneModel, ModelClone, ModelScenario};
use crate::profile::phase::{Bounds, Scenario};

impl SampleClones<'_> {
    /// Clones, scenarios and effects.
    pub(super) fn fill(&self, drugs: &[String], given: &[String], model: &mut CloneModel) {
        // A clone is known by the findings it carries; those without reads get a clone of their own, of unknown size.
        let uncounted: Vec<usize> = {
            let all = self
                .found
                .iter()
                .flat_map(|m| m.findings.clone())
                .filter(|i| !self.counted.contains(i));
            all.collect::<BTreeSet<usize>>().into_iter().collect()
        };
        let mut carried: Vec<Carried> = vec![Carried::default()];
        let sets = |scenario: &Scenario| -> Vec<Carried> {
            let mut own: Vec<BTreeSet<usize>> = Vec::new();
            for clone in &scenario.clones {
                let mut set = clone.parent.map_or_else(BTreeSet::new, |p| own[p].clone());
                set.extend(clone.events.iter().map(|&e| self.counted[e]));
                own.push(set);
            }
            own.into_iter()
                .map(|set| self.carried(scenario, set))
                .collect()
        };
        for set in self
            .scenarios
            .iter()
            .flat_map(sets)
            .chain(uncounted.iter().map(|&i| Carried::single(i)))
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
                if let Some(at) = carried.iter().position(|c| *c == Carried::single(i)) {
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
                    if set.findings.contains(index) && !labels.contains(label) {
                        labels.push(label.clone());
                    }
                }
            }
            let note = if labels.is_empty() {
                "no known mechanism".to_owned()
            } else {
                let apart = if set.apart.is_empty() {
                    ""
                } else {
                    " on different alleles"
                };
                format!("{}{apart}", labels.join(" and "))
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
}
