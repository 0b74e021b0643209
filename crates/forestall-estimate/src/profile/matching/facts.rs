//! The findings of a sample, gene by gene.

use std::borrow::Cow;

use forestall_base::{Consequence, Finding, Found, Level, Name, Profile};
use smallvec::SmallVec;

use super::ladder::Matched;
use crate::profile::catalogue::Catalogue;
use crate::profile::change::{ChangeKind, CodingChange, ProteinChange};

/// The change of a protein that a finding names, if it can be read.
pub(super) fn protein_change(profile: &Profile, found: &Found) -> Option<ProteinChange> {
    let Found::Change {
        protein: Some(name),
        ..
    } = found
    else {
        return None;
    };
    ProteinChange::parse(profile.names.text(*name)).ok()
}

/// What a finding is, in words: `EGFR T790M`, `MET amplification (9 copies)`; small variants in canonical form.
#[must_use]
pub fn finding_label(profile: &Profile, index: usize) -> String {
    let change = protein_change(profile, &profile.findings[index].found);
    Fact::of(profile, change.as_ref(), index)
        .label(profile)
        .into_owned()
}

/// One finding, with what its words mean.
pub(super) struct Fact<'a> {
    /// Number of the finding in the profile.
    pub index: usize,
    pub finding: &'a Finding,
    pub found: &'a Found,
    /// Change of the protein, if it could be read.
    pub change: Option<&'a ProteinChange>,
    pub coding: Option<&'a str>,
    pub consequence: Option<Consequence>,
    /// Category in words.
    pub words: Option<&'a str>,
    /// What it is called, where that is known already.
    pub label: Option<&'a str>,
    pub level: Option<Level>,
    pub copies: Option<f64>,
    pub minor: Option<f32>,
    pub score: Option<f64>,
    /// Both genes of a fusion.
    pub partners: Option<(&'a str, Option<&'a str>)>,
}

impl<'a> Fact<'a> {
    /// A finding, and the change of the protein that it names.
    pub(super) fn of(
        profile: &'a Profile,
        change: Option<&'a ProteinChange>,
        index: usize,
    ) -> Self {
        let finding = &profile.findings[index];
        let text = |name: Name| profile.names.text(name);
        let mut fact = Self {
            index,
            finding,
            found: &finding.found,
            change,
            coding: None,
            consequence: None,
            words: None,
            label: None,
            level: None,
            copies: None,
            minor: None,
            score: None,
            partners: None,
        };
        match &finding.found {
            Found::Change {
                coding,
                consequence,
                ..
            } => {
                fact.coding = coding.map(text);
                fact.consequence = Some(*consequence);
            }
            Found::Copies {
                level,
                total,
                minor,
            } => {
                fact.level = Some(*level);
                fact.copies = total.map(f64::from);
                fact.minor = *minor;
            }
            Found::Fusion { partner, .. } => {
                fact.partners = Some((text(finding.gene), partner.map(text)));
            }
            Found::Category(name) => fact.words = Some(text(*name)),
            Found::Score(value) => fact.score = Some(f64::from(*value)),
            Found::WildType => {}
        }
        fact
    }

    pub(super) fn exon(&self) -> Option<u16> {
        match self.found {
            Found::Change { exon, .. } => *exon,
            _ => None,
        }
    }

    pub(super) fn is_change(&self) -> bool {
        matches!(self.found, Found::Change { .. })
    }

    /// Whether the protein is changed.
    pub(super) fn alters(&self) -> bool {
        match self.change.map(ProteinChange::kind) {
            Some(ChangeKind::Silent) => false,
            Some(ChangeKind::Unknown) | None => !matches!(
                self.consequence,
                None | Some(Consequence::Silent | Consequence::NonCoding | Consequence::Unstated)
            ),
            Some(_) => true,
        }
    }

    /// Whether the change ends the protein early or changes a splice site.
    pub(super) fn inactivates(&self) -> bool {
        self.change.is_some_and(|c| {
            c.truncates() || matches!(c.kind(), ChangeKind::Splice | ChangeKind::StartLoss)
        }) || matches!(
            self.consequence,
            Some(
                Consequence::Nonsense
                    | Consequence::Frameshift
                    | Consequence::SpliceSite
                    | Consequence::StartLost
            )
        ) || (self.change.is_none() && self.shifts_frame())
    }

