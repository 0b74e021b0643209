//! The grammar's parser: by descent, one function per rule.

use std::str::FromStr;

use super::{Alteration, Atom, Comparison, Event, EventState, ExonKind, Filter, Quantity};
use crate::profile::change::{ChangeKind, ProteinChange};

/// Depth at which an event is refused.
const DEEPEST: usize = 64;

/// Why a text is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}; expected {expected}")]
pub struct EventError {
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What was found.
    pub problem: String,
    /// What was expected.
    pub expected: String,
}

impl FromStr for Event {
    type Err = EventError;

    fn from_str(text: &str) -> Result<Self, EventError> {
        let mut parser = Parser {
            text,
            at: 0,
            depth: 0,
        };
        let event = parser.or()?;
        parser.blanks();
        if parser.at < text.len() {
            return Err(parser.refuse("AND, OR or the end"));
        }
        Ok(event)
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, EventError>;

impl<'a> Parser<'a> {
    fn or(&mut self) -> Parsed<Event> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.refuse("fewer levels of parentheses"));
        }
        let event = self.list("OR", Self::and, Event::Or);
        self.depth -= 1;
        event
    }

    fn and(&mut self) -> Parsed<Event> {
        self.list("AND", Self::unary, Event::And)
    }

    fn list(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Parsed<Event>,
        join: fn(Vec<Event>) -> Event,
    ) -> Parsed<Event> {
        let first = part(self)?;
        let mut all = vec![first];
        while self.take(word) {
            all.push(part(self)?);
        }
        match all.pop() {
            Some(only) if all.is_empty() => Ok(only),
            Some(last) => {
                all.push(last);
                Ok(join(all))
            }
            None => Err(self.refuse("an alteration")),
        }
    }

    fn unary(&mut self) -> Parsed<Event> {
        if self.take("NOT") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.refuse("fewer NOTs"));
            }
            let inner = self.unary()?;
            self.depth -= 1;
            return Ok(Event::Not(Box::new(inner)));
        }
        if self.mark('(') {
            let inner = self.or()?;
            self.need(')')?;
            return Ok(inner);
        }
        for (word, phase) in [("cis", Event::Cis as fn(_) -> _), ("trans", Event::Trans)] {
            if self.opens(word) {
                let mut atoms = vec![self.atom()?];
                self.need(',')?;
                atoms.push(self.atom()?);
                while self.mark(',') {
                    atoms.push(self.atom()?);
                }
                self.need(')')?;
                return Ok(phase(atoms));
            }
        }
        self.atom().map(Event::Atom)
    }

    fn atom(&mut self) -> Parsed<Atom> {
        let alteration = self.alteration()?;
        let mut filters = Vec::new();
        loop {
            let before = self.at;
            let Some(quantity) = self.word().and_then(Quantity::from_word) else {
                self.at = before;
                return Ok(Atom {
                    alteration,
                    filters,
                });
            };
            let comparison = self.comparison()?;
            let value = self.number()?;
            filters.push(Filter {
                quantity,
                comparison,
                value,
            });
        }
    }

    fn alteration(&mut self) -> Parsed<Alteration> {
        if self.opens("fusion") {
            return self.fusion();
        }
        for (word, make) in [
            ("reversion", Alteration::Reversion as fn(Box<str>) -> _),
            ("score", Alteration::Score),
        ] {
            if self.opens(word) {
                let name = self.inside()?;
                return Ok(make(name.into()));
            }
        }
        let Some(gene) = self.word() else {
            return Err(self.refuse("a gene, fusion(...), reversion(...) or score(...)"));
        };
        if matches!(gene, "AND" | "OR" | "NOT") {
            self.at -= gene.len();
            return Err(self.refuse("an alteration"));
        }
        if matches!(gene, "MSI" | "TMB") {
            let level = self
                .word()
                .ok_or_else(|| self.refuse("a level, such as high"))?;
            return Ok(Alteration::Genome(gene.into(), level.into()));
        }
        self.of_gene(gene)
    }

    /// What follows the name of a gene.
    fn of_gene(&mut self, gene: &str) -> Parsed<Alteration> {
        let gene: Box<str> = gene.into();
        if self.opens("exon") {
            let exons = self.exons()?;
            self.need(',')?;
            let kind = self.kind()?;
            self.need(')')?;
            return Ok(Alteration::Exon { gene, exons, kind });
        }
        if self.opens("domain") {
            let name = self.until(&[','])?.into();
            self.need(',')?;
            let kind = self.kind()?;
            self.need(')')?;
            return Ok(Alteration::Domain(gene, name, kind));
        }
        if self.opens("other") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.refuse("fewer levels of parentheses"));
            }
            let not = self.of_gene(&gene)?;
            self.depth -= 1;
            self.need(')')?;
            return Ok(Alteration::Other(gene, Box::new(not)));
        }
        if self.opens("rs") {
            let text = self.inside()?;
            let number = text
                .parse()
                .map_err(|_| self.refuse("the number of a polymorphism"))?;
            return Ok(Alteration::Polymorphism(gene, number));
        }
        if self.opens("state") {
            self.need('"')?;
            let words = self.until(&['"'])?.into();
            self.need('"')?;
            self.need(')')?;
            return Ok(Alteration::Words(gene, words));
        }
        for (word, make) in [
            (
                "phospho",
                Alteration::Phospho as fn(Box<str>, Box<str>) -> _,
            ),
            ("isoform", Alteration::Isoform),
            ("c", Alteration::Coding),
            ("allele", Alteration::Allele),
        ] {
            if self.opens(word) {
                let inner = self.inside()?;
                return Ok(make(gene, inner.into()));
            }
        }
        let before = self.at;
        let Some(word) = self.word() else {
            return Err(self.refuse("a change, such as T790M, amp, lof or exon(19, del)"));
        };
        if let Some(state) = EventState::from_word(word) {
            return Ok(Alteration::State(gene, state));
        }
        match ProteinChange::parse(word) {
            Ok(change) if change.kind() != ChangeKind::Unknown => {
                Ok(Alteration::Protein(gene, change))
            }
            _ => {
                self.at = before;
                Err(self.refuse("a change, such as T790M, amp, lof or exon(19, del)"))
            }
        }
    }

    fn fusion(&mut self) -> Parsed<Alteration> {
        let partner = |text: &str| (text != "*").then(|| text.into());
        let first = partner(self.until(&[',', ')'])?);
        self.need(',')?;
        let second = partner(self.until(&[',', ')'])?);
        let mut exons = None;
        if self.mark(',') {
            let text = self.until(&[')'])?;
            let read = |part: &str| part.strip_prefix('e')?.parse().ok();
            exons = text
                .split_once("::")
                .and_then(|(a, b)| Some((read(a)?, read(b)?)));
            if exons.is_none() {
                return Err(self.refuse("exons, such as e6::e20, before this"));
            }
        }
        self.need(')')?;
        Ok(Alteration::Fusion(first, second, exons))
    }

    fn exons(&mut self) -> Parsed<(u16, u16)> {
        let text = self.until(&[','])?;
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.trim().parse(), last.trim().parse()) {
            (Ok(first), Ok(last)) if first > 0 && first <= last => Ok((first, last)),
            _ => Err(self.refuse("the number of an exon, or a range such as 18-21, before this")),
        }
    }

    fn kind(&mut self) -> Parsed<ExonKind> {
        let before = self.at;
        let found = self.word().and_then(ExonKind::from_word);
        found.ok_or_else(|| {
            self.at = before;
            self.refuse("ins, del, indel, mut, skip or fs")
        })
    }

    fn comparison(&mut self) -> Parsed<Comparison> {
        self.blanks();
        for &comparison in Comparison::ALL {
            if self.text[self.at..].starts_with(comparison.word()) {
                self.at += comparison.word().len();
                return Ok(comparison);
            }
        }
        Err(self.refuse(">=, <=, > or <"))
    }

    fn number(&mut self) -> Parsed<f64> {
        let before = self.at;
        let number = self.word().and_then(|w| w.parse().ok());
        number.filter(|n: &f64| n.is_finite()).ok_or_else(|| {
            self.at = before;
            self.refuse("a number")
        })
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The next word: up to a blank, a parenthesis, a comma, a quote or a comparison.
    fn word(&mut self) -> Option<&'a str> {
        self.blanks();
        let rest = &self.text[self.at..];
        // An old range substitution such as V600_K601>E is one word.
        let ends = |(k, c): (usize, char)| {
            c.is_whitespace() || "(),\"<".contains(c) || (c == '>' && k == 0)
        };
        let end = rest
            .char_indices()
            .find(|&x| ends(x))
            .map_or(rest.len(), |(k, _)| k);
        (end > 0).then(|| {
            self.at += end;
            &rest[..end]
        })
    }

    /// The word, if it comes next.
    fn take(&mut self, word: &str) -> bool {
        let before = self.at;
        if self.word() == Some(word) {
            return true;
        }
        self.at = before;
        false
    }

    fn mark(&mut self, mark: char) -> bool {
        self.blanks();
        let here = self.text[self.at..].starts_with(mark);
        if here {
            self.at += mark.len_utf8();
        }
        here
    }

    fn need(&mut self, mark: char) -> Parsed<()> {
        if self.mark(mark) {
            Ok(())
        } else {
            Err(self.refuse(&format!("\"{mark}\"")))
        }
    }

    /// `word(`, without a blank between, if it comes next.
    fn opens(&mut self, word: &str) -> bool {
        self.blanks();
        let rest = &self.text[self.at..];
        let here = rest.strip_prefix(word).is_some_and(|r| r.starts_with('('));
        if here {
            self.at += word.len() + 1;
        }
        here
    }

    /// What stands before one of the marks, without blanks around it; something must.
    fn until(&mut self, marks: &[char]) -> Parsed<&'a str> {
        self.blanks();
        let rest = &self.text[self.at..];
        let end = rest.find(marks).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.refuse("a name"));
        }
        self.at += end;
        Ok(rest[..end].trim_end())
    }

    /// What stands before the closing parenthesis, which is passed over.
    fn inside(&mut self) -> Parsed<&'a str> {
        let inner = self.until(&[')'])?;
        self.need(')')?;
        Ok(inner)
    }

    fn refuse(&self, expected: &str) -> EventError {
        let rest = self.text[self.at..].trim_start();
        let at = self.text.len() - rest.len();
        let word = rest.split_whitespace().next();
        EventError {
            column: self.text[..at].chars().count() + 1,
            problem: word.map_or_else(
                || "the text ends".to_owned(),
                |w| format!("\"{}\"", w.chars().take(40).collect::<String>()),
            ),
            expected: expected.to_owned(),
        }
    }
}
