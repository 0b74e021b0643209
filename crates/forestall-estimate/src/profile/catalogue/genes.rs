//! Genes: names, numbering, domains, exons.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

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
    #[serde(default)]
    pub residues: BTreeMap<String, String>,
    /// First and last codon of each domain.
    #[serde(default)]
    pub domains: BTreeMap<String, (u32, u32)>,
    /// First and last codon of each exon.
    #[serde(default)]
    pub exons: BTreeMap<String, (u32, u32)>,
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
    names: HashMap<String, usize>,
    /// Gene and change by build and place.
    places: HashMap<(&'static str, String), (usize, String)>,
}

impl Genes {
    pub(super) fn new(file: GeneFile) -> Self {
        let (mut names, mut places) = (HashMap::new(), HashMap::new());
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
        let text = self.residues.get(&codon.to_string())?;
        Residue::from_letter(text.chars().next()?)
    }

    /// Codons from the first of exon `first` to the last of exon `last`.
    #[must_use]
    pub fn exon_codons(&self, first: u16, last: u16) -> Option<(u32, u32)> {
        let (from, _) = self.exons.get(&first.to_string())?;
        let (_, to) = self.exons.get(&last.to_string())?;
        Some((*from, *to))
    }
}
