//! `[population]`: cells, and the channels by which their numbers change.

use super::checker::Checker;
use super::competition::Crowding;
use super::drug::Effects;
use super::place::Place;
use crate::document::Text;
use crate::syntax::Node;
use crate::{Binary, Channel, Expr, State, StateKind};
use forestall_base::Diagnostic;

/// The most populations that a model may have.
const MOST: usize = 128;

/// `a * b`, leaving out factors of 1.
pub(super) fn product(a: Expr, b: Expr) -> Expr {
    match (&a, &b) {
        (Expr::Number(1.0), _) => b,
        (_, Expr::Number(1.0)) => a,
        _ => Expr::binary(Binary::Multiply, a, b),
    }
}

/// `1 - x`
pub(super) fn one_minus(x: Expr) -> Expr {
    Expr::binary(Binary::Subtract, Expr::Number(1.0), x)
}

impl Checker<'_, '_> {
    /// Populations with their channels.
    pub fn populations(&mut self) {
        let document = self.document;
        let entries = &document.population.0;
        if let Some(entry) = entries.get(MOST) {
            self.refuse(
                entry.span,
                "M0501",
                format!("the model has more than {MOST} populations"),
            );
            return;
        }
        for (index, entry) in entries.iter().enumerate() {
            let table = &entry.value;
            let initial = self.initial(&entry.name, index, &table.initial);
            let (floor, ceiling) = self.guards(table.floor, table.ceiling);
            self.core.states.push(State {
                name: entry.name.clone(),
                kind: StateKind::Population,
                unit: unit_text(table.unit.as_ref()),
                initial,
                rate: Expr::Number(0.0),
                next: None,
                floor,
                ceiling,
            });
        }
        let crowding = self.crowding();
        let effects = self.effects();
        for index in 0..entries.len() {
            self.channels_of(index, &crowding, &effects);
        }
        self.refuse_idle_effects(&effects);
        for (index, entry) in entries.iter().enumerate() {
            let mut rate = self.net(index);
            if let Some(ode) = &entry.value.ode {
                let place = Place {
                    next: self.is_map(),
                    ..Place::dynamics(format!("the ode of {}", entry.name))
                };
                let typed = self.resolve(ode, &place);
                self.expect_derivative(&entry.name, index, ode, &typed);
                rate = match rate {
                    Expr::Number(0.0) => typed.expr,
                    rate => Expr::binary(Binary::Add, rate, typed.expr),
                };
            }
            self.core.states[index].rate = rate;
        }
    }

