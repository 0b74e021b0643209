//! What findings have told of events, remembered by what they are called.

use forestall_base::Profile;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::answer::Sample;
use super::asked::Asked;
use super::facts::ByGene;
use super::index::{Index, Shape};
use super::outcome::{Outcome, told_by_words};
use crate::profile::catalogue::Catalogue;
use crate::profile::event::Event;

/// An event that samples are asked about.
pub(super) struct Asking<'a> {
    pub event: &'a Event,
    /// Whether what is not listed counts as not there.
    pub closed: bool,
    /// Whether what findings are called tells the answer.
    by_words: bool,
}

impl<'a> Asking<'a> {
    /// An event of which an assay may not be able to tell.
    pub(super) fn open(event: &'a Event) -> Self {
        Self {
            event,
            closed: false,
            by_words: told_by_words(event),
        }
    }

    /// The events of mechanisms, then those that counters are known of.
    pub(super) fn all(asked: &'a [Asked<'a>], covered: &[&'a Event]) -> Vec<Self> {
        let own = asked.iter().map(|asked| Self::open(&asked.mechanism.event));
        let covered = covered.iter().map(|&event| Self {
            closed: true,
            ..Self::open(event)
        });
        own.chain(covered).collect()
    }
}

/// A finding that may decide what a sample answers to an event.
#[derive(Clone, Copy)]
pub(super) struct Touch {
    /// Position of the event.
    pub event: u32,
    pub finding: u32,
    /// Position of its shape, and of the event there.
    pub shape: u32,
    pub within: u32,
}

/// The findings that touch the event at a position, in touches put in order by event.
pub(super) fn touching(touches: &[Touch], event: usize) -> &[Touch] {
    let from = touches.partition_point(|touch| (touch.event as usize) < event);
    let own = &touches[from..];
    &own[..own.partition_point(|touch| touch.event as usize == event)]
}

/// What findings of some shapes have told of events.
pub(super) struct Told<'a> {
    profile: &'a Profile,
    catalogue: &'a Catalogue,
    index: &'a Index<'a>,
    events: &'a [Asking<'a>],
    all: Vec<Remembered>,
    /// Positions in `all`, by the event and several shapes.
    together: FxHashMap<SmallVec<[u32; 4]>, u32>,
    /// The key at hand.
    key: Vec<u32>,
    /// What holds for no other sample.
    once: Option<Remembered>,
}

/// What findings have told of an event.
pub(super) struct Remembered {
    pub outcome: Outcome,
    /// The findings that told it.
    findings: SmallVec<[u32; 4]>,
}

impl Remembered {
    /// The finding among `own` in the place of one that told it.
    pub(super) fn instead(&self, own: &[Touch], finding: usize) -> usize {
        let place = self.findings.iter().position(|&f| f as usize == finding);
        own[place.unwrap_or_default()].finding as usize
    }
}

impl<'a> Told<'a> {
    /// Nothing yet, with room for what some number of findings tell.
    pub(super) fn new(
        profile: &'a Profile,
        catalogue: &'a Catalogue,
        index: &'a Index<'a>,
        events: &'a [Asking<'a>],
        room: usize,
    ) -> Self {
        Self {
            profile,
            catalogue,
            index,
            events,
            all: Vec::with_capacity(room),
            together: FxHashMap::default(),
            key: Vec::new(),
            once: None,
        }
    }

    /// What the findings of a sample that touch one event tell of it, and whether that is told for the first time.
    pub(super) fn of(&mut self, own: &[Touch]) -> (&Remembered, bool) {
        let by_words = self.events[own[0].event as usize].by_words;
        if !by_words || !own.iter().all(|touch| self.shape(touch).shared) {
            return (self.once.insert(self.ask(own)), true);
        }
        let alone = &self.shape(&own[0]).touched[own[0].within as usize].alone;
        let known = if own.len() == 1 {
            alone.get()
        } else {
            self.key.clear();
            self.key.push(own[0].event);
            self.key.extend(own.iter().map(|touch| touch.shape));
            self.together.get(&self.key[..]).copied()
        };
        if let Some(known) = known {
            return (&self.all[known as usize], false);
        }
        let at = self.all.len();
        if own.len() == 1 {
            alone.set(Some(at as u32));
        } else {
            let key = SmallVec::from_slice(&self.key);
            self.together.insert(key, at as u32);
        }
        self.all.push(self.ask(own));
        (&self.all[at], true)
    }

    fn shape(&self, touch: &Touch) -> &'a Shape<'a> {
        self.index.at(touch.shape)
    }

    fn ask(&self, own: &[Touch]) -> Remembered {
        let facts: ByGene<'_> = (own.iter())
            .map(|touch| {
                let shape = self.shape(touch);
                (
                    shape.symbol,
                    shape.fact(self.profile, touch.finding as usize),
                )
            })
            .collect();
        let event = &self.events[own[0].event as usize];
        Remembered {
            outcome: Sample::asked(self.profile, self.catalogue, &facts, event),
            findings: own.iter().map(|touch| touch.finding).collect(),
        }
    }
}
