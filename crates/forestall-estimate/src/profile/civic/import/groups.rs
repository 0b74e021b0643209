//! Items that speak of the same event, outcome and disease.

use std::collections::BTreeMap;

use super::class::{class, detection, genes, layer};
use super::counters::counters;
use super::write::{Entry, Said, file, header};
use super::{CivicImport, Item, Says};
use crate::profile::catalogue::{Catalogue, MechanismClass, Outcome, Together};

/// Drugs, and how they belong together.
type Given = (Together, Vec<String>);

/// Event, outcome, drugs.
type Question = (String, Outcome, Given);

/// Items by what they speak of.
pub(super) struct Groups<'a> {
    items: &'a [Item<'a>],
    /// Items for and against, by question and disease.
    asked: BTreeMap<Question, BTreeMap<String, Sides>>,
    /// Items that say that drugs act, by event.
    acting: BTreeMap<String, Vec<usize>>,
}

/// Numbers of items.
#[derive(Default)]
struct Sides {
    supports: Vec<usize>,
    against: Vec<usize>,
}

impl<'a> Groups<'a> {
    pub(super) fn of(items: &'a [Item<'a>]) -> Self {
        let mut groups = Self {
            items,
            asked: BTreeMap::new(),
            acting: BTreeMap::new(),
        };
        for (k, item) in items.iter().enumerate() {
            let event = item.event.to_string();
            match item.says {
                Says::Acts => groups.acting.entry(event).or_default().push(k),
                Says::Of(outcome, supports) => {
                    let question = (event, outcome, (item.relation, item.drugs.clone()));
                    let diseases = groups.asked.entry(question).or_default();
                    let sides = diseases.entry(item.disease.clone()).or_default();
                    if supports {
                        sides.supports.push(k);
                    } else {
                        sides.against.push(k);
                    }
                }
            }
        }
        groups
    }

    /// Whether drugs are resisted by an event in a disease.
    pub(super) fn resisted(&self, event: &str, drugs: &[String], disease: &str) -> bool {
        let outcomes = [Outcome::Resistance, Outcome::Reduced, Outcome::NoBenefit];
        let relations = [Together::Any, Together::All, Together::Sequence];
        outcomes.into_iter().any(|outcome| {
            relations.into_iter().any(|relation| {
                let question = (event.to_owned(), outcome, (relation, drugs.to_vec()));
                let sides = self.asked.get(&question).and_then(|all| all.get(disease));
                sides.is_some_and(|sides| !sides.supports.is_empty())
            })
        })
    }

    /// Items that say that drugs act on an event.
    pub(super) fn acting(&self, event: &str) -> impl Iterator<Item = &'a Item<'a>> + '_ {
        let all = self.acting.get(event);
        all.into_iter().flatten().map(|&k| &self.items[k])
    }

    /// One entry for each event, outcome, class and disease: single drugs together, drugs given together apart.
    pub(super) fn write(&self, source: &str, catalogue: &Catalogue, import: &mut CivicImport) {
        let mut entries: BTreeMap<_, Entry<'a>> = BTreeMap::new();
        for ((event, outcome, (relation, drugs)), diseases) in &self.asked {
            for (disease, sides) in diseases {
                let all = sides.supports.iter().chain(&sides.against);
                let Some(first) = all.clone().map(|&k| &self.items[k]).next() else {
                    continue;
                };
                let class = class(&first.event, drugs, catalogue);
                let apart = match relation {
                    Together::Any => (Together::Any, Vec::new()),
                    _ => (*relation, drugs.clone()),
                };
                // What only speaks against is no mechanism, and stands by itself.
                let refuted = sides.supports.is_empty();
                let key = (
                    event.clone(),
                    *outcome,
                    refuted,
                    class,
                    disease.clone(),
                    apart,
                );
                let entry = entries.entry(key).or_insert_with(|| Entry {
                    event: first.event.clone(),
                    class,
                    layer: layer(&first.event),
                    drugs: Vec::new(),
                    relation: *relation,
                    disease: disease.clone(),
                    outcome: *outcome,
                    detection: detection(
                        &first.event,
                        all.clone().any(|&k| self.items[k].evidence.germline),
                    ),
                    said: Vec::new(),
                    counters: Vec::new(),
                });
                entry.drugs.extend(drugs.iter().cloned());
                let drug = drugs.first().cloned().unwrap_or_default();
                let mut say = |item: &'a Item<'a>, supports: bool, elsewhere: bool| {
                    entry.said.push(Said {
                        drug: drug.clone(),
                        evidence: item.evidence,
                        supports,
                        context: elsewhere.then(|| item.disease.clone()),
                    });
                };
                for &k in &sides.supports {
                    say(&self.items[k], true, false);
                }
                for &k in &sides.against {
                    say(&self.items[k], false, false);
                }
                // What contradicts it in other diseases, and what says that the drugs act.
                for (_, opposed) in diseases.iter().filter(|(other, _)| *other != disease) {
                    for &k in opposed.against.iter().filter(|_| !refuted) {
                        say(&self.items[k], false, true);
                    }
                }
                for item in self.acting(event) {
                    if (item.relation, &item.drugs) == (*relation, drugs) && !refuted {
                        say(item, false, item.disease != *disease);
                    }
                }
            }
        }
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for mut entry in entries.into_values() {
            if entry.relation != Together::Sequence {
                entry.drugs.sort();
                entry.drugs.dedup();
            }
            entry.said.sort_by_key(|said| {
                (
                    !said.supports,
                    said.evidence.level,
                    said.evidence.id,
                    said.drug.clone(),
                )
            });
            entry
                .said
                .dedup_by_key(|said| (said.evidence.id, said.drug.clone()));
            if entry.said.iter().any(|said| said.supports) {
                entry.counters = counters(&entry, self, catalogue);
            } else {
                import.refuted += 1;
            }
            for said in &entry.said {
                let side = if said.supports {
                    &mut import.supports
                } else {
                    &mut import.against
                };
                side.insert(said.evidence.id);
            }
            for counter in &entry.counters {
                import.counters.extend(counter.civic.iter().copied());
            }
            import.mechanisms += 1;
            let gene = genes(&entry.event)
                .first()
                .map_or("genome", |g| *g)
                .to_lowercase();
            files.entry(gene).or_default().push(entry.to_toml());
        }
        let mut new: Vec<String> = Vec::new();
        for item in self.items {
            for gene in item.event.atoms().iter().flat_map(|a| a.alteration.genes()) {
                if catalogue.genes.find(gene).is_none() && !new.iter().any(|n| n == gene) {
                    new.push(gene.to_owned());
                }
            }
        }
        new.sort();
        for (gene, entries) in files {
            import.files.push(file(&gene, source, &entries));
        }
        if !new.is_empty() {
            let genes: Vec<String> = (new.iter())
                .map(|gene| format!("\n[[gene]]\nsymbol = {}\n", super::write::quoted(gene)))
                .collect();
            let text = format!("{}{}", header(source), genes.concat());
            import.files.push(("genes.toml".to_owned(), text));
        }
        import.files.sort();
    }
}

/// A class by rule is no judgement of a curator.
pub(super) fn by_rule(class: MechanismClass) -> &'static str {
    if class.is_on_target() {
        "class by rule: the gene is a target of the drug"
    } else if class == MechanismClass::Unclassified {
        "nobody has said how it resists"
    } else {
        "class by rule: that of other mechanisms of the gene"
    }
}
