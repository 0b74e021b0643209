//! Entries whose names are families, written out: one for each member.

use super::Span;
use super::reader::{Read, Reader};
use super::variant::lay_value;
use crate::family::{Bound, Template, too_large};
use crate::syntax::Extent;
use forestall_base::Diagnostic;
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

/// An entry to be read, and what its variables stand for.
pub(super) struct Member<'i> {
    pub name: String,
    pub span: Span,
    pub value: Spanned<DeValue<'i>>,
    pub bound: Vec<Bound>,
    /// Number of variables of the name that it was declared by: the fewer, the more particular.
    free: usize,
}

/// All entries, families written out; the more particular of two with the same name is laid over the other.
pub(super) fn members<'i, T: Read>(
    reader: &mut Reader<'_>,
    entries: &[(&Spanned<Cow<'i, str>>, &Spanned<DeValue<'i>>)],
) -> Vec<Member<'i>> {
    let mut all: Vec<Member<'i>> = Vec::new();
    for (key, value) in entries {
        let span = Span::from(*key);
        let head = key.get_ref().as_ref();
        let written = Template::parse(head, &reader.scope)
            .and_then(|found| found.map(|own| own.members(&reader.scope)).transpose());
        let written = match written {
            Ok(Some(written)) => written,
            Ok(None) => vec![(head.to_owned(), Vec::new())],
            Err(fault) => {
                reader.note_fault(span, fault);
                continue;
            }
        };
        if !reader.scope.make(written.len()) {
            reader.note_fault(span, too_large(Extent::default()));
            continue;
        }
        for (name, bound) in written {
            if name != head {
                reader.remember(&name, head);
            }
            let new = Member {
                value: T::of_member(reader, value, &bound),
                free: bound.len(),
                name,
                span,
                bound,
            };
            match all.iter_mut().find(|own| own.name == new.name) {
                None => all.push(new),
                Some(own) if own.free == new.free => {
                    let message = format!("\"{}\" is declared twice", new.name);
                    let note = Diagnostic::error("M0206", message);
                    reader.note(
                        span,
                        note.help("one of two families with as many indices must go"),
                    );
                }
                Some(own) => own.join(new),
            }
        }
    }
    all
}

impl Member<'_> {
    /// Lays the more particular of two over the other.
    fn join(&mut self, new: Self) {
        let (mut general, particular) = if new.free < self.free {
            (self.value.clone(), new.value)
        } else {
            self.span = new.span;
            (new.value, self.value.clone())
        };
        lay_value(&mut general, &particular);
        self.value = general;
        self.free = self.free.min(new.free);
        for own in new.bound {
            if !self.bound.iter().any(|old| old.variable == own.variable) {
                self.bound.push(own);
            }
        }
    }
}

/// The entry of nested arrays that belongs to a member.
pub(super) fn entry_of<'i>(
    reader: &mut Reader<'_>,
    value: &Spanned<DeValue<'i>>,
    bound: &[Bound],
) -> Spanned<DeValue<'i>> {
    let mut at = value;
    for own in bound {
        let DeValue::Array(array) = at.get_ref() else {
            break;
        };
        let values = reader.scope.values(own.index).to_vec();
        if array.len() != values.len() {
            let message = format!("a list has {} entries", array.len());
            let note = Diagnostic::error("M0213", message).expected(format!(
                "{}, one for each of {}",
                values.len(),
                values.join(", ")
            ));
            reader.note(Span::from(at), note);
            // One message is enough: go on with what is there.
            return array.iter().next().unwrap_or(at).clone();
        }
        let Some(inner) = array.get(own.value) else {
            break;
        };
        at = inner;
    }
    at.clone()
}
