//! What a model becomes in SBML, and what of a model SBML cannot say, word for word.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use forestall_model::sbml::{export, import};
use forestall_model::{Core, Source, expand, load};

const MODEL: &str = r#"
[model]
name = "two drugs"
cite = "doi:10.1000/1"
time = "day"

[parameter]
r = { value = 0.05, unit = "1/day", note = "growth & <rest>", source = "a paper" }
k = 0.3
n0 = { value = 1e6, unit = "cells" }
wait = { value = 5, unit = "day" }

[let]
half = "n0 / 2"
load = "S / n0"

[population.S]
initial = "half"
unit = "cells"
birth = "r * (1 - (S + R) / n0) * (1 - k * dose(D))"
switch = [{ to = "R", rate = "if(time > wait and not load < 0.1, r, 0)" }]
[population.R]
initial = 0
unit = "cells"
death = "r * max(load, 1e-7)"

[state.B]
initial = 0
unit = "mg"
ode = "-r * B"

[drug.D]
exposure = "on-off"
[drug.P]
exposure = "amount"
unit = "mg"
at_dose = { B = "B + dose(P)" }

[assay.burden]
value = "S + R"
unit = "cells"

[regimen.calendar]
D = { on = "7 days", off = "14 days" }
P = { amount = 450, every = "7 days", times = 8 }
[regimen.window]
D = [{ from = 10, to = 20 }]
[regimen.size]
decide = "continuous"
initial = "rest"
[regimen.size.state.rest]
leave = [{ when = "burden > 2 * n0", to = "treat" }]
[regimen.size.state.treat]
D = "on"
"#;

fn core(text: &str) -> Core {
    load(&Source::new("m.toml", text), None)
        .unwrap_or_else(|errors| panic!("{errors}"))
        .core
}

/// The file of a regimen, and the text of what it is read as.
fn both(regimen: &str) -> (String, String) {
    let core = core(MODEL);
    let file = export(&core, core.regimen(regimen).unwrap()).unwrap();
    let again = import(&Source::new("m.xml", file.as_str()))
        .unwrap_or_else(|errors| panic!("{errors}\n{file}"));
    assert_eq!(again.loaded.warnings, []);
    (file, expand(&again.loaded.core))
}

fn assert_holds(text: &str, lines: &[&str]) {
    for line in lines {
        let found = text.lines().any(|own| own.trim() == *line);
        assert!(found, "{line}\nis not in\n{text}");
    }
}

#[test]
fn channels_are_reactions_and_doses_are_events() {
    let (file, again) = both("calendar");
    assert_holds(
        &file,
        &[
            "<unit kind=\"second\" exponent=\"-1\" scale=\"0\" multiplier=\"86400\"/>",
            "<parameter id=\"r\" name=\"growth &amp; &lt;rest&gt;\" value=\"0.05\" units=\"unit_per_day\" constant=\"true\" sboTerm=\"SBO:0000002\">",
            "<p xmlns=\"http://www.w3.org/1999/xhtml\">a paper</p>",
            "<reaction id=\"switch_S_to_R\" name=\"switch S -&gt; R\" reversible=\"false\" sboTerm=\"SBO:0000375\">",
            "<modifierSpeciesReference species=\"R\"/>",
            "<event id=\"dose_of_P\" name=\"dose of P\" useValuesFromTriggerTime=\"false\">",
        ],
    );
    assert_holds(
        &again,
        &[
            "let half [cells] = n0 / 2",
            "let load = S / n0",
            "let burden [cells] = S + R",
            "state S [cells]: half at time 0",
            "S' = birth_of_S - switch_S_to_R",
            "R' = switch_S_to_R - death_of_R",
            "B' = -r * B",
            "event D_on when time >= (D_pulses + 1) * 21, priority 3, with values of its turn: D becomes 1, D_pulses becomes D_pulses + 1",
            "event D_off when time >= D_pulses * 21 + 7, priority 2, with values of its turn: D becomes 0",
            "event dose_of_P when not not (time >= P_doses * 7 and P_doses < 8), also at time 0, priority 1, with values of its turn: P_doses becomes P_doses + 1, B becomes B + 450",
        ],
    );
}

