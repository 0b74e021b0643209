//! Diseases and their ancestry.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

/// A disease.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disease {
    /// `OncoTree` code where there is one.
    pub code: String,
    /// Name.
    pub name: String,
    /// Number in the Disease Ontology.
    pub doid: Option<u32>,
    /// Codes of wider diseases.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Other names.
    #[serde(default)]
    pub synonyms: Vec<String>,
}

/// The file `diseases.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiseaseFile {
    #[serde(default)]
    disease: Vec<Disease>,
}

/// How the disease of a patient meets that of evidence, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiseaseRung {
    /// The same, or evidence for any disease.
    Same,
    /// The patient's is a kind of that of the evidence.
    Descendant,
    /// That of the evidence is a kind of the patient's.
    Ancestor,
    /// Nobody has said what the patient has.
    Unstated,
    /// Another tumour type.
    Other,
}

/// All diseases.
#[derive(Debug, Clone, Default)]
pub struct Diseases {
    all: Vec<Disease>,
    names: HashMap<String, usize>,
}

impl Diseases {
    pub(super) fn new(file: DiseaseFile) -> Self {
        let mut names = HashMap::new();
        for (k, disease) in file.disease.iter().enumerate() {
            names.entry(disease.code.to_lowercase()).or_insert(k);
            for name in disease.synonyms.iter().chain([&disease.name]) {
                names.entry(name.to_lowercase()).or_insert(k);
            }
            if let Some(doid) = disease.doid {
                names.entry(format!("doid:{doid}")).or_insert(k);
            }
        }
        Self {
            all: file.disease,
            names,
        }
    }

    /// These and those of another file; a name that is known keeps its meaning.
    pub(super) fn with(&self, more: DiseaseFile) -> Self {
        let disease = [self.all.clone(), more.disease].concat();
        Self::new(DiseaseFile { disease })
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Disease] {
        &self.all
    }

    /// The disease of a code, a name, a synonym, or `DOID:number`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Disease> {
        let name = name.trim().to_lowercase();
        self.names.get(&name).map(|&k| &self.all[k])
    }

    /// The codes of a disease and of all wider ones.
    #[must_use]
    pub fn ancestry(&self, code: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![code.to_owned()];
        while let Some(code) = open.pop() {
            if found.insert(code.clone())
                && let Some(disease) = self.find(&code)
            {
                open.extend(disease.parents.iter().cloned());
            }
        }
        found
    }

    /// How the disease of a patient meets the contexts of evidence.
    #[must_use]
    pub fn rung(&self, patient: Option<&str>, contexts: &[String]) -> DiseaseRung {
        if contexts.is_empty() || contexts.iter().any(|c| c == "any") {
            return DiseaseRung::Same;
        }
        let Some(patient) = patient else {
            return DiseaseRung::Unstated;
        };
        let Some(own) = self.find(patient) else {
            return DiseaseRung::Other;
        };
        let wider = self.ancestry(&own.code);
        let one = |context: &String| {
            let Some(other) = self.find(context) else {
                return DiseaseRung::Other;
            };
            if other.code == own.code {
                DiseaseRung::Same
            } else if wider.contains(&other.code) {
                DiseaseRung::Descendant
            } else if self.ancestry(&other.code).contains(&own.code) {
                DiseaseRung::Ancestor
            } else {
                DiseaseRung::Other
            }
        };
        contexts.iter().map(one).min().unwrap_or(DiseaseRung::Other)
    }
}
