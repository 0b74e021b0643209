//! Reversions among the findings of one sample.

use forestall_base::{Consequence, Found, Profile};
use serde::Serialize;

use super::scan::on_one_allele;
use super::{CodingVariant, Reversion, ReversionCandidate, ReversionVerdict, reversion};
use crate::profile::change::{ChangeKind, CodingChange, Edited, ProteinChange};
use crate::profile::phase::{Allelic, Bounds, Proof};

/// Genes of homologous recombination in which reversions are looked for unless others are named.
pub const REVERTING_GENES: [&str; 5] = ["BRCA1", "BRCA2", "PALB2", "RAD51C", "RAD51D"];

/// Level of what allele fractions say of alleles.
const LEVEL: f64 = 0.99;
/// Bases that a pair of short reads covers, about.
const SHORT_READS: u32 = 150;

/// What is known beside the findings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReversionFacts<'a> {
    /// A pathogenic variant that the sample need not list, such as one known from the germline.
    pub pathogenic: Option<CodingVariant>,
    /// Whether the variants are known to lie on one allele (or on different ones), where reads do not show it.
    pub cis: Option<bool>,
    /// The coding sequence from its start to its stop codon.
    pub sequence: Option<&'a str>,
}

/// A pathogenic variant, a second one, and whether the second restores the gene.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReversionCall {
    /// Gene.
    pub gene: String,
    /// The pathogenic variant.
    pub pathogenic: String,
    /// The second variant.
    pub second: String,
    /// Numbers of the findings; `None`: stated beside the profile.
    #[serde(skip)]
    pub findings: (Option<usize>, usize),
    /// What became of the gene.
    pub verdict: ReversionVerdict,
    /// By which rule.
    pub rule: super::ReversionRule,
    /// The arithmetic, and what it leaves open.
    pub reason: String,
    /// Whether both lie on one allele.
    pub cis: Proof,
    /// Bases between the two on the reference.
    pub apart: Option<u32>,
    /// Codons read out of frame between the two.
    pub codons_out_of_frame: Option<u32>,
    /// Chance that as many random codons hold no stop.
    pub free_of_stops: Option<f64>,
    /// What would tell more; empty where all is told.
    pub would_tell: String,
}

/// Judges all pairs of a pathogenic variant of `gene` and a second one among these findings of one sample, in the order of the
/// findings. Substitutions that touch no premature stop are no candidates.
///
/// Of two variants that both destroy the gene, the pathogenic one is that with the larger allele fraction, then the one listed first.
/// A pathogenic variant counts as inherited, as it mostly is in these genes: normal cells carry one copy of it.
#[must_use]
pub fn sample_reversions(
    profile: &Profile,
    gene: &str,
    findings: &[usize],
    facts: &ReversionFacts<'_>,
) -> Vec<ReversionCall> {
    let own: Vec<Variant> = findings
        .iter()
        .filter_map(|&index| Variant::of(profile, index))
        .collect();
    let mut calls = Vec::new();
    if let Some(stated) = &facts.pathogenic {
        let primary = Variant {
            index: None,
            words: stated
                .coding
                .as_ref()
                .map_or_else(|| "?".to_owned(), ToString::to_string),
            candidate: ReversionCandidate {
                variant: stated.clone(),
                ..ReversionCandidate::default()
            },
            fraction: 1.0,
            destroys: true,
        };
        // The same variant in the sample brings its reads and its haplotype.
        let listed = own.iter().find(|v| v.coding() == stated.coding.as_ref());
        let primary = listed.map_or(primary, |v| Variant {
            candidate: v.candidate.clone(),
            index: v.index,
            words: v.words.clone(),
            fraction: v.fraction,
            destroys: true,
        });
        for second in own.iter().filter(|v| v.index != primary.index) {
            calls.extend(call(gene, &primary, second, facts));
        }
        return calls;
    }
    for (i, a) in own.iter().enumerate() {
        for b in &own[i + 1..] {
            let (primary, second) = match (a.destroys, b.destroys) {
                (false, false) => continue,
                (false, true) => (b, a),
                (true, true) if b.fraction > a.fraction => (b, a),
                _ => (a, b),
            };
            calls.extend(call(gene, primary, second, facts));
        }
    }
    calls
}

/// A variant of the gene.
struct Variant {
    /// Number of its finding.
    index: Option<usize>,
    /// In words.
    words: String,
    candidate: ReversionCandidate,
    fraction: f64,
    /// Whether it destroys the gene, by itself.
    destroys: bool,
}

