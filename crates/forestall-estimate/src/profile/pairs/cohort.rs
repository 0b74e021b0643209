//! Genes that are hit in more patients than their burden explains.

use std::collections::{BTreeMap, BTreeSet};

use super::statistics::{benjamini_hochberg, poisson_binomial_at_least, sign_test};
use super::{Fate, PairedEvent, PairedSamples};
use forestall_base::Measurement;

/// Coding lengths of the genes that were looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneLengths {
    lengths: BTreeMap<String, f64>,
    mean: f64,
    genes: usize,
}

impl GeneLengths {
    /// `genes` genes of equal length: what is taken where lengths are not known.
    #[must_use]
    pub fn uniform(genes: usize) -> Self {
        Self {
            lengths: BTreeMap::new(),
            mean: 1.0,
            genes: genes.max(1),
        }
    }

    /// Lengths of some genes, in bases, of `genes` in all; one that is not listed has their mean length.
    #[must_use]
    pub fn new(lengths: BTreeMap<String, f64>, genes: usize) -> Self {
        let lengths: BTreeMap<_, _> = lengths.into_iter().filter(|(_, l)| *l > 0.0).collect();
        let genes = genes.max(lengths.len()).max(1);
        let mean = if lengths.is_empty() {
            1.0
        } else {
            lengths.values().sum::<f64>() / lengths.len() as f64
        };
        Self {
            lengths,
            mean,
            genes,
        }
    }

    /// Number of genes.
    #[must_use]
    pub fn genes(&self) -> usize {
        self.genes
    }

    /// Part of all coding bases that lies in `gene`.
    #[must_use]
    pub fn share(&self, gene: &str) -> f64 {
        let length = self.lengths.get(gene).copied().unwrap_or(self.mean);
        length / (self.mean * self.genes as f64)
    }

    /// Part of all coding bases that lies in one codon of `gene`, if its length is listed.
    fn codon_share(&self, gene: &str) -> Option<f64> {
        let length = self.lengths.get(gene)?;
        Some(self.share(gene) * 3.0 / length)
    }
}

/// A gene in a cohort of pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortGene {
    /// Its symbol.
    pub gene: Box<str>,
    /// Patients with at least one such change, in order of their names.
    pub patients: Vec<Box<str>>,
    /// Patients expected from their burdens and the gene's length.
    pub expected: f64,
    /// Probability of at least as many patients (Poisson-binomial tail).
    pub p: f64,
    /// Adjusted for all genes (Benjamini and Hochberg).
    pub q: f64,
    /// Patients who gained a change and lost none, and who lost one and gained none.
    pub gained_lost: (usize, usize),
    /// Two-sided exact sign test of the two.
    pub sign_p: f64,
}

/// A codon changed in two patients at least.
#[derive(Debug, Clone, PartialEq)]
pub struct Hotspot {
    /// Gene.
    pub gene: Box<str>,
    /// Codon.
    pub codon: u32,
    /// Changes, each once, in order.
    pub changes: Vec<Box<str>>,
    /// Patients, in order of their names.
    pub patients: Vec<Box<str>>,
    /// Probability of at least as many patients by chance, where the gene's length is known.
    pub p: Option<f64>,
}

/// An event that is no small variant (amplification, deletion, fusion, category), with the patients who have it.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortEvent {
    /// Gene.
    pub gene: Box<str>,
    /// Event.
    pub event: Box<str>,
    /// Patients, in order of their names.
    pub patients: Vec<Box<str>>,
    /// Patients who gained it, and who lost it.
    pub gained_lost: (usize, usize),
    /// Two-sided exact sign test of the two.
    pub sign_p: f64,
    /// Adjusted for all such events of this fate (Benjamini and Hochberg).
    pub sign_q: f64,
}

/// Changes of one fate in a cohort.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CohortTable {
    /// Codons changed in two patients at least, most patients first.
    pub hotspots: Vec<Hotspot>,
    /// Genes, smallest p-value first.
    pub genes: Vec<CohortGene>,
    /// Events that are no small variants, most patients first.
    pub events: Vec<CohortEvent>,
}

/// What a cohort of pairs shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cohort {
    /// Number of pairs.
    pub pairs: usize,
    /// What was acquired.
    pub acquired: CohortTable,
    /// What was lost.
    pub lost: CohortTable,
    /// Events that could not be judged, over all pairs.
    pub not_assessable: usize,
}

/// Tests each gene for more acquired (and lost) non-silent changes than each patient's burden and the gene's length explain.
#[must_use]
pub fn cohort(pairs: &[PairedSamples], lengths: &GeneLengths) -> Cohort {
    Cohort {
        pairs: pairs.len(),
        acquired: table(pairs, Fate::Acquired, Fate::Lost, lengths),
        lost: table(pairs, Fate::Lost, Fate::Acquired, lengths),
        not_assessable: pairs
            .iter()
            .flat_map(|p| &p.events)
            .filter(|e| e.fate == Fate::NotAssessable)
            .count(),
    }
}

/// Whether an event is a non-silent small variant of this fate.
fn counts(event: &PairedEvent, fate: Fate) -> bool {
    event.fate == fate && !event.silent && event.measured == Measurement::Mutations
}

