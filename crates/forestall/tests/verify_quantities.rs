//! Quantities of `[expect]` against closed forms: extremes, steady states, eigenvalues; tables as a whole.
#![allow(clippy::unwrap_used)]

use std::fs;

use forestall::verify::{Verification, verify_file};
use forestall_model::Source;

/// Verifies a model text, with `table.csv` in its folder of data; every stated number must come out.
fn verify(text: &str, table: &str) -> Verification {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("table.csv"), table).unwrap();
    let mut all = Verification::default();
    let source = Source::new("model.toml", text);
    verify_file(&source, Some(folder.path()), &mut all).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(all.failed, []);
    all
}

/// Oracle: the Bateman function, its peak at ln(ka / ke) / (ka - ke); on a grid, the best point of the grid.
#[test]
fn extremes_are_those_of_the_bateman_function() {
    let all = verify(
        r#"
[model]
name = "one compartment"
time = "hour"
[parameter]
ka = 1.3
ke = 0.2
[let]
top = "ln(ka / ke) / (ka - ke)"
at_top = "ka / (ka - ke) * (exp(-ke * top) - exp(-ka * top))"
[state.gut]
initial = 1
ode = "-ka * gut"
[state.blood]
initial = 0
ode = "ka * gut - ke * blood"
[regimen.none]
[solver]
rtol = 1e-11
atol = 1e-14
until = 30
[expect.value]
regimen = "none"
of = "largest(blood) / at_top"
equals = 1
tolerance = 1e-9
source = "closed form"
[expect.time]
regimen = "none"
of = "when_largest(blood, 0, 30) / top"
equals = 1
tolerance = 1e-6
source = "closed form"
[expect.grid]
regimen = "none"
of = "when_largest(blood, 0, 30, 0.5)"
equals = 1.5
source = "closed form: the peak is at 1.70, and the function is larger at 1.5 than at 2"
[expect.smallest]
regimen = "none"
of = "when_smallest(blood, 1, 30)"
equals = 30
source = "it falls after the peak"
"#,
        "",
    );
    assert_eq!((all.checks, all.passed), (4, 4));
}

/// Oracle: cubic growth r x (x - a)(1 - x) rests at 0, a and 1 with slopes -r a, r a (1 - a), -r (1 - a); a damped oscillator turns
/// at sqrt(w^2 - g^2).
#[test]
fn steady_states_and_eigenvalues_are_those_of_the_closed_forms() {
    let all = verify(
        r#"
[model]
name = "Allee effect beside a damped oscillator"
time = "day"
[parameter]
r = 0.8
a = 0.25
w = 2
g = 0.3
[population.x]
initial = 0.5
ode = "r * x * (x - a) * (1 - x)"
[state.y]
initial = 0
ode = "v"
[state.v]
initial = 1
ode = "-w ^ 2 * (y - 1) - 2 * g * v"
[regimen.none]
[steady]
range = { x = [0, 3], y = [-5, 5], v = [-5, 5] }
[expect.number]
regimen = "none"
of = "steady_states()"
equals = 3
source = "closed form"
[expect.middle]
regimen = "none"
of = "steady(x + y, 2)"
equals = 1.25
tolerance = 1e-10
source = "closed form"
[expect.unstable]
regimen = "none"
of = "stable(1) + 10 * stable(2) + 100 * stable(3)"
equals = 101
source = "closed form"
[expect.growth]
regimen = "none"
of = "eigenvalue(2, 1) - r * a * (1 - a)"
equals = 0
tolerance = { absolute = 1e-10 }
source = "closed form"
[expect.slowest]
regimen = "none"
of = "eigenvalue(1, 1) + r * a"
equals = 0
tolerance = { absolute = 1e-10 }
source = "closed form"
[expect.turn]
regimen = "none"
of = "frequency(1, 2) - sqrt(w ^ 2 - g ^ 2)"
equals = 0
tolerance = { absolute = 1e-10 }
source = "closed form"
"#,
        "",
    );
    assert_eq!((all.checks, all.passed), (6, 6));
}

/// Parameters come from columns of their name; sum, mean and median are those of the rows; chance waits for its engine.
#[test]
fn tables_are_compared_as_a_whole_and_chance_is_pending() {
    let all = verify(
        r#"
[model]
name = "growth"
time = "day"
[parameter]
r = { value = 1, unit = "1/day" }
n0 = 1
[population.x]
initial = "n0"
birth = "r"
[regimen.none]
[stop.gone]
when = "x < 1e-3"
check = "continuous"
[solver]
until = "1 day"
[expect.whole]
regimen = "none"
with = { r = "rate / 2" }
of = "ln(final(x))"
equals = "any"
tolerance = 1e-6
source = "r + ln(n0) of the rows: 0, 1 + ln 2, 5"
table = { file = "table.csv", by_name = true, sum = 6.693147, mean = 2.231049, median = 1.693147 }
[expect.chance]
regimen = "none"
engine = "exact"
runs = 100
of = "mean(final(x)) + probability(gone)"
equals = 1
source = "not yet"
"#,
        "n0,rate,other\n1,0,x\n2,2,y\n1,10,z\n",
    );
    assert_eq!((all.checks, all.passed, all.pending.len()), (3, 3, 1));
}
