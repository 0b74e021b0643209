//! What is measured, given, and stopped at.

use super::{Page, bracket};
use crate::print::{Printer, number};
use crate::{
    Assay, Check, Core, Decide, DoseTrain, Dosing, Exposure, Expr, Noise, Phase, Regimen, Relative,
    Stop,
};

pub(super) fn write(core: &Core, page: &mut Page) {
    if !core.assays.is_empty() {
        page.gap();
    }
    for assay in &core.assays {
        page.line(assay_line(core, assay));
    }
    for regimen in &core.regimens {
        page.gap();
        write_regimen(core, regimen, page);
    }
    if !core.stops.is_empty() {
        page.gap();
    }
    for stop in &core.stops {
        page.line(stop_line(core, stop));
    }
    let decides = core.regimens.iter().any(|own| own.decide != Decide::Never);
    if decides || !core.stops.is_empty() {
        page.gap();
        page.line(order(core));
    }
}

fn assay_line(core: &Core, assay: &Assay) -> String {
    let printer = Printer::new(core, &[]);
    let text = |expr: &Expr| printer.text(expr);
    let mut line = format!(
        "assay {}{} = {}",
        assay.name,
        bracket(&assay.unit),
        text(&assay.value)
    );
    match assay.relative {
        Relative::Absolute => {}
        Relative::First => line += ", compared relative to the first value",
        Relative::Peak => line += ", compared relative to the largest value",
    }
    match &assay.noise {
        Noise::None => {}
        Noise::Normal(sd) => line += &format!(", noise normal({})", text(sd)),
        Noise::Proportional(b) => line += &format!(", noise proportional({})", text(b)),
        Noise::Combined(sd, b) => {
            line += &format!(", noise combined({}, {})", text(sd), text(b));
        }
        Noise::LogNormal(sd) => line += &format!(", noise lognormal({})", text(sd)),
    }
    if let Some(limit) = assay.detection_limit {
        line += &format!(", detection limit {}", number(limit));
    }
    if let Some(every) = assay.every {
        line += &format!(", every {} {}", number(every), core.time_unit);
    }
    line
}

fn write_regimen(core: &Core, regimen: &Regimen, page: &mut Page) {
    let time = &core.time_unit;
    let decide = match regimen.decide {
        Decide::Never => "no decisions".to_owned(),
        Decide::Visits { first, every } => format!(
            "decides at {} {time}, then every {} {time}",
            number(first),
            number(every)
        ),
        Decide::Continuous => "decides at any moment".to_owned(),
    };
    let note = regimen.note.as_ref().map_or_else(String::new, |note| {
        format!("  # {}", note.replace(['\n', '\r'], " "))
    });
    page.line(format!("regimen {}: {decide}{note}", regimen.name));
    for tune in &regimen.tune {
        page.line(format!(
            "  tune {} = {} in {} to {}, {} values",
            tune.name,
            number(tune.value),
            number(tune.low),
            number(tune.high),
            tune.steps
        ));
    }
    for (index, phase) in regimen.phases.iter().enumerate() {
        let first = if index == regimen.initial && regimen.phases.len() > 1 {
            " (first)"
        } else {
            ""
        };
        let doses = doses(core, regimen, phase);
        page.line(format!("  state {}{first}: {doses}", phase.name));
        let printer = Printer::new(core, &regimen.tune);
        for leave in &phase.leave {
            let to = regimen
                .phases
                .get(leave.to)
                .map_or("?", |own| own.name.as_str());
            page.line(format!("    to {to} when {}", printer.text(&leave.when)));
        }
    }
}

fn doses(core: &Core, regimen: &Regimen, phase: &Phase) -> String {
    let printer = Printer::new(core, &regimen.tune);
    let time = &core.time_unit;
    let given: Vec<String> = core
        .drugs
        .iter()
        .zip(&phase.doses)
        .map(|(drug, dosing)| {
            let amount = |expr: &Expr| match (drug.exposure, expr) {
                (_, Expr::Number(0.0)) => "off".to_owned(),
                (Exposure::OnOff, Expr::Number(1.0)) => "on".to_owned(),
                _ => printer.text(expr),
            };
            let how = match dosing {
                Dosing::Constant(expr) => amount(expr),
                Dosing::Pulse {
                    on,
                    off,
                    amount: expr,
                } => format!(
                    "{} for {} {time}, off for {} {time}, repeated",
                    amount(expr),
                    number(*on),
                    number(*off)
                ),
                Dosing::Windows(windows) => windows
                    .iter()
                    .map(|own| {
                        let (from, to) = (number(own.from), number(own.to));
                        if own.to.is_finite() {
                            format!("{} from {from} to {to} {time}", amount(&own.amount))
                        } else {
                            format!("{} from {from} {time} on", amount(&own.amount))
                        }
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
                Dosing::Doses(trains) => trains
                    .iter()
                    .map(|train| train_text(&printer.text(&train.amount), train, time))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            format!("{} = {how}", drug.name)
        })
        .collect();
    if given.is_empty() {
        "no drugs".to_owned()
    } else {
        given.join("; ")
    }
}

/// `450 mg at 0, then every 7 day, 8 times in all`
fn train_text(amount: &str, train: &DoseTrain, time: &str) -> String {
    let mut text = format!("a dose of {amount} at {} {time}", number(train.first));
    if train.over > 0.0 {
        text += &format!(" over {} {time}", number(train.over));
    }
    if train.every.is_finite() {
        text += &format!(", then every {} {time}", number(train.every));
        if let Some(times) = train.times {
            text += &format!(", {times} in all");
        }
    }
    text
}

fn stop_line(core: &Core, stop: &Stop) -> String {
    let printer = Printer::new(core, &[]);
    let mut line = format!("stop {} when {}", stop.name, printer.text(&stop.when));
    if stop.tolerance > 0.0 {
        line += &format!(" (within {})", number(stop.tolerance));
    }
    line += &match stop.check {
        Check::Grid(every) => format!(
            ", checked at 0 and every {} {}",
            number(every),
            core.time_unit
        ),
        Check::Visits => ", checked at visits".to_owned(),
        Check::Continuous => ", checked at any moment".to_owned(),
    };
    if stop.consecutive > 1 {
        line += &format!(", {} times in a row", stop.consecutive);
    }
    if let Some(after) = stop.after.and_then(|index| core.stops.get(index)) {
        line += &format!(", after {}", after.name);
    }
    if let Some(never_if) = &stop.never_if {
        line += &format!(", never if {}", printer.text(never_if));
    }
    if !stop.ends {
        line += ", the run goes on";
    }
    line
}

/// What happens first at one moment.
fn order(core: &Core) -> String {
    let names = |before: bool| -> Vec<&str> {
        core.stops
            .iter()
            .filter(|stop| stop.before_decision == before)
            .map(|stop| stop.name.as_str())
            .collect()
    };
    let mut steps = vec![
        "advance to the moment".to_owned(),
        "measure the assays".to_owned(),
    ];
    if !names(true).is_empty() {
        steps.push(format!("check {}", names(true).join(", ")));
    }
    steps.push("decide on the next doses".to_owned());
    if !names(false).is_empty() {
        steps.push(format!("check {}", names(false).join(", ")));
    }
    format!("order: {}", steps.join("; "))
}