type Patients<'a> = BTreeSet<&'a str>;

fn hit(pairs: &[PairedSamples], fate: Fate) -> BTreeMap<&str, Patients<'_>> {
    let mut genes: BTreeMap<&str, Patients<'_>> = BTreeMap::new();
    for pair in pairs {
        for event in pair.events.iter().filter(|e| counts(e, fate)) {
            genes.entry(&event.gene).or_default().insert(&pair.patient);
        }
    }
    genes
}

fn owned(patients: &Patients<'_>) -> Vec<Box<str>> {
    patients.iter().map(|p| (*p).into()).collect()
}

fn table(
    pairs: &[PairedSamples],
    fate: Fate,
    opposite: Fate,
    lengths: &GeneLengths,
) -> CohortTable {
    let burdens: Vec<usize> = pairs
        .iter()
        .map(|pair| pair.events.iter().filter(|e| counts(e, fate)).count())
        .collect();
    // Chance of each patient to be hit at least once where a part `share` of all bases lies.
    let chances = |share: f64| -> Vec<f64> {
        let once = |burden: &usize| -libm::expm1(*burden as f64 * libm::log1p(-share.min(1.0)));
        burdens.iter().map(once).collect()
    };
    let (here, there) = (hit(pairs, fate), hit(pairs, opposite));
    let none = Patients::new();
    let mut genes: Vec<CohortGene> = here
        .iter()
        .map(|(gene, patients)| {
            let each = chances(lengths.share(gene));
            let others = there.get(gene).unwrap_or(&none);
            let gained_lost = (
                patients.difference(others).count(),
                others.difference(patients).count(),
            );
            let mut sorted = each.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            CohortGene {
                gene: (*gene).into(),
                patients: owned(patients),
                expected: sorted.iter().sum(),
                p: poisson_binomial_at_least(patients.len(), &each),
                q: 1.0,
                gained_lost: if fate == Fate::Acquired {
                    gained_lost
                } else {
                    (gained_lost.1, gained_lost.0)
                },
                sign_p: sign_test(gained_lost.0, gained_lost.1),
            }
        })
        .collect();
    let p: Vec<f64> = genes.iter().map(|g| g.p).collect();
    for (gene, q) in genes
        .iter_mut()
        .zip(benjamini_hochberg(&p, lengths.genes()))
    {
        gene.q = q;
    }
    genes.sort_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.gene.cmp(&b.gene)));
    CohortTable {
        hotspots: hotspots(pairs, fate, |gene| lengths.codon_share(gene).map(&chances)),
        genes,
        events: others(pairs, fate, opposite),
    }
}

fn hotspots(
    pairs: &[PairedSamples],
    fate: Fate,
    chances: impl Fn(&str) -> Option<Vec<f64>>,
) -> Vec<Hotspot> {
    let mut codons: BTreeMap<(&str, u32), (Patients<'_>, BTreeSet<&str>)> = BTreeMap::new();
    for pair in pairs {
        for event in pair.events.iter().filter(|e| counts(e, fate)) {
            if let Some(codon) = event.codon {
                let entry = codons.entry((&event.gene, codon)).or_default();
                entry.0.insert(&pair.patient);
                entry.1.insert(&event.event);
            }
        }
    }
    let mut found: Vec<Hotspot> = codons
        .into_iter()
        .filter(|(_, (patients, _))| patients.len() >= 2)
        .map(|((gene, codon), (patients, changes))| Hotspot {
            gene: gene.into(),
            codon,
            changes: changes.into_iter().map(Into::into).collect(),
            p: chances(gene).map(|each| poisson_binomial_at_least(patients.len(), &each)),
            patients: owned(&patients),
        })
        .collect();
    found.sort_by_key(|h| std::cmp::Reverse(h.patients.len()));
    found
}

fn others(pairs: &[PairedSamples], fate: Fate, opposite: Fate) -> Vec<CohortEvent> {
    let of = |wanted: Fate| {
        let mut events: BTreeMap<(&str, &str), Patients<'_>> = BTreeMap::new();
        for pair in pairs {
            for event in &pair.events {
                if event.fate == wanted && event.measured != Measurement::Mutations {
                    let patients = events.entry((&event.gene, &event.event)).or_default();
                    patients.insert(&pair.patient);
                }
            }
        }
        events
    };
    let there = of(opposite);
    let mut found: Vec<CohortEvent> = of(fate)
        .into_iter()
        .map(|((gene, event), patients)| {
            let others = there.get(&(gene, event)).map_or(0, BTreeSet::len);
            let (gained, lost) = if fate == Fate::Acquired {
                (patients.len(), others)
            } else {
                (others, patients.len())
            };
            CohortEvent {
                gene: gene.into(),
                event: event.into(),
                patients: owned(&patients),
                gained_lost: (gained, lost),
                sign_p: sign_test(gained, lost),
                sign_q: 1.0,
            }
        })
        .collect();
    let p: Vec<f64> = found.iter().map(|e| e.sign_p).collect();
    for (event, q) in found.iter_mut().zip(benjamini_hochberg(&p, p.len())) {
        event.sign_q = q;
    }
    found.sort_by_key(|e| std::cmp::Reverse(e.patients.len()));
    found
}
