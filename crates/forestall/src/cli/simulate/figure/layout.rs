//! Which curves share a panel.
//!
//! One quantity under several regimens: all curves in one panel. Else a panel for each regimen, and within it for each unit.

use forestall_model::Core;
use forestall_report::{
    Band, Course, CourseAxis, CoursePanel, DrugStrip, HiddenState, Quantity, significant,
};

use super::super::super::failure::Failure;
use super::arguments::{Axis, FigureArguments};
use super::arm::Arm;
use super::shown::Shown;

/// The figure of these arms.
pub(super) fn course(core: &Core, arms: &[Arm], own: &FigureArguments) -> Result<Course, Failure> {
    let shown = Shown::choose(core, &own.show)?;
    let axis = match own.axis {
        None => CourseAxis::Suiting,
        Some(Axis::Linear) => CourseAxis::Linear,
        Some(Axis::Log) => CourseAxis::Log,
    };
    let mut regimens: Vec<&str> = Vec::new();
    for arm in arms {
        if !regimens.contains(&arm.regimen.as_str()) {
            regimens.push(&arm.regimen);
        }
    }
    let varied = arms.iter().any(|arm| !arm.label.is_empty());
    let together = shown.len() == 1 && !varied;
    let groups: Vec<Vec<&Arm>> = if together {
        vec![arms.iter().collect()]
    } else {
        let of = |regimen: &&str| arms.iter().filter(|arm| arm.regimen == *regimen).collect();
        regimens.iter().map(of).collect()
    };
    let mut panels = Vec::new();
    for group in &groups {
        let mut units: Vec<&str> = Vec::new();
        for one in &shown {
            if !units.contains(&one.unit.as_str()) {
                units.push(&one.unit);
            }
        }
        let last = units.len().saturating_sub(1);
        for (k, unit) in units.iter().enumerate() {
            let mut curves = Vec::new();
            for arm in group {
                for (one, values) in shown.iter().zip(&arm.values) {
                    if one.unit == **unit {
                        let name = name(one, arm, together, shown.len());
                        curves.push(curve(name, one, arm, values));
                    }
                }
            }
            let heading = match (together, groups.len(), k) {
                (false, 2.., 0) => group[0].regimen.clone(),
                _ => String::new(),
            };
            panels.push(CoursePanel {
                heading,
                quantity: quantity(&shown, unit),
                axis,
                curves,
                dosing: if k == last {
                    strips(group, together)
                } else {
                    Vec::new()
                },
            });
        }
    }
    let end = arms.iter().map(|arm| arm.end).fold(own.from, f64::max);
    let names: Vec<&str> = shown.iter().map(|one| one.name.as_str()).collect();
    Ok(Course {
        title: format!("{}: {} over time", core.name, names.join(", ")),
        description: describe(core, &shown, arms),
        time_unit: core.time_unit.clone(),
        domain: [own.from, end],
        panels,
    })
}

fn name(one: &Shown, arm: &Arm, together: bool, shown: usize) -> String {
    if together {
        arm.regimen.clone()
    } else if arm.label.is_empty() {
        one.name.clone()
    } else if shown == 1 {
        arm.label.clone()
    } else {
        format!("{}, {}", one.name, arm.label)
    }
}

fn curve(name: String, one: &Shown, arm: &Arm, values: &[f64]) -> HiddenState {
    HiddenState {
        name,
        unit: one.unit.clone(),
        band: Band {
            time: arm.times.clone(),
            q50: values.to_vec(),
            ..Band::default()
        },
    }
}

fn quantity(shown: &[Shown], unit: &str) -> Quantity {
    let own: Vec<&str> = shown
        .iter()
        .filter(|one| one.unit == unit)
        .map(|one| one.name.as_str())
        .collect();
    Quantity::new(own.join(", ").replace('_', " "), unit)
}

/// Strips of the drugs: once where all arms have the same, else one for each arm; none for a drug that never changes where
/// several regimens share the panel, whose names say it.
fn strips(group: &[&Arm], together: bool) -> Vec<DrugStrip> {
    let same = group
        .windows(2)
        .all(|pair| pair[0].dosing == pair[1].dosing);
    if same {
        return group
            .first()
            .map_or_else(Vec::new, |arm| arm.dosing.clone());
    }
    let mut all = Vec::new();
    for arm in group {
        for strip in &arm.dosing {
            let whole =
                matches!(&strip.intervals[..], [one] if one.start <= 0.0 && one.end >= arm.end);
            if together && whole {
                continue;
            }
            let whose = if together { &arm.regimen } else { &arm.label };
            all.push(DrugStrip {
                drug: format!("{whose}: {}", strip.drug),
                ..strip.clone()
            });
        }
    }
    all
}

/// Where each curve begins and ends, for readers who cannot see it.
fn describe(core: &Core, shown: &[Shown], arms: &[Arm]) -> String {
    let unit = match core.time_unit.as_str() {
        "1" | "step" => String::new(),
        unit => format!(" {unit}"),
    };
    let mut sentences = Vec::new();
    for arm in arms {
        for (one, values) in shown.iter().zip(&arm.values) {
            let (Some(first), Some(last)) = (values.first(), values.last()) else {
                continue;
            };
            let with = match arm.label.as_str() {
                "" => String::new(),
                label => format!(", {label}"),
            };
            sentences.push(format!(
                "{} under {}{with}: from {} to {} at{unit} {}.",
                one.name,
                arm.regimen,
                significant(*first, 3),
                significant(*last, 3),
                significant(arm.end, 4)
            ));
        }
    }
    sentences.join(" ")
}
