//! `[assay]`: what can be measured.

use super::checker::Checker;
use super::place::Place;
use crate::document::{AssayTable, Entry, Expression};
use crate::suggestion::did_you_mean;
use crate::syntax::Part;
use crate::unit::Unit;
use crate::{Assay, Expr, Noise, Relative};
use forestall_base::Diagnostic;

/// Noise models with the names of their arguments.
const NOISES: [(&str, &[&str]); 4] = [
    ("normal", &["sd"]),
    ("proportional", &["b"]),
    ("combined", &["sd", "b"]),
    ("lognormal", &["sd"]),
];

impl Checker<'_, '_> {
    /// Assays in the order of the file.
    pub fn assays(&mut self) {
        let document = self.document;
        for (index, entry) in document.assay.0.iter().enumerate() {
            let assay = self.assay_of(index, entry);
            self.core.assays.push(assay);
        }
    }

    fn assay_of(&mut self, index: usize, entry: &Entry<AssayTable>) -> Assay {
        let table = &entry.value;
        let relative = table
            .relative_to
            .as_ref()
            .map_or(Relative::Absolute, |word| word.value.into());
        let written = table.unit.as_ref().map(|text| text.value.clone());
        let mut unit = self.assay_units[index].clone();
        let value = match (&table.value, table.has_state()) {
            (Some(value), true) => {
                let message = format!("[assay.{}] has both \"value\" and \"ode\"", entry.name);
                self.reader.note(
                    value.token,
                    Diagnostic::error("M0606", message).expected("one of them"),
                );
                Expr::Number(f64::NAN)
            }
            (Some(value), false) => {
                let what = format!("the value of {}", entry.name);
                let typed = self.resolve(value, &Place::dynamics(&what));
                if let Some(initial) = &table.initial {
                    let message = "\"initial\" belongs to assays with an ode of their own";
                    self.refuse(initial.token, "M0606", message);
                }
                match (&unit, relative) {
                    // A relative value needs no calibration between cells and units of the assay.
                    (Some(wanted), Relative::Absolute) => {
                        let wanted = wanted.clone();
                        let help = Some("multiply by a parameter with the missing unit, or compare relative_to = \"first\"".to_owned());
                        self.expect_unit(value.token, &what, &typed, &wanted, help);
                    }
                    (None, _) => unit.clone_from(&typed.unit),
                    _ => {}
                }
                typed.expr
            }
            (None, true) => {
                let state = self.names.states.iter().position(|own| *own == entry.name);
                Expr::State(state.unwrap_or(0))
            }
            (None, false) => {
                self.reader.note(
                    entry.span,
                    Diagnostic::error(
                        "M0102",
                        format!("missing key \"value\" in [assay.{}]", entry.name),
                    )
                    .help("write what is measured, such as value = \"S + R\", or an ode"),
                );
                Expr::Number(f64::NAN)
            }
        };
        self.assay_units[index].clone_from(&unit);
        let noise_unit = match relative {
            Relative::Absolute => unit.clone(),
            Relative::First | Relative::Peak => Some(Unit::none()),
        };
        Assay {
            name: entry.name.clone(),
            value,
            unit: written
                .or_else(|| unit.map(|unit| unit.to_string()))
                .unwrap_or_else(|| "1".to_owned()),
            every: table.every.as_ref().map(|every| self.duration(every, true)),
            noise: self.noise(&entry.name, table.noise.as_ref(), noise_unit.as_ref()),
            detection_limit: table.detection_limit.map(|limit| {
                if limit.value < 0.0 {
                    self.refuse(limit.span, "M0607", "a detection limit is negative");
                }
                limit.value
            }),
            relative,
        }
    }

    fn noise(&mut self, name: &str, noise: Option<&Expression>, unit: Option<&Unit>) -> Noise {
        let Some(Expression {
            tree: Some(tree),
            token,
        }) = noise
        else {
            return Noise::None;
        };
        let forms = NOISES
            .map(|(kind, arguments)| format!("{kind}({})", arguments.join(", ")))
            .join(", ");
        let (kind, at, arguments) = match &tree.part {
            Part::Call(kind, at, arguments) => (kind.as_str(), *at, arguments.as_slice()),
            _ => ("", tree.extent, [].as_slice()),
        };
        let known = NOISES.iter().find(|(own, _)| *own == kind);
        let Some((_, wanted)) = known.filter(|(_, wanted)| wanted.len() == arguments.len()) else {
            let message = match known {
                Some(_) => format!(
                    "{kind} noise has {}",
                    crate::print::arguments(arguments.len())
                ),
                None if kind.is_empty() => "this is not a noise model".to_owned(),
                None => format!("unknown noise model \"{kind}\""),
            };
            let mut note = Diagnostic::error("M0608", message).expected(format!("one of {forms}"));
            if known.is_none() {
                note.help = did_you_mean(kind, NOISES.map(|(own, _)| own));
            }
            let extent = if known.is_some() { tree.extent } else { at };
            let span = self.reader.inside(*token, extent);
            self.reader.note(span, note);
            return Noise::None;
        };
        let mut values = Vec::new();
        for (argument, role) in arguments.iter().zip(*wanted) {
            let part = Expression {
                tree: Some(argument.clone()),
                token: *token,
            };
            let what = format!("the noise of {name}");
            let typed = self.resolve(&part, &Place::parameters(&what));
            if argument.literal().is_some_and(|x| x < 0.0) {
                let span = self.reader.inside(*token, argument.extent);
                self.refuse(span, "M0608", format!("the {role} of noise is negative"));
            }
            let wanted = if *role == "sd" && kind != "lognormal" {
                unit.cloned()
            } else {
                Some(Unit::none())
            };
            if let Some(wanted) = wanted {
                let span = self.reader.inside(*token, argument.extent);
                self.expect_unit(span, &format!("the {role} of noise"), &typed, &wanted, None);
            }
            values.push(typed.expr);
        }
        let mut values = values.into_iter();
        match (kind, values.next(), values.next()) {
            ("normal", Some(sd), _) => Noise::Normal(sd),
            ("proportional", Some(b), _) => Noise::Proportional(b),
            ("combined", Some(sd), Some(b)) => Noise::Combined(sd, b),
            ("lognormal", Some(sd), _) => Noise::LogNormal(sd),
            _ => Noise::None,
        }
    }
}
