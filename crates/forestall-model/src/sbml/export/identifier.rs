//! Identifiers of the file: letters, digits and underscores, each once.

use std::collections::BTreeSet;

use crate::{Core, Tune};

/// Identifiers of everything in a core, by its index there.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    pub parameters: Vec<String>,
    pub lets: Vec<String>,
    pub states: Vec<String>,
    pub drugs: Vec<String>,
    pub tunes: Vec<String>,
    pub assays: Vec<String>,
    pub channels: Vec<String>,
    pub compartment: String,
    taken: BTreeSet<String>,
}

impl Identifiers {
    pub(super) fn new(core: &Core, tunes: &[Tune]) -> Self {
        let mut own = Self::default();
        own.parameters = own.all(core.parameters.iter().map(|one| one.name.as_str()));
        own.lets = own.all(core.lets.iter().map(|one| one.name.as_str()));
        own.states = own.all(core.states.iter().map(|one| one.name.as_str()));
        own.drugs = own.all(core.drugs.iter().map(|one| one.name.as_str()));
        own.tunes = own.all(tunes.iter().map(|one| one.name.as_str()));
        own.assays = own.all(core.assays.iter().map(|one| one.name.as_str()));
        let channels = core.channels.iter();
        own.channels = own.all(channels.map(|one| one.name.as_str()));
        own.compartment = own.fresh("patient");
        own
    }

    fn all<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Vec<String> {
        names.map(|name| self.fresh(name)).collect()
    }

    /// An identifier like `wanted` that nothing has yet.
    pub(super) fn fresh(&mut self, wanted: &str) -> String {
        let mut plain = plain(wanted);
        if !plain.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            plain.insert(0, '_');
        }
        let mut id = plain.clone();
        let mut number = 2;
        while !self.taken.insert(id.clone()) {
            id = format!("{plain}_{number}");
            number += 1;
        }
        id
    }
}

/// `switch_S_to_R` of `switch S -> R`
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.replace("->", "to").chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '_' => plain.push(c),
            _ if plain.ends_with('_') => {}
            _ => plain.push('_'),
        }
    }
    plain
}
