//! Reads the files of the catalogue, with the place of whatever is wrong.

use forestall_base::{Diagnostic, Diagnostics, Location};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{
    Catalogue, Counter, Detection, Effect, EvidenceItem, Frequency, Layer, Mechanism,
    MechanismClass, Setting, Together, diseases::DiseaseFile, drugs::DrugFile, genes::GeneFile,
};
use crate::profile::event::Event;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MechanismFile {
    #[serde(default)]
    mechanism: Vec<Entry>,
}

/// One `[[mechanism]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    class: MechanismClass,
    layer: Layer,
    event: Spanned<String>,
    drugs: Vec<String>,
    #[serde(default)]
    relation: Together,
    context: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    setting: Setting,
    detect: Vec<Detection>,
    note: String,
    updated: toml::value::Datetime,
    effect: Effect,
    frequency: Option<Frequency>,
    #[serde(default)]
    evidence: Vec<EvidenceItem>,
    #[serde(default)]
    counter: Vec<Counter>,
    #[serde(default)]
    conflicts: Vec<String>,
}

impl Catalogue {
    /// Reads the files of a catalogue: names and texts. `drugs.toml`, `diseases.toml` and `genes.toml` are tables, all others hold
    /// mechanisms.
    ///
    /// # Errors
    /// [`Diagnostics`] with file, line and column of everything that is not as it must be.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, Diagnostics> {
        Self::default().extended(files, false)
    }

    /// This catalogue and what further files hold, such as those of a laboratory: names and texts, as in [`read`](Self::read). Names of
    /// files may be paths; names of drugs, diseases and genes that are known keep their meaning.
    ///
    /// # Errors
    /// [`Diagnostics`] with file, line and column of everything that is not as it must be.
    pub fn with(&self, files: &[(&str, &str)]) -> Result<Self, Diagnostics> {
        self.extended(files, true)
    }

    fn extended(&self, files: &[(&str, &str)], own: bool) -> Result<Self, Diagnostics> {
        let mut errors = Vec::new();
        let mut catalogue = self.clone();
        for &(file, text) in files {
            let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
            let done = match name {
                "drugs.toml" => toml_of::<DrugFile>(file, text)
                    .map(|table| catalogue.drugs = catalogue.drugs.with(table)),
                "diseases.toml" => toml_of::<DiseaseFile>(file, text)
                    .map(|table| catalogue.diseases = catalogue.diseases.with(table)),
                "genes.toml" => toml_of::<GeneFile>(file, text)
                    .map(|table| catalogue.genes = catalogue.genes.with(table)),
                _ => toml_of::<MechanismFile>(file, text).map(|table| {
                    for entry in table.mechanism {
                        match entry.mechanism(file, text) {
                            Ok(mut mechanism) => {
                                mechanism.source = own.then(|| file.to_owned());
                                catalogue.mechanisms.push(mechanism);
                            }
                            Err(error) => errors.push(*error),
                        }
                    }
                }),
            };
            if let Err(error) = done {
                errors.push(*error);
            }
        }
        if !errors.is_empty() {
            return Err(Diagnostics(errors));
        }
        let days = catalogue.mechanisms.iter().map(|m| &m.updated);
        catalogue.snapshot = days.max().cloned().unwrap_or_default();
        Ok(catalogue)
    }
}

fn toml_of<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Box<Diagnostic>> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let span = error.span().unwrap_or(0..0);
        let found = Diagnostic::error("K0001", error.message().to_owned());
        Box::new(found.at(Location::of_span(file, text, span.start, span.end)))
    })
}

impl Entry {
    fn mechanism(self, file: &str, text: &str) -> Result<Mechanism, Box<Diagnostic>> {
        let span = self.event.span();
        let event: Event = self.event.get_ref().parse().map_err(|error| {
            let message = format!("event of {}: {error}", self.id.get_ref());
            let found = Diagnostic::error("K0002", message);
            Box::new(found.at(Location::of_span(file, text, span.start, span.end)))
        })?;
        let at = self.id.span();
        let at = Location::of_span(file, text, at.start, at.end);
        Ok(Mechanism {
            id: self.id.into_inner(),
            class: self.class,
            layer: self.layer,
            event,
            drugs: self.drugs,
            relation: self.relation,
            context: self.context,
            exclude: self.exclude,
            setting: self.setting,
            detect: self.detect,
            note: self.note,
            updated: self.updated.to_string(),
            effect: self.effect,
            frequency: self.frequency,
            evidence: self.evidence,
            counters: self.counter,
            conflicts: self.conflicts,
            source: None,
            at,
        })
    }
}
