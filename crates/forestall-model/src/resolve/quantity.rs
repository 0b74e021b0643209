//! Quantities whose unit is known from where they stand: rates, shares, derivatives, initial values.

use super::checker::Checker;
use super::expression::Typed;
use super::names::Target;
use super::place::Place;
use crate::Expr;
use crate::document::{Expression, Number};
use crate::unit::{Comparison, Unit};

impl Checker<'_, '_> {
    /// A rate per cell of a population.
    pub fn per_cell_rate(
        &mut self,
        population: usize,
        what: &str,
        expression: &Expression,
    ) -> Expr {
        let typed = self.resolve(expression, &Place::dynamics(what));
        let wanted = self.rate_unit();
        let help = self
            .total_help(population, expression, &typed)
            .or_else(|| self.rate_help(expression));
        self.expect_unit(expression.token, what, &typed, &wanted, help);
        typed.expr
    }

    /// What to do about the rate of a whole population.
    fn total_help(
        &self,
        population: usize,
        expression: &Expression,
        typed: &Typed,
    ) -> Option<String> {
        let cells = self.state_units.get(population)?.as_ref()?;
        let total = cells.times(&self.rate_unit(), crate::unit::WHOLE);
        let name = self.names.states.get(population)?;
        if typed.unit.as_ref()?.compare(&total) != Comparison::Same {
            return None;
        }
        let mut factor = false;
        expression.tree.as_ref()?.walk(&mut |node| {
            factor |= matches!(&node.part, crate::syntax::Part::Name(own) if own == name);
        });
        Some(if factor {
            format!("rates of a population are per cell: leave the factor {name} out")
        } else {
            "rates of a population are per cell: a rate of all cells together belongs under \"ode\""
                .to_owned()
        })
    }

    /// If a rate is without unit, the first parameter that could have one.
    fn rate_help(&self, expression: &Expression) -> Option<String> {
        let mut bare = None;
        expression.tree.as_ref()?.walk(&mut |node| {
            if let crate::syntax::Part::Name(name) = &node.part
                && let Some(Target::Parameter(index)) = self.names.target(name)
                && self.parameter_units.get(index).is_some_and(Option::is_none)
                && bare.is_none()
            {
                bare = Some(name.clone());
            }
        });
        let (name, time) = (bare?, self.time.name());
        Some(format!(
            "\"{name}\" has no unit: write {name} = {{ value = ..., unit = \"1/{time}\" }} if it is a rate"
        ))
    }

    /// Refuses a quantity with a unit.
    pub fn expect_pure(&mut self, expression: &Expression, what: &str, typed: &Typed) {
        self.expect_unit(expression.token, what, typed, &Unit::none(), None);
    }

    /// Refuses a time derivative that is not in the unit of the state per time.
    pub fn expect_derivative(
        &mut self,
        name: &str,
        index: usize,
        expression: &Expression,
        typed: &Typed,
    ) {
        let unit = self.state_units[index].clone();
        let help = unit
            .is_none()
            .then(|| format!("{name} has no unit: give it one if it needs one"));
        let wanted = unit
            .unwrap_or_default()
            .times(&self.rate_unit(), crate::unit::WHOLE);
        let what = format!("the time derivative of {name}");
        self.expect_unit(expression.token, &what, typed, &wanted, help);
    }

    /// The value of a state at time 0.
    pub fn initial(&mut self, name: &str, index: usize, expression: &Expression) -> Expr {
        let what = format!("the initial value of {name}");
        let typed = self.resolve(expression, &Place::parameters(&what));
        let unit = self.state_units[index].clone();
        let help = unit
            .is_none()
            .then(|| format!("{name} has no unit: give it one with unit = \"...\""));
        self.expect_unit(
            expression.token,
            &what,
            &typed,
            &unit.unwrap_or_default(),
            help,
        );
        typed.expr
    }

    /// Floor and ceiling.
    pub fn guards(
        &mut self,
        floor: Option<Number>,
        ceiling: Option<Number>,
    ) -> (Option<f64>, Option<f64>) {
        if let (Some(low), Some(high)) = (floor, ceiling)
            && low.value >= high.value
        {
            self.refuse(high.span, "M0505", "the ceiling is not above the floor");
        }
        (floor.map(|x| x.value), ceiling.map(|x| x.value))
    }
}
