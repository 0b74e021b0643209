//! Answers for the atoms of an event from the findings of one sample.

use forestall_base::{Found, Measurement, Profile};
use smallvec::SmallVec;

use super::facts::{ByGene, Fact};
use super::ladder::{Matched, Rung, matched, truth};
use super::measured::measured;
use super::outcome::{Outcome, Seen};
use super::told::Asking;
use crate::profile::catalogue::Catalogue;
use crate::profile::event::{Alteration, Answers, Atom, EventState, Filter, Quantity, Truth};
use crate::profile::reversion::{ReversionFacts, ReversionVerdict, sample_reversions};

/// One sample, asked about one event.
pub(super) struct Sample<'s, 'a> {
    profile: &'s Profile,
    catalogue: &'s Catalogue,
    genes: &'s ByGene<'a>,
    /// Whether what is not listed is not there.
    closed: bool,
    rung: Option<Rung>,
    found: Vec<String>,
    seen: SmallVec<[Seen; 1]>,
    unclear: Vec<(String, &'static str)>,
}

impl Answers for Sample<'_, '_> {
    fn atom(&mut self, atom: &Atom) -> Truth {
        let answer = match &atom.alteration {
            Alteration::Fusion(first, second, _) => {
                self.fusion(first.as_deref(), second.as_deref(), atom)
            }
            Alteration::Reversion(gene) => self.reversion(gene),
            Alteration::State(gene, EventState::WildType) => self.wild_type(gene),
            Alteration::Score(name) | Alteration::Genome(name, _) => self.of_gene(name, atom),
            other => match other.genes().first() {
                Some(gene) => self.of_gene(gene, atom),
                None => Truth::Unknown,
            },
        };
        if answer == Truth::Absent && !self.covered(&atom.alteration) {
            return Truth::Unknown;
        }
        answer
    }

    fn phase(&mut self, atoms: &[Atom], cis: bool) -> Truth {
        let all = atoms
            .iter()
            .map(|atom| self.atom(atom))
            .fold(Truth::Present, Truth::min);
        if all != Truth::Present {
            return all;
        }
        match self.on_one_molecule(atoms) {
            Some(one) if one == cis => Truth::Present,
            Some(_) => Truth::Absent,
            None => {
                let word = if cis {
                    "on one allele"
                } else {
                    "on different alleles"
                };
                let names: Vec<String> = atoms.iter().map(ToString::to_string).collect();
                self.unclear(
                    format!("whether {} lie {word} is not known", names.join(" and ")),
                    "phased reads",
                );
                Truth::Unknown
            }
        }
    }
}

impl<'s, 'a> Sample<'s, 'a> {
    /// What the findings of a sample answer to an event.
    pub(super) fn asked(
        profile: &'s Profile,
        catalogue: &'s Catalogue,
        genes: &'s ByGene<'a>,
        asking: &Asking<'_>,
    ) -> Outcome {
        let mut sample = Self {
            profile,
            catalogue,
            genes,
            closed: asking.closed,
            rung: None,
            found: Vec::new(),
            seen: SmallVec::new(),
            unclear: Vec::new(),
        };
        let truth = asking.event.truth(&mut sample);
        Outcome {
            truth,
            rung: sample.rung,
            found: sample.found.into(),
            seen: sample.seen,
            unclear: sample.unclear,
        }
    }

    fn unclear(&mut self, reason: String, assay: &'static str) {
        if !self.unclear.iter().any(|(known, _)| *known == reason) {
            self.unclear.push((reason, assay));
        }
    }

    fn saw(&mut self, fact: &Fact<'_>, rung: Rung) {
        self.rung = self.rung.max(Some(rung));
        let label = fact.label(self.profile);
        if !self.found.iter().any(|known| *known == label) {
            self.found.push(label.into_owned());
            self.seen.push(Seen {
                fraction: fact.finding.fraction(),
                index: Some(fact.index),
            });
        }
    }