#[test]
fn windows_and_decisions_at_any_moment_are_events() {
    let (_, again) = both("window");
    assert_holds(
        &again,
        &[
            "state D: 0 at time 0",
            "event D_from_10 when time >= 10, priority 2, with values of its turn: D becomes 1",
            "event D_from_20 when time >= 20, priority 1, with values of its turn: D becomes 0",
        ],
    );
    let (_, again) = both("size");
    assert_holds(
        &again,
        &[
            "event rest_to_treat when not not (regimen_state == 0 and S + R > 2 * n0), also at time 0, priority 1000000, only if still true, with values of its turn: regimen_state becomes 1, entered becomes time, D becomes 1",
        ],
    );
}

fn refused(text: &str) -> String {
    export(&core(text), 0).unwrap_err().to_string()
}

const SMALL: &str = r#"
[model]
name = "m"
time = "day"
[population.S]
initial = 1
birth = { value = 0, unit = "1/day" }
[assay.burden]
value = "S"
[drug.D]
exposure = "on-off"
"#;

#[test]
fn what_sbml_cannot_say_is_refused_by_name() {
    let small = SMALL.replace("birth = { value = 0, unit = \"1/day\" }", "");
    let always = "[regimen.always]\nD = \"on\"\n";
    for (text, wanted) in [
        (
            format!("{small}{always}[solver]\nmethod = \"rk4\"\nstep = \"1 day\"\n"),
            "error[M1015]: SBML core cannot say a fixed step\n  help: the numbers of the file hold for method = \"rk4\" only; a copy of it with method = \"adaptive\" can be exported",
        ),
        (
            format!(
                "{small}{always}[state.X]\ninitial = 1\nnext = \"X\"\n[solver]\nmethod = \"map\"\nstep = \"1 day\"\n"
            ),
            "error[M1015]: SBML core cannot say a discrete map\n  help: the model has no derivatives: method = \"map\" gives each state its next value",
        ),
        (
            format!("{small}{always}[state.X]\ninitial = 1\node = 0\nfloor = 0\n"),
            "error[M1015]: SBML core cannot say the floor or ceiling of X\n  help: SBML has no bounds on what changes in time",
        ),
        (
            format!("{small}{always}[let]\nlong = \"time_on(D)\"\n"),
            "error[M1015]: SBML core cannot say time_on(D)\n  help: how long a drug has been on depends on its whole calendar",
        ),
        (
            format!(
                "{small}[regimen.seen]\ndecide = \"every 1 day\"\ninitial = \"on\"\n[regimen.seen.state.on]\nD = \"on\"\nleave = [{{ when = \"burden < 1\", to = \"off\" }}]\n[regimen.seen.state.off]\nD = \"off\"\n{always}"
            ),
            "error[M1015]: SBML core cannot say what regimen \"seen\" decides at visits\n  help: name a regimen with a fixed calendar: always",
        ),
        (
            format!(
                "{small}[regimen.seen]\ndecide = \"every 1 day\"\ninitial = \"on\"\n[regimen.seen.state.on]\nD = \"on\"\nleave = [{{ when = \"burden < 1\", to = \"off\" }}]\n[regimen.seen.state.off]\nD = \"off\"\n"
            ),
            "error[M1015]: SBML core cannot say what regimen \"seen\" decides at visits\n  help: the model has no regimen with a fixed calendar; add one to export it",
        ),
        (
            format!(
                "{small}[regimen.seen]\ndecide = \"continuous\"\ninitial = \"on\"\n[regimen.seen.state.on]\nD = \"on\"\nleave = [{{ when = \"burden < nadir(burden)\", to = \"off\" }}]\n[regimen.seen.state.off]\nD = \"off\"\n"
            ),
            "error[M1015]: SBML core cannot say what regimen \"seen\" remembers of burden: its nadir\n  help: SBML has no memory of measurements",
        ),
    ] {
        assert_eq!(refused(&text).trim_end(), wanted, "{text}");
    }
    let none = export(&core(&format!("{small}{always}")), 7)
        .unwrap_err()
        .to_string();
    assert_eq!(none.trim_end(), "error[M1015]: the model has no regimen 7");
}