    /// Births, mutations, death and switches of one population.
    fn channels_of(&mut self, index: usize, crowding: &Crowding, effects: &[Effects]) {
        let document = self.document;
        let entry = &document.population.0[index];
        let (name, table) = (&entry.name, &entry.value);
        let own = Expr::State(index);

        let mut births = None;
        if let Some(birth) = &table.birth {
            let what = format!("the birth rate of {name}");
            let rate = self.per_cell_rate(index, &what, birth);
            let rate = product(rate, crowding.factor(index));
            births = Some(
                effects
                    .iter()
                    .fold(rate, |rate, effect| effect.on_birth(index, rate)),
            );
        }
        let mut mutants = Vec::new();
        let mut shares = Expr::Number(0.0);
        for mutation in &table.mutation.items {
            let what = format!("the mutation of {name}");
            let place = Place::dynamics(format!("{what} to {}", mutation.to.value));
            let typed = self.resolve(&mutation.probability, &place);
            self.expect_pure(&mutation.probability, "a probability of mutation", &typed);
            if let Some(share) = mutation.probability.tree.as_ref().and_then(Node::literal)
                && !(0.0..=1.0).contains(&share)
            {
                self.reader.note(
                    mutation.probability.token,
                    Diagnostic::error("M0502", "a probability lies outside 0 to 1")
                        .expected("the share of divisions that give a mutant"),
                );
            }
            let Some(to) = self.other_population(index, &mutation.to, &mutants, "mutation") else {
                continue;
            };
            let share = effects.iter().fold(typed.expr, |share, effect| {
                effect.on_mutation(index, to, share)
            });
            shares = match shares {
                Expr::Number(0.0) => share.clone(),
                sum => Expr::binary(Binary::Add, sum, share.clone()),
            };
            mutants.push((to, share));
        }
        if let Some(mutation) = table.mutation.items.first()
            && births.is_none()
        {
            self.reader.note(
                mutation.at,
                Diagnostic::error("M0503", format!("{name} mutates but has no birth"))
                    .help("mutations happen at divisions: give the population a birth rate"),
            );
        }
        if let Some(births) = births {
            let kept = if mutants.is_empty() {
                births.clone()
            } else {
                product(births.clone(), one_minus(shares))
            };
            self.channel(
                format!("birth of {name}"),
                vec![(index, 1)],
                product(kept, own.clone()),
            );
            for (to, share) in mutants {
                let target = &document.population.0[to].name;
                let rate = product(product(births.clone(), share), own.clone());
                self.channel(format!("mutation {name} -> {target}"), vec![(to, 1)], rate);
            }
        }

        let natural = table.death.as_ref().map(|death| {
            let what = format!("the death rate of {name}");
            self.per_cell_rate(index, &what, death)
        });
        let death = effects
            .iter()
            .fold(natural, |rate, effect| effect.on_death(index, rate));
        if let Some(death) = death {
            self.channel(
                format!("death of {name}"),
                vec![(index, -1)],
                product(death, own.clone()),
            );
        }

        let mut targets = Vec::new();
        for switch in &table.switch.items {
            let what = format!("the switch rate of {name} to {}", switch.to.value);
            let rate = self.per_cell_rate(index, &what, &switch.rate);
            let Some(to) = self.other_population(index, &switch.to, &targets, "switch") else {
                continue;
            };
            let rate = effects
                .iter()
                .fold(rate, |rate, effect| effect.on_switch(index, to, rate));
            let target = &document.population.0[to].name;
            self.channel(
                format!("switch {name} -> {target}"),
                vec![(index, -1), (to, 1)],
                product(rate, own.clone()),
            );
            targets.push((to, Expr::Number(0.0)));
        }
    }

    fn channel(&mut self, name: String, change: Vec<(usize, i32)>, rate: Expr) {
        self.core.channels.push(Channel { name, change, rate });
    }

    /// The sum of all channels that change a state.
    fn net(&self, index: usize) -> Expr {
        let mut sum: Option<Expr> = None;
        for channel in &self.core.channels {
            for (state, count) in &channel.change {
                if *state != index {
                    continue;
                }
                let op = if *count > 0 {
                    Binary::Add
                } else {
                    Binary::Subtract
                };
                sum = Some(match sum {
                    None if *count > 0 => channel.rate.clone(),
                    None => Expr::unary(crate::Unary::Negate, channel.rate.clone()),
                    Some(sum) => Expr::binary(op, sum, channel.rate.clone()),
                });
            }
        }
        sum.unwrap_or(Expr::Number(0.0))
    }

    /// Another population by name, not yet among `taken`.
    fn other_population(
        &mut self,
        own: usize,
        to: &Text,
        taken: &[(usize, Expr)],
        kind: &str,
    ) -> Option<usize> {
        let index = self.population_index(to)?;
        let name = &self.document.population.0[own].name;
        let message = if index == own {
            format!("{name} has a {kind} to itself")
        } else if taken.iter().any(|(other, _)| *other == index) {
            format!("{name} has more than one {kind} to {}", to.value)
        } else {
            return Some(index);
        };
        self.refuse(to.span, "M0504", message);
        None
    }

    /// The population that `text` names.
    pub fn population_index(&mut self, text: &Text) -> Option<usize> {
        let names: Vec<&str> = (self.document.population.0.iter())
            .map(|entry| entry.name.as_str())
            .collect();
        self.index_of(text.span, "population", &text.value, &names)
    }
}

/// A unit as written, or `1`.
pub(super) fn unit_text(text: Option<&Text>) -> String {
    text.map_or_else(|| "1".to_owned(), |text| text.value.clone())
}
