//! Which events a finding can speak of, so that no other is looked at.

use std::cell::Cell;

use forestall_base::{Consequence, Found, Level, Name, Profile};
use rustc_hash::FxHashMap;

use super::facts::{Fact, protein_change, symbol};
use super::ladder::{Matched, matched};
use super::told::Asking;
use crate::profile::catalogue::{Catalogue, Gene};
use crate::profile::change::ProteinChange;
use crate::profile::event::{Alteration, Atom, EventState};

/// Events by the genes and scores that they speak of.
pub(super) struct Index<'a> {
    catalogue: &'a Catalogue,
    /// Position in `genes` by symbol or name of a score.
    numbers: FxHashMap<&'a str, usize>,
    genes: Vec<OfGene<'a>>,
    /// What the words of the profile are.
    words: Vec<Word>,
    /// Positions in `shapes`.
    seen: FxHashMap<(usize, Words), u32>,
    shapes: Vec<Shape<'a>>,
}

/// What findings of the same words in a gene have in common.
pub(super) struct Shape<'a> {
    /// Symbol of the gene.
    pub symbol: &'a str,
    /// Change of the protein, if it could be read.
    pub change: Option<ProteinChange>,
    /// What they are called.
    label: String,
    /// Events whose answer may be another with such a finding than without it.
    pub touched: Vec<Touched>,
    /// Whether others may be of this shape.
    pub shared: bool,
}

/// An event that findings of a shape touch.
pub(super) struct Touched {
    /// Its position.
    pub event: u32,
    /// Where its answer is kept that holds if nothing else in a sample touches it.
    pub alone: Cell<Option<u32>>,
}

/// What a word of the profile is.
#[derive(Debug, Clone, Copy)]
enum Word {
    /// Nobody has asked yet.
    New,
    /// No gene that an event speaks of.
    Other,
    /// A gene, by its position in [`Index::genes`].
    Gene(usize),
}

struct OfGene<'a> {
    symbol: &'a str,
    gene: Option<&'a Gene>,
    /// Parts of events that speak of the gene, and the positions of those events.
    parts: Vec<(usize, &'a Atom)>,
}

/// All that tells which part of an event a finding is, and what it is called.
#[derive(PartialEq, Eq, Hash)]
struct Words {
    /// The gene as the source spells it.
    gene: Name,
    kind: Kind,
}

#[derive(PartialEq, Eq, Hash)]
enum Kind {
    Change {
        protein: Option<Name>,
        coding: Option<Name>,
        consequence: Consequence,
        exon: Option<u16>,
    },
    Level(Level),
    Category(Name),
}

impl Kind {
    /// `None`: it holds numbers or a haplotype, by which hardly one finding is like another.
    fn of(found: &Found) -> Option<Self> {
        match *found {
            Found::Change {
                protein,
                coding,
                consequence,
                exon,
                phase: None,
                ..
            } => Some(Self::Change {
                protein,
                coding,
                consequence,
                exon,
            }),
            Found::Copies {
                level,
                total: None,
                minor: None,
            } => Some(Self::Level(level)),
            Found::Category(words) => Some(Self::Category(words)),
            _ => None,
        }
    }
}

impl<'a> Index<'a> {
    pub(super) fn of(events: &[Asking<'a>], catalogue: &'a Catalogue, profile: &Profile) -> Self {
        let mut index = Self {
            catalogue,
            numbers: FxHashMap::default(),
            genes: Vec::new(),
            words: vec![Word::New; profile.names.len()],
            seen: FxHashMap::default(),
            shapes: Vec::new(),
        };
        for (k, asking) in events.iter().enumerate() {
            for atom in asking.event.atoms() {
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

    fn add(&mut self, name: &'a str, event: usize, atom: &'a Atom) {
        let gene = self.catalogue.genes.find(name);
        let symbol = gene.map_or(name, |g| g.symbol.as_str());
        let number = *self.numbers.entry(symbol).or_insert(self.genes.len());
        if number == self.genes.len() {
            self.genes.push(OfGene {
                symbol,
                gene,
                parts: Vec::new(),
            });
        }
        self.genes[number].parts.push((event, atom));
    }

    /// The position of the gene that a word of the profile names, where an event speaks of it.
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

    /// The position of the shape of a finding, as one of `gene`.
    pub(super) fn shape(&mut self, profile: &Profile, gene: usize, finding: usize) -> u32 {
        let own = &profile.findings[finding];
        let kind = Kind::of(&own.found);
        let words = kind.map(|kind| Words {
            gene: own.gene,
            kind,
        });
        let key = words.map(|words| (gene, words));
        if let Some(&known) = key.as_ref().and_then(|key| self.seen.get(key)) {
            return known;
        }
        let change = protein_change(profile, &own.found);
        let fact = Fact::of(profile, change.as_ref(), finding);
        let touched = self.genes[gene].touched(&fact);
        self.shapes.push(Shape {
            symbol: self.genes[gene].symbol,
            label: fact.label(profile).into_owned(),
            touched,
            shared: key.is_some(),
            change,
        });
        let number = self.shapes.len() as u32 - 1;
        if let Some(key) = key {
            self.seen.insert(key, number);
        }
        number
    }

    /// The shape at a position.
    pub(super) fn at(&self, shape: u32) -> &Shape<'a> {
        &self.shapes[shape as usize]
    }
}

impl Shape<'_> {
    /// A finding of this shape.
    pub(super) fn fact<'s>(&'s self, profile: &'s Profile, finding: usize) -> Fact<'s> {
        Fact {
            label: Some(&self.label),
            ..Fact::of(profile, self.change.as_ref(), finding)
        }
    }
}

impl OfGene<'_> {
    fn touched(&self, fact: &Fact<'_>) -> Vec<Touched> {
        let parts = self.parts.iter();
        let touched = parts.filter(|(_, atom)| touches(atom, fact, self.gene));
        let mut all: Vec<usize> = touched.map(|(k, _)| *k).collect();
        all.dedup();
        let new = |event| Touched {
            event: event as u32,
            alone: Cell::new(None),
        };
        all.into_iter().map(new).collect()
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
