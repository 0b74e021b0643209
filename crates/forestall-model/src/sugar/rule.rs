//! `[[rule]]`: signals that increase or decrease rates, combined as in the grammar of cell behaviour.
//!
//! With base b, largest value M, smallest value m, u the sum of (signal / half) ^ power over the rules that increase the behaviour and d
//! over those that decrease it, and U = u / (1 + u), D = d / (1 + d), the rate is (b + (M - b) U) (1 - D) + m D (Johnson et al. 2025,
//! "Human interpretable grammar encodes multicellular systems biology models", doi:10.1016/j.cell.2025.06.048).

use super::pattern::Pattern;
use crate::document::{
    Direction, Document, Expression, MutationTable, Reader, Reference, RuleTable, Span,
    SwitchTable, Text,
};
use forestall_base::Diagnostic;

const CODE: &str = "M0525";

/// A rate that rules change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Site {
    Birth(usize),
    Death(usize),
    Switch(usize, usize),
    Mutation(usize, usize),
}

/// Rules of one behaviour and one name.
struct Group {
    site: Site,
    name: Option<String>,
    rules: Vec<RuleTable>,
}

/// Writes the rates that follow from all rules.
pub(super) fn write_out(reader: &mut Reader<'_>, document: &mut Document) {
    let mut groups: Vec<Group> = Vec::new();
    for rule in std::mem::take(&mut document.rule.items) {
        // What could not be read has been refused already.
        if rule.direction.span == Span::default() || rule.behaviour.span == Span::default() {
            continue;
        }
        let Some(site) = site(reader, document, &rule.behaviour) else {
            continue;
        };
        let name = rule.name.as_ref().map(|text| text.value.clone());
        match groups
            .iter_mut()
            .find(|own| own.site == site && own.name == name)
        {
            Some(group) => group.rules.push(rule),
            None => groups.push(Group {
                site,
                name,
                rules: vec![rule],
            }),
        }
    }
    // Terms of their own are added to what the other rules give.
    groups.sort_by_key(|own| own.name.is_some());
    for group in &groups {
        if let Some(value) = value(reader, document, group) {
            set(document, group, value);
        }
    }
}

/// The rate under the rules of a group.
fn value(reader: &mut Reader<'_>, document: &Document, group: &Group) -> Option<Expression> {
    let first = group.rules.first()?;
    let behaviour = &first.behaviour;
    let mut bases = group.rules.iter().filter_map(|rule| rule.base.as_ref());
    let base = bases.next();
    if let Some(second) = bases.next() {
        let message = format!("\"base\" of \"{}\" is given twice", behaviour.value);
        let note = Diagnostic::error(CODE, message);
        reader.note(
            second.token,
            note.expected("it in one rule of the behaviour"),
        );
        return None;
    }
    let declared = declared(document, group.site);
    let added = group.name.is_some();
    if let (Some(base), Some(_), false) = (base, declared, added) {
        let message = format!(
            "\"{}\" has a rate in the population and a \"base\" here",
            behaviour.value
        );
        let note = Diagnostic::error(CODE, message);
        reader.note(base.token, note.expected("one of them"));
        return None;
    }
    if base.is_none() && declared.is_none() && !added {
        let message = format!(
            "nothing says what \"{}\" is without signals",
            behaviour.value
        );
        let note = Diagnostic::error(CODE, message);
        reader.note(
            behaviour.span,
            note.help("give the population such a rate, or write base = ... in one of its rules"),
        );
        return None;
    }
    let mut pattern = Pattern::at(behaviour.span);
    match base {
        Some(base) => pattern.put("base", base),
        None if added => pattern.put_or("base", None, 0.0),
        None => pattern.put("base", declared?),
    }
    let mut text = "base".to_owned();
    for (direction, word) in [(Direction::Increases, "up"), (Direction::Decreases, "down")] {
        let rules: Vec<&RuleTable> = (group.rules.iter())
            .filter(|rule| rule.direction.value == direction)
            .collect();
        let Some(one) = rules.first() else { continue };
        let other = rules
            .iter()
            .find(|own| own.to.tree != one.to.tree && !equal(own, one));
        if let Some(other) = other {
            let message = format!(
                "rules that lead \"{}\" the same way lead to different values",
                behaviour.value
            );
            let note = Diagnostic::error(CODE, message)
                .expected("one \"to\" for all that increase a behaviour, and one for all that decrease it")
                .help("give rules a name = \"...\" to make them a term of their own");
            reader.note(other.to.token, note);
            return None;
        }
        pattern.put(word, &one.to);
        let mut terms = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            pattern.put(format!("{word}signal{index}"), &rule.signal);
            pattern.put(format!("{word}half{index}"), &rule.half);
            pattern.put(format!("{word}power{index}"), &rule.power);
            terms.push(format!(
                "({word}signal{index} / {word}half{index}) ^ {word}power{index}"
            ));
        }
        let sum = terms.join(" + ");
        // The published mean, with both terms over one denominator.
        text = format!("({text} + {word} * ({sum})) / (1 + {sum})");
    }
    if let (true, Some(declared)) = (added, declared) {
        pattern.put("declared", declared);
        text = format!("declared + {text}");
    }
    Some(pattern.fill(&text))
}

