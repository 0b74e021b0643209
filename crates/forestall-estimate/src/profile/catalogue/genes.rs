//! Genes: names, numbering, domains, exons.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, de::Error};

use crate::profile::change::Residue;

/// A gene of the catalogue. Codons count on `transcript`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gene {
    /// HGNC symbol.
    pub symbol: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Transcript that codons and exons count on.
    pub transcript: Option<String>,
    /// Reference residues by codon.
    #[serde(default, deserialize_with = "residues")]
    pub residues: BTreeMap<u32, Residue>,
    /// First and last codon of each domain.
    #[serde(default)]
    pub domains: BTreeMap<String, (u32, u32)>,
    /// First and last codon of each exon.
    #[serde(default, deserialize_with = "numbered")]
    pub exons: BTreeMap<u32, (u32, u32)>,
    /// Whether loss of its function is what counts.
    #[serde(default)]
    pub tumour_suppressor: bool,
    /// Places in the genome of changes that the catalogue names.
    #[serde(default)]
    pub site: Vec<GeneSite>,
}

/// A change of a protein and its place in the genome: `7:140453136 A>T`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneSite {
    /// Change of the protein.
    pub change: String,
    /// Place in GRCh37.
    pub grch37: Option<String>,
    /// Place in GRCh38.
    pub grch38: Option<String>,
}

/// The file `genes.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GeneFile {
    #[serde(default)]
    gene: Vec<Gene>,
}

/// All genes of the catalogue.
#[derive(Debug, Clone, Default)]
pub struct Genes {
    all: Vec<Gene>,
    names: FxHashMap<String, usize>,
    /// Gene and change by build and place.
    places: FxHashMap<(&'static str, String), (usize, String)>,
}

impl Genes {
    pub(super) fn new(file: GeneFile) -> Self {
        let (mut names, mut places) = (FxHashMap::default(), FxHashMap::default());
        for (k, gene) in file.gene.iter().enumerate() {
            for name in gene.aliases.iter().chain([&gene.symbol]) {
                names.entry(name.to_uppercase()).or_insert(k);
            }
            for site in &gene.site {
                for (build, place) in [("GRCh37", &site.grch37), ("GRCh38", &site.grch38)] {
                    if let Some(place) = place {
                        places.insert((build, place.clone()), (k, site.change.clone()));
                    }
                }
            }
        }
        Self {
            all: file.gene,
            names,
            places,
        }
    }

    /// These and those of another file; a name that is known keeps its meaning.
    pub(super) fn with(&self, more: GeneFile) -> Self {
        let gene = [self.all.clone(), more.gene].concat();
        Self::new(GeneFile { gene })
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Gene] {
        &self.all
    }

    /// The gene of a symbol or another name of it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Gene> {
        // Most names stand in capitals as they are.
        let own = self.names.get(name);
        let known = own.or_else(|| self.names.get(&name.to_uppercase()));
        known.map(|&k| &self.all[k])
    }

    /// Gene and change of the protein at a place of the genome, such as `7:140453136 A>T`.
    #[must_use]
    pub fn at(&self, build: &'static str, place: &str) -> Option<(&Gene, &str)> {
        let (k, change) = self.places.get(&(build, place.to_owned()))?;
        Some((&self.all[*k], change))
    }
}

impl Gene {
    /// Residue of the reference at a codon, where it is known.
    #[must_use]
    pub fn residue(&self, codon: u32) -> Option<Residue> {
        self.residues.get(&codon).copied()
    }

    /// Codons from the first of exon `first` to the last of exon `last`.
    #[must_use]
    pub fn exon_codons(&self, first: u16, last: u16) -> Option<(u32, u32)> {
        let (from, _) = self.exons.get(&u32::from(first))?;
        let (_, to) = self.exons.get(&u32::from(last))?;
        Some((*from, *to))
    }
}

/// A table whose keys are numbers of codons or exons.
fn numbered<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    table: D,
) -> Result<BTreeMap<u32, T>, D::Error> {
    let number = |(key, value): (String, T)| match key.parse::<u32>() {
        // One way to write a number, so that none is there twice.
        Ok(number) if number.to_string() == key => Ok((number, value)),
        _ => Err(D::Error::custom(format!(
            "{key:?} is no whole number: codons and exons are written as in {{ 790 = ... }}"
        ))),
    };
    let table = BTreeMap::<String, T>::deserialize(table)?;
    table.into_iter().map(number).collect()
}

/// Residues in one letter by codon.
fn residues<'de, D: Deserializer<'de>>(table: D) -> Result<BTreeMap<u32, Residue>, D::Error> {
    let residue = |(codon, text): (u32, String)| {
        let mut letters = text.chars();
        match (
            letters.next().and_then(Residue::from_letter),
            letters.next(),
        ) {
            (Some(residue), None) => Ok((codon, residue)),
            _ => Err(D::Error::custom(format!(
                "{text:?} is no residue in one letter"
            ))),
        }
    };
    numbered(table)?.into_iter().map(residue).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gene(table: &str) -> Result<Gene, String> {
        let text = format!("symbol = \"EGFR\"\n{table}");
        toml::from_str(&text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn residues_and_exons_are_found_by_number() {
        let gene = gene("residues = { 790 = \"T\" }\nexons = { 19 = [729, 761] }").unwrap();
        assert_eq!(gene.residue(790), Residue::from_letter('T'));
        assert_eq!(gene.residue(791), None);
        assert_eq!(gene.exon_codons(19, 19), Some((729, 761)));
    }

    #[test]
    fn what_is_no_number_and_no_residue_is_refused() {
        let key = gene("residues = { T790 = \"T\" }").unwrap_err();
        assert!(key.contains("\"T790\" is no whole number"), "{key}");
        let twice = gene("residues = { 790 = \"T\", \"0790\" = \"M\" }").unwrap_err();
        assert!(twice.contains("\"0790\" is no whole number"), "{twice}");
        let residue = gene("residues = { 790 = \"Thr\" }").unwrap_err();
        assert!(residue.contains("\"Thr\" is no residue"), "{residue}");
    }
}
