//! The figure of a simulation: arms, their panels, the file.

mod arguments;
mod arm;
mod layout;
mod shown;
mod vary;

use forestall_base::write_atomically;
use forestall_engine::{Model, Settings};
use forestall_model::{Core, Source, load};
use forestall_report::{Format, course_svg};

use super::super::arguments::{Engine, SimulateArguments};
use super::super::failure::{Failure, Outcome};
use super::super::parameters::set_parameters;
use super::super::print;

pub(crate) use arguments::FigureArguments;
use arm::Setting;
use vary::Variation;

/// Regimens times varied values at most.
const MOST_ARMS: usize = 24;

/// Refuses before anything is run what could not be drawn.
pub(super) fn refuse(arguments: &SimulateArguments) -> Outcome {
    let Some(file) = &arguments.figure.figure else {
        return Ok(());
    };
    if arguments.engine != Engine::Ode {
        let message = "--figure draws one course in time, which is that of the ode engine";
        return Err(Failure::usage(message, "leave --engine or --figure out"));
    }
    if file.extension().is_none_or(|kind| kind != "svg") {
        let message = format!("--figure {}: an SVG file is written", file.display());
        return Err(Failure::usage(message, "give a name that ends in .svg"));
    }
    if file.exists() && !arguments.force {
        let message = format!("file {} is already there", file.display());
        return Err(Failure::usage(
            message,
            "give another name after --figure, or --force to replace it",
        ));
    }
    let from = arguments.figure.from;
    if !(from >= 0.0 && from.is_finite()) {
        return Err(Failure::usage(
            format!("--from {from} is no time of the run"),
            "give a number from 0 on",
        ));
    }
    Ok(())
}

/// Draws the figure, if one was asked for.
pub(super) fn draw(
    source: &Source,
    core: &Core,
    regimens: &[usize],
    arguments: &SimulateArguments,
) -> Outcome {
    let own = &arguments.figure;
    let Some(file) = &own.figure else {
        return Ok(());
    };
    let variations = Variation::read(own.vary.as_deref())?;
    if variations.len() * regimens.len() > MOST_ARMS {
        let count = variations.len() * regimens.len();
        return Err(Failure::usage(
            format!("{count} courses do not fit into one figure"),
            "choose regimens with --regimen, or fewer values with --vary",
        ));
    }
    let settings = Settings {
        seed: arguments.seed,
        noise: arguments.noise,
        visits: arguments.visits,
        until: arguments.until,
        ..Settings::default()
    };
    let mut arms = Vec::new();
    for variation in &variations {
        let variant = variation.variant.as_deref();
        let varied = match variant {
            Some(_) => load(source, variant)?.core,
            None => core.clone(),
        };
        let mut set = arguments.set.clone();
        set.extend(variation.set.clone());
        let parameters = set_parameters(&varied, &set)?;
        let model = Model::new(varied).map_err(Failure::from)?;
        let setting = Setting {
            label: &variation.label,
            model: &model,
            parameters: &parameters,
            settings: &settings,
            from: own.from,
        };
        for &regimen in regimens {
            arms.push(setting.run(regimen, &own.show)?);
        }
    }
    let course = layout::course(core, &arms, own)?;
    let format = if own.narrow {
        Format::Narrow
    } else {
        Format::Wide
    };
    let svg = course_svg(&course, format) + "\n";
    write_atomically(file, svg.as_bytes())?;
    print::say(&format!("figure: {}", file.display()));
    Ok(())
}
