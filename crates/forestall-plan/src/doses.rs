//! Doses that any schedule of a model's drugs could give.

use forestall_model::{Core, Dosing, Exposure, program::Builder, program::Program};

/// Drugs at most of which every combination is tried.
const COMBINED: usize = 6;

/// Tuned numbers at most whose ranges' ends are tried together.
const TUNED: usize = 10;

/// The amounts of all regimens of a model.
pub(crate) struct Doses<'core> {
    core: &'core Core,
    /// Per regimen: its index, its amounts, and the drug of each.
    amounts: Vec<(usize, Program, Vec<usize>)>,
}

impl<'core> Doses<'core> {
    pub(crate) fn new(core: &'core Core) -> Self {
        let amounts = core.regimens.iter().enumerate().map(|(index, regimen)| {
            let mut builder = Builder::new(core, regimen.tune.len(), 0);
            let mut drugs = Vec::new();
            for (drug, dosing) in regimen
                .phases
                .iter()
                .flat_map(|p| p.doses.iter().enumerate())
            {
                let all: Vec<_> = match dosing {
                    Dosing::Constant(amount) | Dosing::Pulse { amount, .. } => vec![amount],
                    Dosing::Windows(windows) => windows.iter().map(|w| &w.amount).collect(),
                    Dosing::Doses(trains) => trains.iter().map(|t| &t.amount).collect(),
                };
                for amount in all {
                    builder.output(amount);
                    drugs.push(drug);
                }
            }
            (index, builder.finish(), drugs)
        });
        Self {
            core,
            amounts: amounts.collect(),
        }
    }

    /// The largest amount of each drug that any regimen gives at these parameters; 1 for an on-off drug.
    ///
    /// Tuned numbers are tried at the ends of their ranges, all together.
    pub(crate) fn largest(&self, parameters: &[f64]) -> Vec<f64> {
        let of = |exposure| {
            if exposure == Exposure::OnOff {
                1.0
            } else {
                0.0
            }
        };
        let mut largest: Vec<f64> = self.core.drugs.iter().map(|d| of(d.exposure)).collect();
        for (regimen, program, drugs) in &self.amounts {
            let tunes = &self.core.regimens[*regimen].tune;
            let layout = program.layout;
            let mut inputs = vec![0.0; layout.inputs()];
            inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
            for corner in 0..1_usize << tunes.len().min(TUNED) {
                for (bit, tune) in tunes.iter().enumerate() {
                    let high = corner >> bit.min(TUNED - 1) & 1 == 1;
                    inputs[layout.tune() + bit] = if high { tune.high } else { tune.low };
                }
                for (&drug, &amount) in drugs.iter().zip(&program.evaluate(&inputs)) {
                    largest[drug] = largest[drug].max(amount);
                }
            }
        }
        largest
    }

    /// Every combination of off, half and full amounts (on-off drugs: off and on) of `drugs`; of more than six: none, all, and
    /// each alone. The other drugs are off.
    pub(crate) fn combinations(&self, drugs: &[usize], full: &[f64]) -> Vec<Vec<f64>> {
        let nothing = vec![0.0; full.len()];
        if drugs.len() > COMBINED {
            let mut all = vec![nothing.clone(), full.to_vec()];
            for &drug in drugs {
                let mut alone = nothing.clone();
                alone[drug] = full[drug];
                all.push(alone);
            }
            return all;
        }
        let mut all = vec![nothing];
        for &drug in drugs {
            let shares: &[f64] = match self.core.drugs[drug].exposure {
                Exposure::OnOff => &[0.0, 1.0],
                Exposure::Amount => &[0.0, 0.5, 1.0],
            };
            let given = |own: &Vec<f64>, share: &f64| {
                let mut own = own.clone();
                own[drug] = share * full[drug];
                own
            };
            all = all
                .iter()
                .flat_map(|own| shares.iter().map(move |s| given(own, s)))
                .collect();
        }
        all
    }
}
