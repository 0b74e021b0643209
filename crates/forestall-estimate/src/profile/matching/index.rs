//! Which mechanisms a finding can speak of, so that no other is looked at.

use std::collections::HashMap;
use std::rc::Rc;

use forestall_base::{Consequence, Found, Name, Profile};

use super::asked::Asked;
use super::facts::{Fact, symbol};
use super::ladder::{Matched, matched};
use crate::profile::catalogue::{Catalogue, Gene};
use crate::profile::event::{Alteration, Atom, EventState};

/// Mechanisms by the genes and scores that their events speak of.
pub(super) struct Index<'a> {
    catalogue: &'a Catalogue,
    /// Position in `genes` by symbol or name of a score.
    numbers: HashMap<&'a str, usize>,
    genes: Vec<OfGene<'a>>,
    /// What the words of the profile are.
    words: Vec<Word>,
    /// What small variants of the same words speak of.
    seen: HashMap<Words, Rc<[usize]>>,
}

/// What a word of the profile is.
#[derive(Debug, Clone, Copy)]
enum Word {
    /// Nobody has asked yet.
    New,
    /// No gene that a mechanism speaks of.
    Other,
    /// A gene, by its position in [`Index::genes`].
    Gene(usize),
}

struct OfGene<'a> {
    symbol: &'a str,
    gene: Option<&'a Gene>,
    /// Parts of events that speak of the gene, and the positions of their mechanisms.
    parts: Vec<(usize, &'a Atom)>,
    /// Whether one of them is a change of the coding DNA.
    coding: bool,
}

/// What tells of a small variant which part of an event it is.
#[derive(PartialEq, Eq, Hash)]
struct Words {
    gene: usize,
    protein: Option<Name>,
    coding: Option<Name>,
    consequence: Consequence,
    exon: Option<u16>,
}

impl<'a> Index<'a> {
    pub(super) fn of(asked: &[Asked<'a>], catalogue: &'a Catalogue, profile: &Profile) -> Self {
        let mut index = Self {
            catalogue,
            numbers: HashMap::new(),
            genes: Vec::new(),
            words: vec![Word::New; profile.names.len()],
            seen: HashMap::new(),
        };
        for (k, asked) in asked.iter().enumerate() {
            for atom in asked.mechanism.event.atoms() {
                match &atom.alteration {
                    Alteration::Score(name) | Alteration::Genome(name, _) => {
                        index.add(name, k, atom);
                    }
                    other => {
                        for gene in other.genes() {
                            index.add(gene, k, atom);
                        }
                    }
                }
            }
        }
        index
    }

    fn add(&mut self, name: &'a str, mechanism: usize, atom: &'a Atom) {
        let gene = self.catalogue.genes.find(name);
        let symbol = gene.map_or(name, |g| g.symbol.as_str());
        let number = *self.numbers.entry(symbol).or_insert(self.genes.len());
        if number == self.genes.len() {
            self.genes.push(OfGene {
                symbol,
                gene,
                parts: Vec::new(),
                coding: false,
            });
        }
        let own = &mut self.genes[number];
        own.parts.push((mechanism, atom));
        own.coding |= matches!(atom.alteration, Alteration::Coding(..));
    }

    /// The position of the gene that a word of the profile names, where a mechanism speaks of it.
    pub(super) fn gene(&mut self, profile: &Profile, name: Name) -> Option<usize> {
        if let Word::New = self.words[name.index()] {
            let symbol = symbol(profile, self.catalogue, name);
            let known = self.numbers.get(symbol);
            self.words[name.index()] = known.map_or(Word::Other, |&gene| Word::Gene(gene));
        }
        match self.words[name.index()] {
            Word::Gene(gene) => Some(gene),
            Word::New | Word::Other => None,
        }
    }

    /// The symbol of the gene at a position.
    pub(super) fn symbol(&self, gene: usize) -> &'a str {
        self.genes[gene].symbol
    }

    /// Mechanisms whose answer may be another with this finding of a gene than without it.
    pub(super) fn touched(&mut self, gene: usize, fact: &Fact<'_>) -> Rc<[usize]> {
        let own = &self.genes[gene];
        let Found::Change {
            protein,
            coding,
            consequence,
            exon,
            ..
        } = *fact.found
        else {
            return own.touched(fact);
        };
        let words = Words {
            gene,
            protein,
            coding: coding.filter(|_| own.coding),
            consequence,
            exon,
        };
        let seen = self.seen.entry(words);
        Rc::clone(seen.or_insert_with(|| own.touched(fact)))
    }
}

impl OfGene<'_> {
    fn touched(&self, fact: &Fact<'_>) -> Rc<[usize]> {
        let parts = self.parts.iter();
        let touched = parts.filter(|(_, atom)| touches(atom, fact, self.gene));
        let mut all: Vec<usize> = touched.map(|(k, _)| *k).collect();
        all.dedup();
        all.into()
    }
}

/// Whether the answer for a part of an event may be another with this finding than without it.
fn touches(atom: &Atom, fact: &Fact<'_>, gene: Option<&Gene>) -> bool {
    match &atom.alteration {
        Alteration::State(_, EventState::WildType) => {
            fact.alters() || *fact.found == Found::WildType
        }
        Alteration::Fusion(..) => fact.partners.is_some(),
        // A change of the coding DNA alone may be either of the two.
        Alteration::Reversion(_) => fact.alters() || !matches!(fact.nameless(), Matched::No),
        _ => !matches!(matched(atom, fact, gene), Matched::No),
    }
}
