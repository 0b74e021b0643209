//! `[variant.NAME]`: changes that are laid over the file.

use super::leaf::wrong_kind;
use super::{Read, Reader, Span};
use crate::family::{Scope, Template};
use crate::suggestion::did_you_mean;
use forestall_base::{Diagnostic, Diagnostics};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Tables whose entries have names that a variant may change but not add.
const COLLECTIONS: [&str; 10] = [
    "parameter",
    "let",
    "population",
    "drug",
    "state",
    "event",
    "assay",
    "regimen",
    "stop",
    "expect",
];

/// The changes of a variant; read when the variant is chosen.
#[derive(Debug, Clone)]
pub(crate) struct Changes;

impl Read for Changes {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        if !matches!(value.get_ref(), DeValue::Table(_)) {
            wrong_kind(
                reader,
                key,
                value,
                "a table of changes, such as { parameter.r = 0.05 }",
            );
        }
        Self
    }

    fn blank() -> Self {
        Self
    }
}

impl JsonSchema for Changes {
    fn schema_name() -> Cow<'static, str> {
        "Changes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The same tables as in the file, with the values that change.",
            "type": "object"
        })
    }
}

/// The variants of a file.
fn variants<'t, 'i>(file: &'t DeTable<'i>) -> Option<&'t DeTable<'i>> {
    match file.get("variant")?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

/// Notes whatever a variant changes that is not in the file.
pub(crate) fn check_targets(reader: &mut Reader<'_>, file: &DeTable<'_>) {
    for (name, changes) in variants(file).into_iter().flatten() {
        if let DeValue::Table(changes) = changes.get_ref() {
            let place = format!("[variant.{}]", name.get_ref());
            targets(reader, file, changes, &place);
        }
    }
}

fn targets(reader: &mut Reader<'_>, file: &DeTable<'_>, changes: &DeTable<'_>, place: &str) {
    for (section, value) in changes {
        let word = section.get_ref().as_ref();
        if word == "variant" {
            reader.note(
                Span::from(section),
                Diagnostic::error("M0801", format!("{place} contains variants"))
                    .help("give each variant a table of its own under [variant]"),
            );
        }
        if !COLLECTIONS.contains(&word) {
            continue;
        }
        let DeValue::Table(entries) = value.get_ref() else {
            continue;
        };
        let declared: Vec<&str> = match file.get(word).map(Spanned::get_ref) {
            Some(DeValue::Table(table)) => table.keys().map(|k| k.get_ref().as_ref()).collect(),
            _ => Vec::new(),
        };
        for (entry, _) in entries {
            let name = entry.get_ref().as_ref();
            if declared.contains(&name) || is_member(name, &declared, &reader.scope) {
                continue;
            }
            let message =
                format!("{place} changes {word} \"{name}\", which the file does not have");
            let mut note = Diagnostic::error("M0801", message);
            if !declared.is_empty() {
                note = note.expected(format!("one of {}", declared.join(", ")));
            }
            note.help = did_you_mean(name, declared.iter().copied());
            reader.note(Span::from(entry), note);
        }
    }
}

/// Whether `name` is a member of one of the families declared.
fn is_member(name: &str, declared: &[&str], scope: &Scope) -> bool {
    declared.iter().any(|head| {
        let Ok(Some(template)) = Template::parse(head, scope) else {
            return false;
        };
        let members = template.members(scope).unwrap_or_default();
        members.iter().any(|(member, _)| member == name)
    })
}

/// Lays the variant `name` over the file.
///
/// # Errors
///
/// If the file has no such variant.
pub(crate) fn apply(file: &mut DeTable<'_>, name: &str) -> Result<(), Diagnostics> {
    let changes = variants(file).and_then(|all| match all.get(name)?.get_ref() {
        DeValue::Table(changes) => Some(changes.clone()),
        _ => None,
    });
    let Some(mut changes) = changes else {
        let names: Vec<&str> = variants(file)
            .into_iter()
            .flat_map(|all| all.keys().map(|key| key.get_ref().as_ref()))
            .collect();
        let mut note = Diagnostic::error("M0802", format!("the file has no variant \"{name}\""));
        note = if names.is_empty() {
            note.help("the file has no variants at all")
        } else {
            note.expected(format!("one of {}", names.join(", ")))
        };
        if let Some(help) = did_you_mean(name, names.iter().copied()) {
            note = note.help(help);
        }
        return Err(note.into());
    };
    changes.remove("variant");
    drop_other_method(file, &changes);
    lay_over(file, &changes);
    Ok(())
}

/// Settings of one method of `[solver]` mean nothing to another.
fn drop_other_method(file: &mut DeTable<'_>, changes: &DeTable<'_>) {
    let new = match changes.get("solver").map(Spanned::get_ref) {
        Some(DeValue::Table(solver)) => solver.contains_key("method"),
        _ => false,
    };
    if let (true, Some(solver)) = (new, file.get_mut("solver"))
        && let DeValue::Table(solver) = solver.get_mut()
    {
        for key in ["step", "rtol", "atol"] {
            solver.remove(key);
        }
    }
}

/// Replaces values of `below` by those of `above`, table by table.
fn lay_over<'i>(below: &mut DeTable<'i>, above: &DeTable<'i>) {
    for (key, new) in above {
        match below.get_mut(key.get_ref().as_ref()) {
            Some(old) => lay_value(old, new),
            None => {
                below.insert(key.clone(), new.clone());
            }
        }
    }
}

/// Replaces a value by another; of two tables, only what the other has.
pub(super) fn lay_value<'i>(old: &mut Spanned<DeValue<'i>>, new: &Spanned<DeValue<'i>>) {
    match (old.get_mut(), new.get_ref()) {
        (DeValue::Table(table), DeValue::Table(changes)) => lay_over(table, changes),
        (DeValue::Table(table), other)
            if table.contains_key("value") && !matches!(other, DeValue::Array(_)) =>
        {
            // A parameter that is a table keeps its unit, bounds and source.
            if let Some(value) = table.get_mut("value") {
                *value = new.clone();
            }
        }
        _ => *old = new.clone(),
    }
}
