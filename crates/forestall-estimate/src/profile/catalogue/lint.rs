//! What must hold of the catalogue as a whole.

mod civic;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use forestall_base::{Diagnostic, Diagnostics};

use super::{Catalogue, Counter, Mechanism, MechanismClass, Together};

/// What the lint asks of an item of CIViC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CivicRow {
    /// Its publication, if that has a PubMed id.
    pub pmid: Option<u32>,
    /// Its name, which names genes.
    pub profile: String,
    /// Its therapies, split.
    pub therapies: Vec<String>,
    /// Whether it supports what it says.
    pub supports: bool,
    /// Whether it says sensitivity.
    pub sensitivity: bool,
}

/// Everything that is wrong with a catalogue. `civic` holds items of CIViC by number; without it, items and PubMed ids are not
/// looked up. `confirmed` holds PubMed ids that were resolved elsewhere (`pmids.tsv`).
#[must_use]
pub fn lint(
    catalogue: &Catalogue,
    civic: Option<&BTreeMap<u32, CivicRow>>,
    confirmed: &BTreeSet<u32>,
) -> Diagnostics {
    let mut lint = Lint {
        catalogue,
        civic,
        known: civic.map(|rows| {
            let own = rows.values().filter_map(|row| row.pmid);
            own.chain(confirmed.iter().copied()).collect()
        }),
        found: Vec::new(),
    };
    let mut seen: BTreeMap<&str, &Mechanism> = BTreeMap::new();
    for mechanism in &catalogue.mechanisms {
        if let Some(first) = seen.insert(&mechanism.id, mechanism) {
            lint.says(
                "K0108",
                mechanism,
                &format!("the name is already taken in {}", first.at.file),
                "give another",
            );
        }
        lint.evidence(mechanism);
        lint.names(mechanism);
        lint.class(mechanism);
        lint.counters(mechanism);
        lint.numbers(mechanism);
        for id in &mechanism.conflicts {
            lint.exists(mechanism, "conflicts", id);
        }
    }
    Diagnostics(lint.found)
}

struct Lint<'a> {
    catalogue: &'a Catalogue,
    civic: Option<&'a BTreeMap<u32, CivicRow>>,
    known: Option<BTreeSet<u32>>,
    found: Vec<Diagnostic>,
}