    fn of_gene(&mut self, gene: &str, atom: &Atom) -> Truth {
        let known = self.catalogue.genes.find(gene);
        let symbol = known.map_or(gene, |g| g.symbol.as_str());
        let genes = self.genes;
        let mut best = Truth::Absent;
        let mut found: Option<(Rung, &Fact<'a>)> = None;
        for fact in genes.of(symbol) {
            let answer = matched(atom, fact, known);
            let here = match (&answer, filtered(&atom.filters, fact)) {
                (Matched::Yes(_), Err(reason)) => {
                    self.unclear(reason, "counted reads or copies");
                    Truth::Unknown
                }
                (Matched::Yes(_), Ok(false)) => Truth::Absent,
                (Matched::Unclear(reason), _) => {
                    self.unclear(
                        format!("{symbol}: {reason}"),
                        "annotation, or a test of function",
                    );
                    Truth::Unknown
                }
                _ => truth(&answer),
            };
            if let (Matched::Yes(rung), Truth::Present) = (&answer, here)
                && found.as_ref().is_none_or(|(best, _)| rung < best)
            {
                found = Some((*rung, fact));
            }
            best = best.max(here);
        }
        if let Some((rung, fact)) = found {
            self.saw(fact, rung);
        }
        best
    }

    /// Whether a second variant restores the gene on the same allele; what is only possible is not known.
    fn reversion(&mut self, gene: &str) -> Truth {
        let known = self.catalogue.genes.find(gene);
        let symbol = known.map_or(gene, |g| g.symbol.as_str());
        let genes = self.genes;
        let mut facts = genes.of(symbol);
        let indices: Vec<usize> = facts.clone().map(|f| f.index).collect();
        let calls = sample_reversions(self.profile, symbol, &indices, &ReversionFacts::default());
        if calls.is_empty() && !facts.any(Fact::inactivates) {
            self.unclear(
                format!("a reversion of {gene} needs the first, pathogenic change"),
                "sequencing of the germline, or of the tumour before therapy",
            );
            return Truth::Unknown;
        }
        let mut best = Truth::Absent;
        for call in calls {
            match call.verdict {
                ReversionVerdict::Restored => {
                    self.rung = self.rung.max(Some(Rung::GeneEffect));
                    self.found.push(format!(
                        "{symbol} {} restored by {}",
                        call.pathogenic, call.second
                    ));
                    self.seen.push(Seen {
                        fraction: self.profile.findings[call.findings.1].fraction(),
                        index: Some(call.findings.1),
                    });
                    best = Truth::Present;
                }
                ReversionVerdict::NotRestored => {}
                verdict => {
                    let reason = format!(
                        "{symbol}: {} with {}: {verdict}",
                        call.pathogenic, call.second
                    );
                    self.unclear(reason, "reads that cover both changes, or long reads");
                    best = best.max(Truth::Unknown);
                }
            }
        }
        best
    }

    fn wild_type(&mut self, gene: &str) -> Truth {
        let genes = self.genes;
        let mut facts = genes.of(gene);
        if facts.clone().any(Fact::alters) {
            return Truth::Absent;
        }
        let told = facts.find(|f| *f.found == Found::WildType);
        if let Some(fact) = told {
            self.rung = self.rung.max(Some(Rung::Gene));
            self.found.push(format!("{gene} wild type"));
            self.seen.push(Seen {
                fraction: fact.finding.fraction(),
                index: None,
            });
            return Truth::Present;
        }
        let assessed = self.profile.coverage.of(Measurement::Mutations);
        if assessed.covers(gene) == Some(true) {
            self.rung = self.rung.max(Some(Rung::Gene));
            self.found.push(format!("{gene} wild type"));
            self.seen.push(Seen {
                fraction: None,
                index: None,
            });
            return Truth::Present;
        }
        self.unclear(
            format!("nobody says that {gene} was looked at"),
            "a list of the genes covered (--panel)",
        );
        Truth::Unknown
    }

    fn fusion(&mut self, first: Option<&str>, second: Option<&str>, atom: &Atom) -> Truth {
        let genes = self.genes;
        let symbol = |text: &str| {
            self.catalogue
                .genes
                .find(text)
                .map_or_else(|| text.to_owned(), |g| g.symbol.clone())
        };
        let is = |wanted: Option<&str>, own: Option<&str>| match (wanted, own) {
            (None, _) => true,
            (Some(wanted), Some(own)) => symbol(own) == symbol(wanted),
            (Some(_), None) => false,
        };
        let fits = |fact: &&Fact<'_>| {
            // Callers write the partners in either order.
            fact.partners.is_some_and(|(a, b)| {
                (is(first, Some(a)) && is(second, b)) || (is(first, b) && is(second, Some(a)))
            })
        };
        let found = genes.all().find(fits);
        match found {
            Some(fact) => match filtered(&atom.filters, fact) {
                Ok(true) => {
                    self.saw(fact, Rung::Exact);
                    Truth::Present
                }
                Ok(false) => Truth::Absent,
                Err(reason) => {
                    self.unclear(reason, "counted reads");
                    Truth::Unknown
                }
            },
            None => Truth::Absent,
        }
    }

    /// Whether the assay would have shown the alteration; where not, why is noted.
    fn covered(&mut self, alteration: &Alteration) -> bool {
        if self.closed {
            return true;
        }
        let (measurement, what, assay) = measured(alteration);
        let assessed = self.profile.coverage.of(measurement);
        let genes = alteration.genes();
        let gene = genes.first().copied().unwrap_or_default();
        match assessed.covers(gene) {
            Some(true) => true,
            Some(false) if *assessed == forestall_base::Assessed::Nothing => {
                self.unclear(format!("no {what} data"), assay);
                false
            }
            Some(false) => {
                self.unclear(format!("{gene} is not on the panel"), assay);
                false
            }
            None => {
                self.unclear(
                    "coverage not stated: what is not listed may not have been looked for"
                        .to_owned(),
                    "a list of the genes covered (--panel)",
                );
                false
            }
        }
    }

    /// Whether reads show the changes of all atoms on one molecule; `None`: they do not say.
    fn on_one_molecule(&self, atoms: &[Atom]) -> Option<bool> {
        let phases: Option<Vec<_>> = atoms
            .iter()
            .map(|atom| {
                let gene = *atom.alteration.genes().first()?;
                let known = self.catalogue.genes.find(gene);
                let mut facts = self.genes.of(known.map_or(gene, |g| g.symbol.as_str()));
                let own = facts.find(|f| matches!(matched(atom, f, known), Matched::Yes(_)))?;
                match own.found {
                    Found::Change { phase, .. } => *phase,
                    _ => None,
                }
            })
            .collect();
        let phases = phases?;
        let first = phases.first()?;
        phases
            .iter()
            .all(|p| p.set == first.set)
            .then(|| phases.iter().all(|p| p.strand == first.strand))
    }
}

/// Whether the conditions hold; `Err`: a number they need is not there.
fn filtered(filters: &[Filter], fact: &Fact<'_>) -> Result<bool, String> {
    for filter in filters {
        let number = match filter.quantity {
            Quantity::AlleleFraction => fact.finding.fraction(),
            Quantity::Reads => fact.finding.reads.map(|r| f64::from(r.alternate)),
            Quantity::Copies => fact.copies,
            Quantity::Score => fact.score,
            Quantity::CellFraction => None,
        };
        let Some(number) = number else {
            return Err(format!("no {} is given", filter.quantity.word()));
        };
        if !filter.comparison.holds(number, filter.value) {
            return Ok(false);
        }
    }
    Ok(true)
}
