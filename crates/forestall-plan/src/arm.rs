//! A regimen with its numbers, as one of those compared.

use forestall_base::nearest;
use forestall_model::{Core, Dosing, program::Builder};
use serde::{Deserialize, Serialize};

use crate::PlanError;

/// A tuned number and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tuned {
    /// Name in the model file.
    pub name: String,
    /// The value.
    pub value: f64,
}

/// One of the regimens that are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Name in the comparison.
    pub name: String,
    /// Index of the regimen in the model.
    pub regimen: usize,
    /// A value per tuned number of the regimen.
    pub tune: Vec<f64>,
}

impl Arm {
    /// All regimens of the model as their file writes them.
    pub fn all(core: &Core) -> Vec<Self> {
        (0..core.regimens.len())
            .map(|i| Self::written(core, i))
            .collect()
    }

    /// The regimens of these names, as the model file writes them.
    ///
    /// # Errors
    /// [`PlanError::UnknownRegimen`].
    pub fn named<'a>(
        core: &Core,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<Self>, PlanError> {
        let arm = |name: &str| match core.regimen(name) {
            Some(index) => Ok(Self::written(core, index)),
            None => Err(PlanError::UnknownRegimen {
                name: name.to_owned(),
                near: nearest(name, core.regimens.iter().map(|r| r.name.as_str()))
                    .map(str::to_owned),
            }),
        };
        names.into_iter().map(arm).collect()
    }

    /// Regimen number `regimen` with the numbers that the model file gives.
    fn written(core: &Core, regimen: usize) -> Self {
        let own = &core.regimens[regimen];
        Self {
            name: own.name.clone(),
            regimen,
            tune: own.tune.iter().map(|t| t.value).collect(),
        }
    }

    /// The same regimen with other numbers, under another name.
    #[must_use]
    pub fn with(&self, name: impl Into<String>, tune: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            regimen: self.regimen,
            tune,
        }
    }

    /// The tuned numbers with their names.
    pub fn tuned(&self, core: &Core) -> Vec<Tuned> {
        let names = core.regimens[self.regimen].tune.iter();
        names
            .zip(&self.tune)
            .map(|(t, &value)| Tuned {
                name: t.name.clone(),
                value,
            })
            .collect()
    }

    pub(crate) fn check(&self, core: &Core) -> Result<(), PlanError> {
        let Some(regimen) = core.regimens.get(self.regimen) else {
            return Err(PlanError::UnknownRegimen {
                name: self.name.clone(),
                near: None,
            });
        };
        if regimen.tune.len() != self.tune.len() {
            return Err(PlanError::TuneLength {
                regimen: regimen.name.clone(),
                found: self.tune.len(),
                expected: regimen.tune.len(),
            });
        }
        Ok(())
    }
}

/// The regimen that others are measured against: continuous therapy, which gives its drugs all the time.
///
/// It is told by its doses: one state that is never left, every drug at a constant amount (an on-off drug:
/// on) that is positive for at least one of them. Of several, the one that is called `as_given`, else the one with most drugs and
/// then the largest amounts; of equals, the first. Amounts are those at the model's default parameters.
pub fn reference(core: &Core) -> Option<usize> {
    let mut best: Option<(usize, (bool, usize, f64))> = None;
    for (index, regimen) in core.regimens.iter().enumerate() {
        let Some(weight) = constant_amounts(core, index) else {
            continue;
        };
        let given = weight.iter().filter(|&&a| a > 0.0).count();
        let total = weight.iter().sum();
        let standing = (regimen.name == "as_given", given, total);
        let better = best.is_none_or(|(_, other)| standing > other);
        if regimen.tune.is_empty() && given > 0 && better {
            best = Some((index, standing));
        }
    }
    best.map(|(index, _)| index)
}

/// Amount per drug of a regimen that never changes them.
fn constant_amounts(core: &Core, regimen: usize) -> Option<Vec<f64>> {
    let regimen = &core.regimens[regimen];
    let phase = regimen.phases.get(regimen.initial)?;
    if !phase.leave.is_empty() {
        return None;
    }
    let mut builder = Builder::new(core, regimen.tune.len(), 0);
    for dosing in &phase.doses {
        let amount = match dosing {
            Dosing::Constant(amount) => amount,
            Dosing::Pulse { amount, off, .. } if *off <= 0.0 => amount,
            Dosing::Windows(windows) => match windows.as_slice() {
                [] => &forestall_model::Expr::Number(0.0),
                [window] if window.from <= 0.0 && window.to == f64::INFINITY => &window.amount,
                _ => return None,
            },
            Dosing::Pulse { .. } | Dosing::Doses(_) => return None,
        };
        builder.output(amount);
    }
    let program = builder.finish();
    let mut inputs = vec![0.0; program.layout.inputs()];
    inputs[program.layout.parameter()..][..core.parameters.len()].copy_from_slice(&core.defaults());
    Some(program.evaluate(&inputs))
}
