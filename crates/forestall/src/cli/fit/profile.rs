//! The cohort profile: every patient refitted at every point of the grid of `[fit.profile]`.

use forestall_fit::{PatientModel, estimate};
use rayon::prelude::*;

use crate::cli::{estimation::Task, failure::Failure, fit_folder::Profile, progress};

/// Computes the profile of a task whose model has `[fit.profile]`.
pub(super) fn profile(task: &Task) -> Result<Profile, Failure> {
    let grid = &task.fit.profile;
    if grid.is_empty() {
        let message = "--profile: the model has no [fit.profile]";
        return Err(Failure::usage(
            message,
            "add one, such as [fit.profile] alpha = [0, 2, 4, 6, 8]",
        ));
    }
    let points: usize = grid.iter().map(|(_, values)| values.len()).product();
    let bar = progress::bar(points, "profile");
    let loss: Result<Vec<f64>, Failure> = (0..points)
        .into_par_iter()
        .map(|point| {
            let mut base = task.base.clone();
            let mut rest = point;
            for (parameter, values) in grid.iter().rev() {
                base[*parameter] = values[rest % values.len()];
                rest /= values.len();
            }
            let mut total = 0.0;
            for record in &task.data.patients {
                let mut patient = PatientModel::new(&task.model, record, &task.fit.free, &base)?;
                let o = &task.options;
                total += estimate(&mut patient, &task.space, o.objective, o.starts)?.loss;
            }
            bar.inc(1);
            Ok(total)
        })
        .collect();
    bar.finish_and_clear();
    let name = |index: usize| task.core().parameters[index].name.clone();
    let parameters = grid
        .iter()
        .map(|(index, values)| (name(*index), values.clone()))
        .collect();
    Ok(Profile {
        parameters,
        loss: loss?,
    })
}
