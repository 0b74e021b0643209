//! `[pk]`: compartments become states, the concentration a named expression.

use super::named;
use super::pattern::Pattern;
use crate::document::{
    Document, Entry, Expression, PkTable, Reader, Reference, Span, StateTable, Text,
};
use crate::syntax::Node;
use forestall_base::Diagnostic;

const CODE: &str = "M0526";

/// The most compartments beside the central one.
const MOST: usize = 2;

/// Adds the states and the concentration of every table, and leads the doses of its drug there.
pub(super) fn write_out(reader: &mut Reader<'_>, document: &mut Document) {
    for entry in std::mem::take(&mut document.pk).0 {
        // A drug that could not be read has been refused already.
        if entry.value.drug.span != Span::default()
            && let Some(drug) = drug(reader, document, &entry)
        {
            compartments(document, &entry, drug);
        }
    }
}

/// The drug, if its doses do not go elsewhere.
fn drug(reader: &mut Reader<'_>, document: &Document, entry: &Entry<PkTable>) -> Option<usize> {
    let table = &entry.value;
    let drugs = &document.drug.0;
    let names = || drugs.iter().map(|own| own.name.as_str());
    let Some(index) = names().position(|own| own == table.drug.value) else {
        super::unknown(reader, table.drug.span, "drug", &table.drug.value, names());
        return None;
    };
    let own = &drugs[index].value;
    if own.into.is_some() || own.fraction.is_some() || !own.at_dose.0.is_empty() {
        let message = format!(
            "[drug.{0}] and [pk.{1}] both say where doses of {0} go",
            drugs[index].name, entry.name
        );
        let note = Diagnostic::error(CODE, message)
            .help("delete \"into\", \"fraction\" and \"at_dose\" of the drug, or the other table");
        reader.note(table.drug.span, note);
        return None;
    }
    if table.peripheral.items.len() > MOST {
        let message = format!("[pk.{}] has more than three compartments", entry.name);
        reader.note(
            table.peripheral.span,
            Diagnostic::error(CODE, message).expected("at most two in \"peripheral\""),
        );
        return None;
    }
    if table.clearance.is_none() && table.saturable.is_none() {
        let message = format!("nothing eliminates what [pk.{}] holds", entry.name);
        reader.note(
            entry.span,
            Diagnostic::error(CODE, message).expected("\"clearance\", \"saturable\" or both"),
        );
        return None;
    }
    Some(index)
}

fn compartments(document: &mut Document, entry: &Entry<PkTable>, drug: usize) {
    let (table, name) = (&entry.value, &entry.name);
    let unit = document.drug.0[drug].value.unit.clone();
    let mut pattern = Pattern::at(table.drug.span);
    let central = format!("{name}_central");
    let gut = format!("{name}_gut");
    pattern.name("c", name);
    pattern.name("central", &central);
    pattern.name("gut", &gut);
    pattern.put("v", &table.volume);
    let concentration = pattern.fill("central / v");
    document.lets.0.push(named(name, entry.span, concentration));
    let mut change = Vec::new();
    if let Some(absorption) = &table.absorption {
        pattern.put("ka", absorption);
        change.push("+ ka * gut".to_owned());
        state(
            document,
            entry.span,
            gut.clone(),
            unit.clone(),
            pattern.fill("-(ka * gut)"),
        );
    }
    if let Some(clearance) = &table.clearance {
        pattern.put("cl", clearance);
        change.push("- cl * c".to_owned());
    }
    if let Some(saturable) = &table.saturable {
        pattern.put("largest", &saturable.largest);
        pattern.put("half", &saturable.half);
        change.push("- largest * c / (half + c)".to_owned());
    }
    let mut others = Vec::new();
    for (index, own) in table.peripheral.items.iter().enumerate() {
        let number = if index == 0 {
            String::new()
        } else {
            (index + 1).to_string()
        };
        let other = format!("{name}_peripheral{number}");
        let flow = format!("q{index} * (c - p{index} / w{index})");
        pattern.name(format!("p{index}"), &other);
        pattern.put(format!("w{index}"), &own.volume);
        pattern.put(format!("q{index}"), &own.flow);
        others.push((other, pattern.fill(&flow)));
        change.push(format!("- {flow}"));
    }
    let sum = change.join(" ");
    let sum = sum.strip_prefix("+ ").unwrap_or(&sum);
    state(
        document,
        entry.span,
        central.clone(),
        unit.clone(),
        pattern.fill(sum),
    );
    for (other, flow) in others {
        state(document, entry.span, other, unit.clone(), flow);
    }
    let own = &mut document.drug.0[drug].value;
    own.into = Some(Reference(Text {
        value: if table.absorption.is_some() {
            gut
        } else {
            central
        },
        span: table.drug.span,
    }));
    own.fraction.clone_from(&table.bioavailability);
}

/// A state that begins with nothing.
fn state(document: &mut Document, span: Span, name: String, unit: Option<Text>, ode: Expression) {
    document.state.0.push(Entry {
        name,
        span,
        value: StateTable {
            at: span,
            initial: Expression {
                tree: Some(Node::number(0.0)),
                token: span,
            },
            unit,
            ode: Some(ode),
            next: None,
            floor: None,
            ceiling: None,
        },
    });
}
