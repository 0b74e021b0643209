//! Patients, data, fit and expectations.

use super::Page;
use crate::print::{Printer, number};
use crate::{Core, Data, Expect, Objective, Status, TextMeaning, Tolerance};

pub(super) fn write(core: &Core, page: &mut Page) {
    let name = |index: usize| {
        core.parameters
            .get(index)
            .map_or("?", |own| own.name.as_str())
    };
    if !core.patients.is_empty() {
        page.gap();
    }
    for (index, distribution) in &core.patients {
        page.line(format!("patients {} ~ {distribution}", name(*index)));
    }
    if !core.steady.is_empty() {
        let ranges = core.states.iter().zip(&core.steady).map(|(state, range)| {
            format!(
                "{} in [{}, {}]",
                state.name,
                number(range.0),
                number(range.1)
            )
        });
        page.gap();
        page.line(format!(
            "steady states are looked for with {}",
            ranges.collect::<Vec<_>>().join(", ")
        ));
    }
    if let Some(data) = &core.data {
        page.gap();
        write_data(core, data, page);
    }
    if let Some(fit) = &core.fit {
        page.gap();
        let free: Vec<&str> = fit.free.iter().map(|index| name(*index)).collect();
        let objective = match fit.objective {
            Objective::Posterior => "posterior",
            Objective::SumOfSquares => "sum of squares",
            Objective::RootSumOfSquares => "root of the sum of squares",
        };
        page.line(format!("fit {} by {objective}", free.join(", ")));
        for (index, values) in &fit.profile {
            let values: Vec<String> = values.iter().map(|x| number(*x)).collect();
            page.line(format!(
                "  profile {} at {}",
                name(*index),
                values.join(", ")
            ));
        }
    }
    if !core.expects.is_empty() {
        page.gap();
    }
    for expect in &core.expects {
        page.line(expect_line(core, expect));
    }
    if !core.variants.is_empty() {
        page.gap();
        page.line(format!("variants: {}", core.variants.join(", ")));
    }
}

fn write_data(core: &Core, data: &Data, page: &mut Page) {
    let start = if data.start_at_first {
        "the first row of the patient"
    } else {
        "0 as given"
    };
    page.line(format!(
        "data: patient in column {}, time {}, time 0 is {start}",
        data.patient, data.time
    ));
    for own in &data.assays {
        let assay = core
            .assays
            .get(own.assay)
            .map_or("?", |assay| assay.name.as_str());
        let mut line = format!("  {assay} in column {}", own.column);
        if let Some(time) = &own.time {
            line += &format!(" at {time}");
        }
        if own.weight_at_switch != 1.0 {
            line += &format!(
                ", weight {} where a drug changes",
                number(own.weight_at_switch)
            );
        }
        for (patient, divisor) in &own.divisors {
            line += &format!(", {patient} divided by {}", number(*divisor));
        }
        page.line(line);
    }
    for own in &data.drugs {
        let drug = core
            .drugs
            .get(own.drug)
            .map_or("?", |drug| drug.name.as_str());
        let time = own
            .time
            .as_ref()
            .map_or_else(String::new, |time| format!(" from {time}"));
        page.line(format!("  {drug} = {}{time}", own.value));
    }
    for (patient, reason) in &data.exclude {
        page.line(format!("  without patient {patient}: {reason}"));
    }
    for (text, meaning) in &data.texts {
        let meaning = match meaning {
            TextMeaning::Missing => "missing",
            TextMeaning::Below => "below the detection limit",
        };
        page.line(format!("  \"{text}\" means {meaning}"));
    }
}

fn expect_line(core: &Core, expect: &Expect) -> String {
    let printer = Printer::new(core, &[]);
    let mut line = format!(
        "expect {}: {} = {}",
        expect.name,
        printer.text(&expect.of),
        expect.equals
    );
    line += &match expect.tolerance {
        Tolerance::Exact => String::new(),
        Tolerance::Absolute(x) => format!(" within {}", number(x)),
        Tolerance::Relative(x) => format!(" within a share of {}", number(x)),
    };
    if let Some(regimen) = expect.regimen.and_then(|index| core.regimens.get(index)) {
        line += &format!(", regimen {}", regimen.name);
    }
    if let Some(variant) = &expect.variant {
        line += &format!(", variant {variant}");
    }
    if expect.engine != "ode" {
        line += &format!(", engine {}", expect.engine);
    }
    for (index, value) in &expect.with {
        let name = core
            .parameters
            .get(*index)
            .map_or("?", |own| own.name.as_str());
        line += &format!(", {name} = {value}");
    }
    if let Some(table) = &expect.table {
        line += &format!(", rows of {}", table.file);
        for (column, text) in &table.only {
            line += &format!(" with {column} = {text}");
        }
        if let Some((column, texts)) = &table.regimen {
            for (text, index) in texts {
                let regimen = core
                    .regimens
                    .get(*index)
                    .map_or("?", |own| own.name.as_str());
                line += &format!(", regimen {regimen} where {column} = {text}");
            }
        }
        if let Some(sum) = table.sum {
            line += &format!(", sum {}", number(sum));
        }
    }
    let status = match expect.status {
        Status::Published => "published",
        Status::Computed => "computed",
        Status::Negative => "a known slip",
    };
    format!("{line}  # {status}: {}", expect.source)
}
