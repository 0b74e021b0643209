//! What `fit` and `forecast` share: model, data, which patients, how to estimate.

use forestall_assay::Measurements;
use forestall_base::{Diagnostic, HashedFile, PatientRecord, sha256_hex};
use forestall_engine::Model;
use forestall_fit::{FitOptions, Posterior, space::Space};
use forestall_model::{Core, Fit, Method as Solver, Objective, Source};

use super::{
    arguments::{EstimationArguments, Method},
    failure::Failure,
    files::load_model,
    parameters::set_parameters,
    print,
};

/// Relative and absolute tolerance of the solver in fits: far below any measurement noise.
const TOLERANCE: (f64, f64) = (1e-6, 1e-9);

/// Everything an estimation needs.
pub(crate) struct Task {
    pub source: Source,
    pub model: Model,
    pub space: Space,
    pub fit: Fit,
    pub base: Vec<f64>,
    pub data: Measurements,
    pub options: FitOptions,
    /// The data file, hashed.
    pub input: HashedFile,
    /// Hash of everything that decides the result.
    pub key: String,
}

impl Task {
    /// Reads model and data.
    pub(crate) fn new(arguments: &EstimationArguments, command: &str) -> Result<Self, Failure> {
        let (source, core) =
            load_model(&arguments.model.model, arguments.model.variant.as_deref())?;
        let Some(fit) = core.fit.clone() else {
            let message = format!("model \"{}\" has no [fit] section", core.name);
            return Err(Failure::usage(
                message,
                "add [fit] with free = [\"...\"], the parameters to estimate",
            ));
        };
        let method = method(arguments.method, fit.objective)?;
        let base = set_parameters(&core, &arguments.set)?;
        check_numbers(arguments)?;
        for &index in &fit.free {
            let name = &core.parameters[index].name;
            let set = arguments
                .set
                .iter()
                .find(|t| t.split('=').next().is_some_and(|n| n.trim() == name));
            if let Some(text) = set {
                let message =
                    format!("--set {text}: {name} is estimated, so a value for it has no effect");
                return Err(Failure::usage(
                    message,
                    format!("leave it out, or take {name} out of free in [fit]"),
                ));
            }
        }
        let space = Space::of_model(&core.parameters, &fit.free)?;
        let key = match &arguments.pseudonymise {
            None => None,
            Some(path) => Some(std::fs::read(path).map_err(|e| {
                let message = format!("key file {} cannot be read: {e}", path.display());
                Failure::usage(
                    message,
                    "give a file that holds a secret of your own, such as 32 random bytes",
                )
            })?),
        };
        let mut data = forestall::measurements::read_file(&core, &arguments.data, key)?;
        for note in &data.notes {
            print::say(&format!("{note}\n"));
        }
        choose(&mut data, &arguments.patients)?;
        let input = HashedFile::of_file(arguments.data.display().to_string(), &arguments.data)?;
        let key = sha256_hex(
            format!(
                "{command} {} {} {} {:?} {:?} {:?} {:?} {} {} {}",
                env!("CARGO_PKG_VERSION"),
                sha256_hex(source.text.as_bytes()),
                input.sha256,
                arguments.model.variant,
                arguments.method,
                arguments.patients,
                arguments.set,
                arguments.starts,
                arguments.ess,
                arguments.seed
            )
            .as_bytes(),
        );
        let options = FitOptions {
            posterior: method,
            objective: fit.objective,
            starts: arguments.starts,
            ess: arguments.ess as f64,
            seed: arguments.seed,
        };
        let model = Model::new(for_fitting(core))?;
        Ok(Self {
            source,
            model,
            space,
            fit,
            base,
            data,
            options,
            input,
            key,
        })
    }

    /// The model.
    pub(crate) fn core(&self) -> &Core {
        self.model.core()
    }
}

/// The model with the solver tolerances of fits.
pub(crate) fn for_fitting(mut core: Core) -> Core {
    if let Solver::Adaptive { relative, absolute } | Solver::Stiff { relative, absolute } =
        &mut core.solver.method
    {
        *relative = relative.max(TOLERANCE.0);
        // Where a file gives none, it follows the sizes of the states.
        if *absolute > 0.0 {
            *absolute = absolute.max(TOLERANCE.1);
        }
    }
    core
}

fn method(method: Method, objective: Objective) -> Result<Option<Posterior>, Failure> {
    let posterior = match method {
        Method::Map => return Ok(None),
        Method::Nuts => Posterior::Nuts,
        Method::Smc => Posterior::Smc,
        Method::Saem => {
            let help = "use --method nuts, smc or map; mixed effects are not there yet";
            return Err(Failure::usage("--method saem is not supported yet", help));
        }
    };
    if objective != Objective::Posterior {
        let message = "the model's [fit] objective is a sum of squares, which has no posterior";
        let help = "use --method map, or set objective = \"posterior\" and give the assay a noise";
        return Err(Failure::usage(message, help));
    }
    Ok(Some(posterior))
}

fn check_numbers(arguments: &EstimationArguments) -> Result<(), Failure> {
    if arguments.starts == 0 {
        return Err(Failure::usage(
            "--starts 0: the search starts nowhere",
            "give 1 or more",
        ));
    }
    if arguments.ess == 0 {
        return Err(Failure::usage(
            "--ess 0: no draws are wanted",
            "give 1 or more, or --method map for the best point alone",
        ));
    }
    Ok(())
}

fn choose(data: &mut Measurements, patients: &[String]) -> Result<(), Failure> {
    for id in patients {
        if !data.patients.iter().any(|p| &p.id == id) {
            let all = data.patients.iter().map(|p| p.id.as_str());
            let help = match forestall_base::nearest(id, all) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "give identifiers as they stand in the table".to_owned(),
            };
            return Err(Failure::usage(
                format!("there is no patient \"{id}\" in the table"),
                help,
            ));
        }
    }
    if !patients.is_empty() {
        data.patients.retain(|p| patients.contains(&p.id));
    }
    if data.patients.is_empty() {
        return Err(Diagnostic::error("C0012", "the table holds no patient to fit").into());
    }
    Ok(())
}

/// The number of a patient's random streams: from the identifier, so that it does not depend on who else is in the table.
pub(crate) fn stream_number(record: &PatientRecord) -> u32 {
    u32::from_str_radix(&sha256_hex(record.id.as_bytes())[..8], 16).unwrap_or(0)
}