    /// Whether its coding change, where only that is given, shifts the reading frame.
    fn shifts_frame(&self) -> bool {
        let coding = self.coding.and_then(|c| CodingChange::parse(c).ok());
        let length = coding.and_then(|c| c.net_length());
        length.is_some_and(|n| n % 3 != 0)
    }

    /// A small variant whose protein change nobody has written down.
    pub(super) fn nameless(&self) -> Matched {
        let coding = !matches!(
            self.consequence,
            Some(Consequence::Silent | Consequence::NonCoding)
        );
        if self.is_change() && coding {
            Matched::Unclear("no protein change in the row".to_owned())
        } else {
            Matched::No
        }
    }

    /// A change whose effect on the function nobody knows.
    pub(super) fn unclear_effect(&self) -> Matched {
        match self.change {
            Some(change) if self.alters() => Matched::Unclear(format!(
                "whether {change} changes the function is not known"
            )),
            _ => self.nameless(),
        }
    }

    /// The alteration in words.
    pub(super) fn label(&self, profile: &Profile) -> Cow<'a, str> {
        self.label
            .map_or_else(|| self.called(profile).into(), Cow::Borrowed)
    }

    fn called(&self, profile: &Profile) -> String {
        let gene = profile.names.text(self.finding.gene);
        match (self.change, self.words, self.level, self.partners) {
            (Some(change), ..) => format!("{gene} {change}"),
            (_, Some(words), ..) => format!("{gene} {words}"),
            (_, _, Some(level), _) => {
                let word = match level {
                    Level::DeepDeletion => "deep deletion",
                    Level::ShallowDeletion => "loss of a copy",
                    Level::Neutral => "no change of copies",
                    Level::Gain => "gain",
                    Level::Amplification => "amplification",
                };
                self.copies.map_or_else(
                    || format!("{gene} {word}"),
                    |n| format!("{gene} {word} ({} copies)", n as f32),
                )
            }
            (.., Some((first, second))) => format!("{first}::{}", second.unwrap_or("?")),
            _ => match (self.score, self.coding) {
                (Some(score), _) => format!("{gene} {}", score as f32),
                (None, Some(coding)) => format!("{gene} {coding}"),
                (None, None) => format!("{gene} (not named)"),
            },
        }
    }
}

/// The findings of one sample by the catalogue's symbol of their gene; a fusion stands with both of its genes.
#[derive(Default)]
pub(super) struct ByGene<'a>(SmallVec<[(&'a str, Fact<'a>); 2]>);

impl<'a> FromIterator<(&'a str, Fact<'a>)> for ByGene<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, Fact<'a>)>>(facts: I) -> Self {
        let mut all: SmallVec<_> = facts.into_iter().collect();
        all.sort_by_key(|(symbol, _)| *symbol);
        Self(all)
    }
}

impl<'a> ByGene<'a> {
    /// Those of one gene, in the order of the profile.
    pub(super) fn of(&self, symbol: &str) -> impl Iterator<Item = &Fact<'a>> + Clone {
        let from = self.0.partition_point(|(own, _)| *own < symbol);
        let own = self.0[from..].partition_point(|(own, _)| *own == symbol);
        self.0[from..from + own].iter().map(|(_, fact)| fact)
    }

    /// All of them, gene by gene.
    pub(super) fn all(&self) -> impl Iterator<Item = &Fact<'a>> {
        self.0.iter().map(|(_, fact)| fact)
    }
}

/// The catalogue's symbol of a word of a profile; the word itself where it is no gene of the catalogue.
pub(super) fn symbol<'a>(profile: &'a Profile, catalogue: &'a Catalogue, name: Name) -> &'a str {
    let text = profile.names.text(name);
    let known = catalogue.genes.find(text);
    known.map_or(text, |gene| gene.symbol.as_str())
}
