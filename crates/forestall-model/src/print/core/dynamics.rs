//! What changes in time, and by what.

use super::{Page, bracket};
use crate::print::{Printer, number};
use crate::{Channel, Core, Event, Exposure, Method, Parameter, Start, State, StateKind, Trigger};

pub(super) fn write(core: &Core, page: &mut Page) {
    let printer = Printer::new(core, &[]);
    if !core.parameters.is_empty() {
        page.gap();
    }
    for parameter in &core.parameters {
        page.line(parameter_line(parameter));
    }
    if !core.lets.is_empty() {
        page.gap();
    }
    for own in &core.lets {
        let value = printer.text(&own.value);
        page.line(format!("let {}{} = {value}", own.name, bracket(&own.unit)));
    }
    if !core.drugs.is_empty() {
        page.gap();
    }
    for drug in &core.drugs {
        let exposure = match drug.exposure {
            Exposure::OnOff => "on or off",
            Exposure::Amount => "in amounts",
        };
        page.line(format!(
            "drug {}{}: {exposure}",
            drug.name,
            bracket(&drug.unit)
        ));
        for (state, value) in &drug.at_dose {
            let name = core.states.get(*state).map_or("?", |own| own.name.as_str());
            page.line(format!(
                "  at a dose {name} becomes {}",
                printer.text(value)
            ));
        }
    }
    page.gap();
    for state in &core.states {
        page.line(state_line(state, &printer));
    }
    if let Some(start) = &core.start {
        page.line(start_line(core, start, &printer));
    }
    if !core.channels.is_empty() {
        page.gap();
    }
    for channel in &core.channels {
        let rate = printer.text(&channel.rate);
        page.line(format!(
            "reaction {}: {} @ {rate}",
            channel.name,
            sides(core, channel)
        ));
    }
    page.gap();
    let map = matches!(core.solver.method, Method::Map { .. });
    for state in &core.states {
        match (&state.next, map) {
            (Some(next), true) => {
                page.line(format!("next {} = {}", state.name, printer.text(next)));
            }
            _ => page.line(format!("{}' = {}", state.name, printer.text(&state.rate))),
        }
    }
    if !core.events.is_empty() {
        page.gap();
    }
    for event in &core.events {
        page.line(event_line(core, event, &printer));
    }
    page.gap();
    let time = &core.time_unit;
    let method = match core.solver.method {
        Method::Adaptive { relative, absolute } | Method::Stiff { relative, absolute } => format!(
            "{}, relative tolerance {}, absolute tolerance {}",
            if matches!(core.solver.method, Method::Stiff { .. }) {
                "stiff"
            } else {
                "adaptive"
            },
            number(relative),
            if absolute == 0.0 {
                format!("{} of the size of each state", number(1e-4 * relative))
            } else {
                number(absolute)
            }
        ),
        Method::Rk4 { step } => format!("classical Runge-Kutta, step {} {time}", number(step)),
        Method::Map { step } => format!("map, step {} {time}", number(step)),
    };
    page.line(format!(
        "solver: {method}, until {} {time}",
        number(core.solver.until)
    ));
}

fn parameter_line(parameter: &Parameter) -> String {
    let mut line = format!(
        "parameter {} = {}{}",
        parameter.name,
        number(parameter.value),
        bracket(&parameter.unit)
    );
    let (low, high) = parameter.bounds;
    if low > f64::NEG_INFINITY || high < f64::INFINITY {
        line += &format!(" in {} to {}", number(low), number(high));
    }
    if let Some(prior) = parameter.prior {
        line += &format!(" ~ {prior}");
    }
    let words: Vec<&str> = [&parameter.note, &parameter.source]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if !words.is_empty() {
        line += &format!("  # {}", words.join("; ").replace(['\n', '\r'], " "));
    }
    line
}

fn state_line(state: &State, printer: &Printer<'_>) -> String {
    let kind = match state.kind {
        StateKind::Population => "population",
        StateKind::Auxiliary => "state",
    };
    let mut line = format!(
        "{kind} {}{}: {} at time 0",
        state.name,
        bracket(&state.unit),
        printer.text(&state.initial)
    );
    if let Some(floor) = state.floor {
        line += &format!(", at least {}", number(floor));
    }
    if let Some(ceiling) = state.ceiling {
        line += &format!(", at most {}", number(ceiling));
    }
    line
}

/// How the initial values lead to time 0.
fn start_line(core: &Core, start: &Start, printer: &Printer<'_>) -> String {
    let until = start.until.as_ref();
    let until = until.map_or_else(
        || "until nothing changes".to_owned(),
        |condition| format!("until {}", printer.text(condition)),
    );
    let regimen = start.regimen.and_then(|index| core.regimens.get(index));
    let under = regimen.map_or_else(
        || "without drugs".to_owned(),
        |own| format!("with what regimen {} gives first", own.name),
    );
    let (at_most, time) = (number(start.at_most), &core.time_unit);
    format!(
        "start: these values change {under} {until}, for {at_most} {time} at most; then it is time 0"
    )
}

fn event_line(core: &Core, event: &Event, printer: &Printer<'_>) -> String {
    let time = &core.time_unit;
    let when = match &event.trigger {
        Trigger::Condition(condition) => format!("when {}", printer.text(condition)),
        Trigger::Times(times) => {
            let times: Vec<String> = times.iter().map(|x| number(*x)).collect();
            format!("at {} {time}", times.join(", "))
        }
        Trigger::Every {
            first,
            every,
            times,
        } => {
            let (first, every) = (number(*first), number(*every));
            let all = times.map_or_else(String::new, |times| format!(", {times} in all"));
            format!("at {first} {time}, then every {every} {time}{all}")
        }
    };
    let mut line = format!("event {} {when}", event.name);
    if event.once {
        line += ", once";
    }
    if event.trigger.condition().is_some() && !event.initial {
        line += ", also at time 0";
    }
    if let Some(priority) = &event.priority {
        line += &format!(", priority {}", printer.text(priority));
    }
    if !event.persistent {
        line += ", only if still true";
    }
    if !event.values_at_trigger {
        line += ", with values of its turn";
    }
    let changes = event.assignments.iter().map(|(state, value)| {
        let name = core.states.get(*state).map_or("?", |own| own.name.as_str());
        format!("{name} becomes {}", printer.text(value))
    });
    format!("{line}: {}", changes.collect::<Vec<_>>().join(", "))
}

/// `S -> R`, `-> S`, `S ->`
fn sides(core: &Core, channel: &Channel) -> String {
    let side = |sign: i32| -> String {
        let parts: Vec<String> = channel
            .change
            .iter()
            .filter(|(_, count)| count.signum() == sign)
            .map(|(index, count)| {
                let name = core.states.get(*index).map_or("?", |own| own.name.as_str());
                match count.abs() {
                    1 => name.to_owned(),
                    many => format!("{many} {name}"),
                }
            })
            .collect();
        parts.join(" + ")
    };
    format!("{} -> {}", side(-1), side(1)).trim().to_owned()
}
