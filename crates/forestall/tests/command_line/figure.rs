//! Figures of simulations: drawn as asked, the same bytes again, refused before anything is run.

use crate::cohort::MODEL;
use crate::program::Bench;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn a_figure_names_its_curves_and_is_the_same_again() {
    let bench = Bench::new();
    bench.write("model.toml", MODEL);
    let line = "simulate model.toml --until 300 --figure a.svg";
    bench.run(&words(line)).done();
    let svg = bench.text("a.svg");
    assert!(svg.starts_with("<svg ") && svg.contains("<title>"), "{svg}");
    bench.run(&words(&format!("{line} --force"))).done();
    assert_eq!(bench.text("a.svg"), svg);
    bench
        .run(&words(
            "simulate model.toml --until 300 --narrow --figure b.svg",
        ))
        .done();
    assert!(bench.text("b.svg").contains("width=\"343\""));
}

/// Two values of a parameter of Greene et al. 2019 under two schedules: two panels with two curves each.
#[test]
fn values_that_are_varied_are_curves_and_regimens_are_panels() {
    let bench = Bench::new();
    let line = "simulate greene-2019-induced --vary alpha=0,0.01 --show volume --figure c.svg";
    bench.run(&words(line)).done();
    let svg = bench.text("c.svg");
    for name in ["alpha = 0", "alpha = 0.01"] {
        assert_eq!(
            svg.matches(&format!("data-name=\"{name}\"")).count(),
            2,
            "{name}"
        );
    }
    for heading in [">continuous</text>", ">pulsed</text>"] {
        assert!(svg.contains(heading), "{heading}");
    }
}

#[test]
fn what_cannot_be_drawn_is_refused_and_nothing_is_written() {
    let bench = Bench::new();
    bench.write("there.svg", "mine");
    for (options, wanted) in [
        (
            "--figure a.png",
            "--figure a.png: an SVG file is written\n  help: give a name that ends in .svg",
        ),
        (
            "--figure there.svg",
            "file there.svg is already there\n  help: give another name after --figure, or --force to replace it",
        ),
        (
            "--figure a.svg --show volum",
            "--show volum: the model has no such quantity\n  help: did you mean \"volume\"?",
        ),
        (
            "--figure a.svg --vary alpha",
            "--vary alpha: NAME=VALUE,VALUE,... is expected\n  help: such as --vary alpha=0,0.01",
        ),
        (
            "--figure a.svg --from -1",
            "--from -1 is no time of the run\n  help: give a number from 0 on",
        ),
        (
            "--until 0",
            "--until 0 is no end of a run\n  help: give a number above 0",
        ),
    ] {
        let line = format!("simulate greene-2019-induced {options}");
        let wanted = format!("error[C0001]: {wanted}\n");
        bench.run(&words(&line)).stopped(2, &wanted);
    }
    assert!(!bench.at("a.svg").exists());
    assert_eq!(bench.text("there.svg"), "mine");
}
