//! Events in words, as a clinician reads them.

use super::{Alteration, Atom, Comparison, Event, EventState, ExonKind, Filter, Quantity};

/// An event of the grammar in words; any other text as it is.
///
/// ```
/// use forestall_estimate::profile::in_words;
/// assert_eq!(in_words("KRAS exon(2, mut)"), "KRAS exon 2 mutation");
/// assert_eq!(in_words("fusion(*, ALK) AND ALK amp"), "ALK fusion and ALK amplification");
/// ```
#[must_use]
pub fn in_words(event: &str) -> String {
    let parsed: Result<Event, _> = event.parse();
    parsed.map_or_else(|_| event.to_owned(), |event| event.words())
}

impl Event {
    /// The event in words.
    fn words(&self) -> String {
        match self {
            Self::Atom(atom) => atom.words(),
            Self::Not(inner) => match **inner {
                Self::Atom(_) => format!("no {}", inner.words()),
                _ => format!("not {}", inner.part()),
            },
            Self::And(all) => joined(all.iter().map(Self::part), " and "),
            Self::Or(all) => joined(all.iter().map(Self::part), " or "),
            Self::Cis(all) => joined(all.iter().map(Atom::words), " and ") + " on one allele",
            Self::Trans(all) => {
                joined(all.iter().map(Atom::words), " and ") + " on different alleles"
            }
        }
    }

    /// The same as a part of another event.
    fn part(&self) -> String {
        match self {
            Self::Atom(_) | Self::Not(_) => self.words(),
            _ => format!("({})", self.words()),
        }
    }
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

impl Atom {
    fn words(&self) -> String {
        let name = self.alteration.words();
        if self.filters.is_empty() {
            return match self.alteration {
                Alteration::Score(_) => format!("high {name}"),
                _ => name,
            };
        }
        let filters = self.filters.iter().map(|filter| {
            let Filter {
                quantity,
                comparison,
                value,
            } = filter;
            let (quantity, comparison) = (measured(*quantity), sign(*comparison));
            format!("{quantity} {comparison} {value}")
        });
        format!("{name} ({})", joined(filters, ", "))
    }
}

impl Alteration {
    fn words(&self) -> String {
        match self {
            Self::Exon {
                gene,
                exons: (first, last),
                kind,
            } => {
                let kind = altered(*kind);
                if first == last {
                    format!("{gene} exon {first} {kind}")
                } else {
                    format!("{gene} exons {first} to {last} {kind}")
                }
            }
            Self::State(gene, state) => format!("{gene} {}", said(*state)),
            Self::Phospho(gene, site) => format!("{gene} phosphorylation at {site}"),
            Self::Isoform(gene, name) => format!("{gene} isoform {name}"),
            Self::Domain(gene, name, kind) => format!("{gene} {name} domain {}", altered(*kind)),
            Self::Other(gene, not) => {
                // The gene is said once.
                let inner = not.words();
                let inner = inner.strip_prefix(&**gene).unwrap_or(&inner).trim_start();
                format!("{gene} mutation other than {inner}")
            }
            Self::Fusion(first, second, exons) => {
                let partners: Vec<&str> = first.iter().chain(second).map(AsRef::as_ref).collect();
                let exons = exons.map(|(a, b)| format!(" of exons {a} and {b}"));
                let name = if partners.is_empty() {
                    "any fusion".to_owned()
                } else {
                    partners.join("::") + " fusion"
                };
                name + &exons.unwrap_or_default()
            }
            Self::Coding(gene, text) => format!("{gene} c.{text}"),
            Self::Polymorphism(gene, number) => format!("{gene} rs{number}"),
            Self::Allele(gene, name) if name.starts_with('*') => format!("{gene}{name}"),
            Self::Allele(gene, name) => format!("{gene} {name} allele"),
            Self::Reversion(gene) => format!("{gene} reversion"),
            Self::Score(name) => format!("{name} score"),
            Self::Words(gene, words) => format!("{gene} {words}"),
            Self::Protein(..) | Self::Genome(..) => self.to_string(),
        }
    }
}

fn altered(kind: ExonKind) -> &'static str {
    match kind {
        ExonKind::Insertion => "insertion",
        ExonKind::Deletion => "deletion",
        ExonKind::Indel => "insertion or deletion",
        ExonKind::Mutation => "mutation",
        ExonKind::Skipping => "skipping",
        ExonKind::Frameshift => "frameshift",
    }
}