impl Lint<'_> {
    fn says(&mut self, code: &'static str, of: &Mechanism, problem: &str, help: &str) {
        let found = Diagnostic::error(code, format!("{}: {problem}", of.id)).help(help);
        self.found.push(found.at(of.at.clone()));
    }

    /// Rule 4: names of genes, drugs and diseases are in their tables.
    fn names(&mut self, m: &Mechanism) {
        let counters = m.counters.iter().flat_map(|c| &c.drugs);
        let evidence = m.evidence.iter().map(|e| &e.drug);
        let drugs: BTreeSet<&String> = m.drugs.iter().chain(evidence).chain(counters).collect();
        for drug in drugs {
            if self.catalogue.drugs.canonical(drug).as_ref() != Some(drug) {
                let near = self.catalogue.drugs.near(drug).join(", ");
                self.says(
                    "K0104",
                    m,
                    &format!("\"{drug}\" is no drug of drugs.toml"),
                    &format!("nearest: {near}"),
                );
            }
        }
        let contexts = m
            .evidence
            .iter()
            .filter_map(|e| e.context.as_ref())
            .chain(m.counters.iter().filter_map(|c| c.context.as_ref()))
            .flatten();
        for code in m.context.iter().chain(&m.exclude).chain(contexts) {
            let known = self
                .catalogue
                .diseases
                .all()
                .iter()
                .any(|d| d.code == *code);
            if code != "any" && !known {
                self.says(
                    "K0104",
                    m,
                    &format!("\"{code}\" is no code of diseases.toml"),
                    "add it there, or give another",
                );
            }
        }
        if !self.catalogue.genes.all().is_empty() {
            for gene in m.event.atoms().iter().flat_map(|a| a.alteration.genes()) {
                if self
                    .catalogue
                    .genes
                    .find(gene)
                    .is_none_or(|g| g.symbol != gene)
                {
                    self.says(
                        "K0104",
                        m,
                        &format!("\"{gene}\" is no symbol of genes.toml"),
                        "add it there, or give another",
                    );
                }
            }
        }
    }

    /// Rule 7: a change of the target is a change of a target of the drug.
    fn class(&mut self, m: &Mechanism) {
        use MechanismClass::{OnTargetAmplification, OnTargetIsoformOrFusion, OnTargetMutation};
        if !matches!(
            m.class,
            OnTargetMutation | OnTargetAmplification | OnTargetIsoformOrFusion
        ) {
            return;
        }
        let genes: Vec<&str> = m
            .event
            .atoms()
            .iter()
            .flat_map(|a| a.alteration.genes())
            .collect();
        let binds = |drug: &&String| {
            let targets = self.catalogue.drugs.targets(drug);
            genes.iter().any(|gene| targets.contains(*gene))
        };
        let strays: Vec<String> = m.drugs.iter().filter(|d| !binds(d)).cloned().collect();
        // Of drugs given together, one that binds is enough.
        let enough = m.relation != Together::Any && strays.len() < m.drugs.len();
        for drug in strays.iter().filter(|_| !enough) {
            self.says(
                "K0107",
                m,
                &format!("{drug} does not bind {}", genes.join(" or ")),
                "mend the class, the drug, or its targets in drugs.toml",
            );
        }
    }

    /// Rules 5 and 6: a counter is not resisted by the same event, and leads to mechanisms that exist.
    fn counters(&mut self, m: &Mechanism) {
        for counter in &m.counters {
            for id in &counter.next {
                self.exists(m, "next", id);
            }
            for &pmid in &counter.pmid {
                self.publication(m, pmid);
            }
            if counter.pmid.is_empty() {
                self.says(
                    "K0101",
                    m,
                    &format!(
                        "the counter {} has no publication",
                        counter.drugs.join(" + ")
                    ),
                    "add pmid",
                );
            }
            for &eid in &counter.civic {
                self.counter_item(m, counter, eid);
            }
            if let Some(Err(error)) = counter.covers.as_ref().map(|covers| &covers.event) {
                self.says(
                    "K0104",
                    m,
                    &format!("covers: {error}"),
                    "write it as an event",
                );
            }
            if let Some(other) = self.resisted(m, counter) {
                self.says(
                    "K0105",
                    m,
                    &format!(
                        "the counter {} is resisted by the same event, says {other}",
                        counter.drugs.join(" + ")
                    ),
                    "leave one of them out",
                );
            }
        }
    }

    /// A mechanism of the same event in the same file that resists all drugs of the counter.
    fn resisted(&self, m: &Mechanism, counter: &Counter) -> Option<String> {
        let given = &counter.drugs;
        let all = self.catalogue.mechanisms.iter();
        let mut same = all.filter(|o| o.at.file == m.at.file && o.event == m.event);
        // One drug may fail where several together act, and the other way round.
        let alike = |o: &Mechanism| match o.relation {
            Together::Any => given.len() == 1 || counter.relation == Together::Any,
            relation => relation == counter.relation && given.len() == o.drugs.len(),
        };
        let supported = |o: &Mechanism| {
            let mut items = o.evidence.iter();
            items.any(|e| e.direction == super::Direction::Supports)
        };
        let by = |o: &Mechanism| {
            !given.is_empty()
                && alike(o)
                && supported(o)
                && o.effect.direction == super::Outcome::Resistance
                && o.context.iter().any(|c| m.context.contains(c))
                && given.iter().all(|d| o.drugs.contains(d))
                && counter.strategy == super::Strategy::Switch
        };
        same.find(|o| by(o)).map(|o| o.id.clone())
    }

    fn exists(&mut self, m: &Mechanism, key: &str, id: &str) {
        if self.catalogue.mechanism(id).is_none() {
            self.says(
                "K0106",
                m,
                &format!("{key}: there is no mechanism \"{id}\""),
                "give the name of one",
            );
        }
    }

    /// Rule 8: a number has a publication of its own.
    fn numbers(&mut self, m: &Mechanism) {
        if let Some(fold) = &m.effect.fold_ic50 {
            if fold.pmid.is_empty() {
                self.says("K0109", m, "fold_ic50 has no publication", "add pmid");
            }
            for &pmid in &fold.pmid {
                self.publication(m, pmid);
            }
            if !(fold.low >= 1.0 && fold.high >= fold.low && fold.high.is_finite()) {
                self.says(
                    "K0109",
                    m,
                    "fold_ic50 is no range of factors from 1 on",
                    "mend low and high",
                );
            }
        }
        if let Some(frequency) = &m.frequency {
            self.publication(m, frequency.pmid);
            if frequency.of == 0 || frequency.n > frequency.of {
                self.says("K0109", m, "frequency is no share", "mend n and N");
            }
        }
    }
}
