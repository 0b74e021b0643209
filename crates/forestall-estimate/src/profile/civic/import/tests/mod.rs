mod rows;
mod whole_file;

use std::collections::BTreeSet;

use forestall_base::{Assessed, Consequence, Finding, Found, Measurement, Profile};

use super::CivicImport;
use crate::profile::catalogue::Catalogue;
use crate::profile::event::{Alteration, Event, EventState, ExonKind};

fn embedded() -> &'static Catalogue {
    Catalogue::embedded().unwrap_or_else(|e| panic!("{e}"))
}

/// The built-in tables of drugs, diseases and genes with the imported mechanisms alone.
fn imported(import: &CivicImport) -> Catalogue {
    let mut tables = embedded().clone();
    tables.mechanisms.clear();
    let files: Vec<(&str, &str)> = (import.files.iter())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    tables.with(&files).unwrap_or_else(|e| panic!("{e}"))
}

/// A tumour that shows every alteration of these events, as far as a finding can be written down for it.
fn showing<'a>(events: impl Iterator<Item = &'a Event>) -> Profile {
    let mut profile = Profile::default();
    let sample = profile.sample("S1");
    let mut seen = BTreeSet::new();
    for atom in events.flat_map(Event::atoms) {
        if !seen.insert(atom.to_string()) {
            continue;
        }
        let words = |state: EventState| match state {
            EventState::Amplified => "amplification",
            EventState::Over => "overexpression",
            EventState::Under => "underexpression",
            EventState::Expressed => "expression",
            EventState::Mutated => "mutation",
            EventState::LossOfFunction => "loss of function",
            EventState::GainOfFunction => "gain of function",
            EventState::TandemDuplication => "ITD",
            EventState::Methylated => "methylation",
            EventState::LossOfHeterozygosity => "loh",
            EventState::Biallelic => "biallelic",
            _ => "loss",
        };
        let mut category = |text: &str| Found::Category(profile.names.intern(text));
        let found = match &atom.alteration {
            Alteration::State(_, EventState::WildType) => Found::WildType,
            Alteration::State(_, state) => category(words(*state)),
            Alteration::Words(_, text) | Alteration::Isoform(_, text) => category(text),
            Alteration::Phospho(_, site) => category(&format!("{site} phosphorylation")),
            Alteration::Fusion(first, second, _) => Found::Fusion {
                partner: (first.as_ref().and(second.as_ref()))
                    .map(|gene| profile.names.intern(gene)),
                exons: None,
            },
            Alteration::Exon { exons, kind, .. } => Found::Change {
                protein: None,
                coding: None,
                consequence: match kind {
                    ExonKind::Insertion => Consequence::InframeInsertion,
                    ExonKind::Deletion => Consequence::InframeDeletion,
                    _ => Consequence::Missense,
                },
                transcript: None,
                exon: Some(exons.0),
                phase: None,
            },
            Alteration::Protein(_, change) => Found::Change {
                protein: Some(profile.names.intern(&change.to_string())),
                coding: None,
                consequence: Consequence::Missense,
                transcript: None,
                exon: None,
                phase: None,
            },
            _ => continue,
        };
        let gene = atom.alteration.genes().first().copied().unwrap_or_default();
        profile.findings.push(Finding {
            sample,
            gene: profile.names.intern(gene),
            found,
            reads: None,
            vaf: None,
            place: None,
            line: 1,
        });
    }
    for measurement in [
        Measurement::Mutations,
        Measurement::Copies,
        Measurement::Fusions,
        Measurement::Expression,
        Measurement::Protein,
        Measurement::Methylation,
        Measurement::Germline,
        Measurement::Genome,
    ] {
        profile.coverage.state(measurement, Assessed::Everything);
    }
    profile
}