/// Whether two rules lead to the same value, as written.
fn equal(a: &RuleTable, b: &RuleTable) -> bool {
    let literal = |rule: &RuleTable| rule.to.tree.as_ref().and_then(crate::syntax::Node::literal);
    literal(a).is_some() && literal(a) == literal(b)
}

/// The rate as the population declares it.
fn declared(document: &Document, site: Site) -> Option<&Expression> {
    let table = |index: usize| &document.population.0[index].value;
    let name = |index: usize| document.population.0[index].name.as_str();
    match site {
        Site::Birth(own) => table(own).birth.as_ref(),
        Site::Death(own) => table(own).death.as_ref(),
        Site::Switch(own, to) => {
            let mut items = table(own).switch.items.iter();
            items
                .find(|item| item.to.value == name(to))
                .map(|item| &item.rate)
        }
        Site::Mutation(own, to) => {
            let mut items = table(own).mutation.items.iter();
            items
                .find(|item| item.to.value == name(to))
                .map(|item| &item.probability)
        }
    }
}

/// Puts the rate into the population.
fn set(document: &mut Document, group: &Group, value: Expression) {
    let span = value.token;
    let to = |index: usize, document: &Document| {
        Reference(Text {
            value: document.population.0[index].name.clone(),
            span,
        })
    };
    match group.site {
        Site::Birth(own) => document.population.0[own].value.birth = Some(value),
        Site::Death(own) => document.population.0[own].value.death = Some(value),
        Site::Switch(own, target) => {
            let to = to(target, document);
            let items = &mut document.population.0[own].value.switch.items;
            match items.iter_mut().find(|item| item.to.value == to.value) {
                Some(item) => item.rate = value,
                None => items.push(SwitchTable {
                    at: span,
                    to,
                    rate: value,
                }),
            }
        }
        Site::Mutation(own, target) => {
            let to = to(target, document);
            let items = &mut document.population.0[own].value.mutation.items;
            match items.iter_mut().find(|item| item.to.value == to.value) {
                Some(item) => item.probability = value,
                None => items.push(MutationTable {
                    at: span,
                    to,
                    probability: value,
                }),
            }
        }
    }
}

/// The rate that a behaviour names.
fn site(reader: &mut Reader<'_>, document: &Document, behaviour: &Text) -> Option<Site> {
    let names = || document.population.0.iter().map(|own| own.name.as_str());
    let text = behaviour.value.as_str();
    let words: Vec<&str> = text.split(' ').collect();
    let mut population = |name: &str| {
        let found = names().position(|own| own == name);
        if found.is_none() {
            super::unknown(reader, behaviour.span, "population", name, names());
        }
        found
    };
    match words.as_slice() {
        ["birth", "of", name] => return population(name).map(Site::Birth),
        ["death", "of", name] => return population(name).map(Site::Death),
        [kind @ ("switch" | "mutation"), from, "->", to] => {
            let (from, to) = (population(from), population(to));
            let make = if *kind == "switch" {
                Site::Switch
            } else {
                Site::Mutation
            };
            return Some(make(from?, to?));
        }
        _ => {}
    }
    let note = Diagnostic::error(CODE, format!("\"{text}\" is not the name of a rate"));
    reader.note(
        behaviour.span,
        note.expected("\"birth of S\", \"death of S\", \"switch S -> R\" or \"mutation S -> R\""),
    );
    None
}