fn said(state: EventState) -> &'static str {
    match state {
        EventState::Mutated => "mutation",
        EventState::LossOfFunction => "loss of function",
        EventState::Truncated => "truncation",
        EventState::Frameshift => "frameshift",
        EventState::GainOfFunction => "gain of function",
        EventState::WildType => "wild type",
        EventState::Loss => "loss",
        EventState::Amplified => "amplification",
        EventState::TandemDuplication => "internal tandem duplication",
        EventState::Biallelic => "biallelic loss",
        EventState::LossOfHeterozygosity => "loss of heterozygosity",
        EventState::Over => "overexpression",
        EventState::Under => "low expression",
        EventState::Expressed => "expression",
        EventState::Methylated => "promoter methylation",
        EventState::Rearranged => "rearrangement",
    }
}

fn measured(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::AlleleFraction => "allele fraction",
        Quantity::CellFraction => "cancer cell fraction",
        Quantity::Copies => "copies",
        Quantity::Score => "z-score",
        Quantity::Reads => "reads",
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::AtLeast => "≥",
        Comparison::AtMost => "≤",
        Comparison::Above => ">",
        Comparison::Below => "<",
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use crate::profile::catalogue::Catalogue;

    #[test]
    fn each_kind_of_event_has_its_words() {
        for (event, words) in [
            ("EGFR T790M", "EGFR T790M"),
            ("KRAS G12/G13", "KRAS G12/G13"),
            ("EGFR exon(19, del)", "EGFR exon 19 deletion"),
            ("EGFR exon(18-21, mut)", "EGFR exons 18 to 21 mutation"),
            ("MET exon(14, skip)", "MET exon 14 skipping"),
            ("MET amp", "MET amplification"),
            ("ERBB3 over", "ERBB3 overexpression"),
            ("SMAD4 under", "SMAD4 low expression"),
            ("FLT3 itd", "FLT3 internal tandem duplication"),
            (
                "RB1 lof AND TP53 lof",
                "RB1 loss of function and TP53 loss of function",
            ),
            ("AKT1 phospho(S473)", "AKT1 phosphorylation at S473"),
            ("AR isoform(AR-V7)", "AR isoform AR-V7"),
            ("ERBB2 domain(kinase, mut)", "ERBB2 kinase domain mutation"),
            ("BRAF other(V600)", "BRAF mutation other than V600"),
            ("fusion(EML4, ALK)", "EML4::ALK fusion"),
            (
                "fusion(EML4, ALK, e6::e20)",
                "EML4::ALK fusion of exons 6 and 20",
            ),
            ("fusion(FGFR3, *)", "FGFR3 fusion"),
            ("JAK2 c(1641+1dup)", "JAK2 c.1641+1dup"),
            ("TYMS rs(34743033)", "TYMS rs34743033"),
            ("UGT1A1 allele(*28)", "UGT1A1*28"),
            ("TYMS allele(3R/3R)", "TYMS 3R/3R allele"),
            ("reversion(BRCA2)", "BRCA2 reversion"),
            ("score(EMT)", "high EMT score"),
            ("score(EMT) expr_z >= 2", "EMT score (z-score ≥ 2)"),
            ("MSI high", "MSI high"),
            (
                "EGFR T790M vaf >= 0.05",
                "EGFR T790M (allele fraction ≥ 0.05)",
            ),
            (
                "EGFR L858R AND NOT EGFR T790M",
                "EGFR L858R and no EGFR T790M",
            ),
            (
                "NOT (KRAS mut OR NRAS mut)",
                "not (KRAS mutation or NRAS mutation)",
            ),
            (
                "fusion(*, RET) AND (RET G810C OR RET G810S)",
                "RET fusion and (RET G810C or RET G810S)",
            ),
            (
                "cis(ALK C1156Y, ALK L1198F) AND fusion(*, ALK)",
                "(ALK C1156Y and ALK L1198F on one allele) and ALK fusion",
            ),
            (
                "trans(IDH2 R140Q, IDH2 Q316E)",
                "IDH2 R140Q and IDH2 Q316E on different alleles",
            ),
            ("no event at all", "no event at all"),
        ] {
            assert_eq!(in_words(event), words, "{event}");
        }
    }

    /// No abbreviation or bracket of the grammar is left in the words of the catalogue's events.
    #[test]
    fn no_grammar_is_left_in_the_words_of_the_catalogue() {
        let catalogue = Catalogue::embedded().unwrap();
        let short = [
            "mut", "amp", "lof", "gof", "del", "ins", "expr", "methyl", "trunc", "itd", "loh",
            "wt", "skip", "AND", "OR", "NOT",
        ];
        for mechanism in &catalogue.mechanisms {
            let words = mechanism.event.words();
            let mut parts = words.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(!parts.any(|part| short.contains(&part)), "{words}");
            for call in [
                "exon(", "fusion(", "score(", "cis(", "trans(", "state(", "domain(",
            ] {
                assert!(!words.contains(call), "{words}");
            }
        }
    }
}
