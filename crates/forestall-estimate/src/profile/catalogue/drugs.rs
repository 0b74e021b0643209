//! Drugs: names, classes, regimens, targets.

use std::collections::BTreeSet;

use forestall_base::nearest;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// A drug.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drug {
    /// International nonproprietary name, in small letters.
    pub name: String,
    /// Salts, development codes, brand names.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Classes it belongs to.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Genes whose products it binds.
    #[serde(default)]
    pub targets: Vec<String>,
}

/// A class of drugs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrugClass {
    /// Name: capitals, digits and `_`.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Wider classes.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Genes whose products its drugs bind.
    #[serde(default)]
    pub targets: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Regimen {
    name: String,
    #[serde(default)]
    synonyms: Vec<String>,
    members: Vec<String>,
}

/// The file `drugs.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DrugFile {
    #[serde(default)]
    comma_names: Vec<String>,
    #[serde(default)]
    drug: Vec<Drug>,
    #[serde(default)]
    class: Vec<DrugClass>,
    #[serde(default)]
    regimen: Vec<Regimen>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Drug(usize),
    Class(usize),
    Regimen(usize),
}

/// How a drug that is asked for meets one that is written down, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DrugRung {
    /// The same drug (or a synonym or salt of it).
    Same,
    /// One is the class of the other.
    Class,
    /// Another drug that binds the same target, where the mechanism lies beside it.
    SameTarget,
}

/// All drugs, classes and regimens.
#[derive(Debug, Clone, Default)]
pub struct Drugs {
    file: DrugFile,
    names: FxHashMap<String, Meaning>,
}

impl Drugs {
    pub(super) fn new(file: DrugFile) -> Self {
        let mut names = FxHashMap::default();
        for (k, drug) in file.drug.iter().enumerate() {
            for name in drug.synonyms.iter().chain([&drug.name]) {
                names.entry(folded(name)).or_insert(Meaning::Drug(k));
            }
        }
        for (k, class) in file.class.iter().enumerate() {
            for name in class.synonyms.iter().chain([&class.name]) {
                names.entry(folded(name)).or_insert(Meaning::Class(k));
            }
        }
        for (k, regimen) in file.regimen.iter().enumerate() {
            for name in regimen.synonyms.iter().chain([&regimen.name]) {
                names.entry(folded(name)).or_insert(Meaning::Regimen(k));
            }
        }
        Self { file, names }
    }

    /// These and those of another file; a name that is known keeps its meaning.
    pub(super) fn with(&self, more: DrugFile) -> Self {
        let mut file = self.file.clone();
        file.comma_names.extend(more.comma_names);
        file.drug.extend(more.drug);
        file.class.extend(more.class);
        file.regimen.extend(more.regimen);
        Self::new(file)
    }

    /// All drugs.
    #[must_use]
    pub fn all(&self) -> &[Drug] {
        &self.file.drug
    }

    /// All classes.
    #[must_use]
    pub fn classes(&self) -> &[DrugClass] {
        &self.file.class
    }

    /// Names that hold a comma, the longest first.
    #[must_use]
    pub fn comma_names(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.file.comma_names.iter().map(String::as_str).collect();
        all.sort_by_key(|name| std::cmp::Reverse(name.len()));
        all
    }

    fn meaning(&self, name: &str) -> Option<Meaning> {
        let name = name.strip_prefix("class:").unwrap_or(name);
        self.names.get(&folded(name)).copied()
    }

    /// The one name of a drug (`osimertinib`), a class (`class:EGFR_TKI`) or a regimen, whatever synonym is given.
    #[must_use]
    pub fn canonical(&self, name: &str) -> Option<String> {
        Some(match self.meaning(name)? {
            Meaning::Drug(k) => self.file.drug[k].name.clone(),
            Meaning::Class(k) => format!("class:{}", self.file.class[k].name),
            Meaning::Regimen(k) => self.file.regimen[k].name.clone(),
        })
    }

    /// The drug of this name.
    #[must_use]
    pub fn drug(&self, name: &str) -> Option<&Drug> {
        match self.meaning(name)? {
            Meaning::Drug(k) => Some(&self.file.drug[k]),
            _ => None,
        }
    }

    /// The drugs that a regimen is made of; a drug or class alone is its own member.
    #[must_use]
    pub fn members(&self, name: &str) -> Vec<String> {
        match self.meaning(name) {
            Some(Meaning::Regimen(k)) => self.file.regimen[k].members.clone(),
            _ => vec![name.to_owned()],
        }
    }

    /// Classes of a drug or class, wider ones included.
    #[must_use]
    pub fn ancestry(&self, name: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = match self.meaning(name) {
            Some(Meaning::Drug(k)) => self.file.drug[k].classes.clone(),
            Some(Meaning::Class(k)) => vec![self.file.class[k].name.clone()],
            _ => Vec::new(),
        };
        while let Some(name) = open.pop() {
            if !found.insert(name.clone()) {
                continue;
            }
            if let Some(class) = self.file.class.iter().find(|c| c.name == name) {
                open.extend(class.parents.iter().cloned());
            }
        }
        found
    }

    /// Genes that a drug, or the drugs of a class, bind.
    #[must_use]
    pub fn targets(&self, name: &str) -> BTreeSet<String> {
        match self.meaning(name) {
            Some(Meaning::Drug(k)) => self.file.drug[k].targets.iter().cloned().collect(),
            Some(Meaning::Class(k)) => {
                let class = &self.file.class[k].name;
                let members = self
                    .file
                    .drug
                    .iter()
                    .filter(|d| self.ancestry(&d.name).contains(class));
                let own = self.file.class[k].targets.iter();
                members
                    .flat_map(|d| &d.targets)
                    .chain(own)
                    .cloned()
                    .collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// How the drug `asked` for meets the drug `written` in evidence; `None`: they are different drugs, of one class perhaps.
    #[must_use]
    pub fn rung(&self, asked: &str, written: &str) -> Option<DrugRung> {
        let (a, b) = (self.canonical(asked)?, self.canonical(written)?);
        if a == b {
            return Some(DrugRung::Same);
        }
        let (of_a, of_b) = (self.ancestry(asked), self.ancestry(written));
        let class = |name: &str| name.strip_prefix("class:").map(str::to_owned);
        let within = class(&a).is_some_and(|c| of_b.contains(&c))
            || class(&b).is_some_and(|c| of_a.contains(&c));
        within.then_some(DrugRung::Class)
    }

    /// Whether two drugs, or the drugs of classes, bind a product of the same gene.
    #[must_use]
    pub fn share_target(&self, a: &str, b: &str) -> bool {
        !self.targets(a).is_disjoint(&self.targets(b))
    }

    /// The three names nearest to one that is not known.
    #[must_use]
    pub fn near(&self, name: &str) -> Vec<String> {
        let mut names: Vec<&str> = self
            .file
            .drug
            .iter()
            .flat_map(|d| d.synonyms.iter().chain([&d.name]))
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        let folded_name = folded(name);
        let mut found = Vec::new();
        while found.len() < 3 {
            let Some(near) = nearest(&folded_name, names.iter().copied()).map(str::to_owned) else {
                break;
            };
            names.retain(|other| *other != near);
            found.push(near);
        }
        found
    }
}

/// A name as it is compared: small letters, blanks, hyphens and underscores left out.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && *c != '-' && *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}
