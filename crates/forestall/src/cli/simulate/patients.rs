//! Virtual patients: parameters drawn from the model's `[patients]`.

use forestall_base::Stream;
use forestall_fit::space::Prior;
use forestall_model::Core;

use super::super::failure::Failure;

/// Channel of the draws of virtual patients; parameters follow by index.
const PATIENT_CHANNEL: u64 = 0x7061_7469_0000_0000;

/// Parameter vectors of virtual patients; one without a [patients] section is the file's own patient.
pub(crate) fn virtual_patients(
    core: &Core,
    base: &[f64],
    count: u32,
    seed: u64,
) -> Result<Vec<Vec<f64>>, Failure> {
    if count > 1 && core.patients.is_empty() {
        let message = format!(
            "model \"{}\" has no [patients] section, so all {count} would be the same",
            core.name
        );
        return Err(Failure::usage(
            message,
            "add [patients] with distributions, or leave --patients out",
        ));
    }
    if count == 1 {
        return Ok(vec![base.to_vec()]);
    }
    let mut spreads = Vec::new();
    for &(index, distribution) in &core.patients {
        let parameter = &core.parameters[index];
        let spread = Prior::new(distribution, parameter.bounds).ok_or_else(|| {
            let message = format!(
                "the distribution of {} has no mass within its bounds",
                parameter.name
            );
            Failure::usage(message, "correct [patients] or the bounds of the parameter")
        })?;
        spreads.push((index, spread));
    }
    let patient = |number: u32| {
        let mut all = base.to_vec();
        for (index, spread) in &spreads {
            let mut stream = Stream::new(seed, number, PATIENT_CHANNEL + *index as u64);
            all[*index] = spread.quantile(stream.uniform());
        }
        all
    };
    Ok((0..count).map(patient).collect())
}