impl Variant {
    fn of(profile: &Profile, index: usize) -> Option<Self> {
        let finding = &profile.findings[index];
        let Found::Change {
            protein,
            coding,
            consequence,
            phase,
            ..
        } = &finding.found
        else {
            return None;
        };
        if matches!(consequence, Consequence::Silent | Consequence::NonCoding) {
            return None;
        }
        let text = |name| profile.names.text(name);
        let protein = protein.and_then(|p| ProteinChange::parse(text(p)).ok());
        let protein = protein.filter(|p| p.kind() != ChangeKind::Unknown);
        if protein
            .as_ref()
            .is_some_and(|p| p.kind() == ChangeKind::Silent)
        {
            return None;
        }
        let coding = coding.and_then(|c| CodingChange::parse(text(c)).ok());
        let shifts = coding.as_ref().and_then(CodingChange::net_length);
        let destroys = protein.as_ref().is_some_and(ProteinChange::truncates)
            || matches!(
                consequence,
                Consequence::Nonsense
                    | Consequence::Frameshift
                    | Consequence::SpliceSite
                    | Consequence::StartLost
            )
            || shifts.is_some_and(|n| n % 3 != 0);
        let words = match (&coding, &protein) {
            (Some(c), Some(p)) => format!("{c} ({p})"),
            (Some(c), None) => c.to_string(),
            (None, Some(p)) => p.to_string(),
            (None, None) => return None,
        };
        let purity = profile
            .samples
            .get(finding.sample as usize)
            .and_then(|s| s.purity)
            .filter(|p| *p > 0.0 && *p <= 1.0)
            .unwrap_or(1.0);
        let allelic = finding.reads.filter(|r| r.depth > 0).map(|r| Allelic {
            purity: Bounds::exactly(purity),
            ..Allelic::diploid(r.alternate, r.depth, purity)
        });
        Some(Self {
            index: Some(index),
            words,
            candidate: ReversionCandidate {
                variant: CodingVariant { coding, protein },
                allelic,
                phase: *phase,
            },
            fraction: finding.fraction().unwrap_or(0.0),
            destroys,
        })
    }

    fn coding(&self) -> Option<&CodingChange> {
        self.candidate.variant.coding.as_ref()
    }

    /// Whether it could undo anything: it changes the length, or touches the codon of a stop.
    fn could_restore(&self, primary: &Self) -> bool {
        let Some(own) = self.coding() else {
            return self.destroys || self.protein_length_changes();
        };
        if !matches!(own.edited, Edited::Substitution(..)) {
            return true;
        }
        let stop = matches!(
            primary.candidate.variant.protein,
            Some(ProteinChange::Stop(_))
        );
        match (
            stop,
            primary.coding().and_then(CodingChange::codons),
            own.codons(),
        ) {
            (true, Some(stop), Some(hit)) => hit.0 <= stop.1 && stop.0 <= hit.1,
            _ => false,
        }
    }

    fn protein_length_changes(&self) -> bool {
        let growth = self
            .candidate
            .variant
            .protein
            .as_ref()
            .and_then(ProteinChange::growth);
        growth.is_some_and(|g| g != 0)
    }
}

fn call(
    gene: &str,
    primary: &Variant,
    second: &Variant,
    facts: &ReversionFacts<'_>,
) -> Option<ReversionCall> {
    if !second.could_restore(primary) {
        return None;
    }
    let mut inherited = primary.candidate.clone();
    if let Some(allelic) = &mut inherited.allelic {
        allelic.inherited = 1.0;
        allelic.most = 2.0;
    }
    let shown = on_one_allele(&inherited, &second.candidate, LEVEL);
    let cis = match (shown, facts.cis) {
        (Proof::Possible, Some(true)) => Proof::Proven,
        (Proof::Possible, Some(false)) => Proof::Excluded,
        (shown, _) => shown,
    };
    let judged: Reversion = reversion(
        &primary.candidate.variant,
        &second.candidate.variant,
        cis,
        facts.sequence,
    );
    let apart = primary
        .coding()
        .zip(second.coding())
        .map(|(a, b)| apart(a, b));
    Some(ReversionCall {
        gene: gene.to_owned(),
        pathogenic: primary.words.clone(),
        second: second.words.clone(),
        findings: (primary.index, second.index?),
        verdict: judged.verdict,
        rule: judged.rule,
        would_tell: would_tell(&judged, apart, facts.sequence.is_some()),
        reason: judged.reason,
        cis,
        apart,
        codons_out_of_frame: judged.stretch.map(|s| s.codons),
        free_of_stops: judged.stretch.map(|s| s.free_of_stops),
    })
}

/// Bases between two changes, 0 where they touch.
fn apart(a: &CodingChange, b: &CodingChange) -> u32 {
    let gap = (b.first.base - a.last.base - 1).max(a.first.base - b.last.base - 1);
    gap.max(0) as u32
}

/// What would tell more.
fn would_tell(call: &Reversion, apart: Option<u32>, sequence: bool) -> String {
    let mut all: Vec<String> = Vec::new();
    match (call.verdict, apart) {
        (ReversionVerdict::RestoredIfCis, Some(bases)) => all.push(if bases <= SHORT_READS {
            format!("reads that cover both ({bases} bases apart: short reads do), phased by the caller")
        } else {
            format!("long reads, or RNA across both ({bases} bases apart: short reads do not cover both)")
        }),
        (ReversionVerdict::NotAssessable, None) => {
            all.push("the coding change (HGVS c.) of both, on one transcript".to_owned());
        }
        (ReversionVerdict::Possible, _) => all.push("RNA, or the lengths of the exons".to_owned()),
        _ => {}
    }
    if call.stretch.is_some_and(|s| s.codons > 0) && !sequence {
        all.push("the coding sequence, for stops in the stretch out of frame".to_owned());
    }
    all.join("; ")
}
