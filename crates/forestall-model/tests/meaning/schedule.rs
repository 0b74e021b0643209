//! Regimens, stop rules, assays, data, variants and what the loaded core answers.

use super::*;

#[test]
fn a_constant_regimen_has_one_state_and_never_decides() {
    let core = core(&format!(
        "{S}{D}[drug.E]\nexposure = \"amount\"\n[regimen.a]\nD = \"on\"\n[regimen.b]\nD = {{ on = \"14 day\", off = 7 }}\nE = \"K / 2\"\n[regimen.c]\nE = [{{ from = 0, to = \"2 week\", amount = 3 }}, {{ from = 28 }}]\n[regimen.none]\n"
    ));
    let doses: Vec<_> = core
        .regimens
        .iter()
        .map(|own| own.phases[0].doses.clone())
        .collect();
    let off = Dosing::Constant(Expr::Number(0.0));
    assert_eq!(doses[0], [Dosing::Constant(Expr::Number(1.0)), off.clone()]);
    let Dosing::Pulse {
        on,
        off: pause,
        ref amount,
    } = doses[1][0]
    else {
        panic!("{:?}", doses[1])
    };
    assert_eq!((on, pause, amount), (14.0, 7.0, &Expr::Number(1.0)));
    let Dosing::Windows(windows) = &doses[2][1] else {
        panic!("{:?}", doses[2])
    };
    assert_eq!(
        (windows[0].to, windows[1].from, windows[1].to),
        (14.0, 28.0, f64::INFINITY)
    );
    assert_eq!(doses[3], [off.clone(), off]);
    assert!(core.regimens.iter().all(|own| own.decide == Decide::Never));
}

#[test]
fn a_regimen_of_states_sees_assays_at_visits() {
    let core = core(&format!(
        "{S}{D}[assay.b]\nvalue = \"S\"\n[regimen.at]\ndecide = \"every 7 day\"\ninitial = \"on\"\ntune = {{ hi = {{ value = 1, range = [0.5, 1.2], steps = 8 }} }}\n[regimen.at.state.on]\nD = \"on\"\nleave = [{{ when = \"b < 0.5 * baseline(b) or nadir(b) < previous(b) and phase_time > 3\", to = \"off\" }}]\n[regimen.at.state.off]\nleave = [{{ when = \"b > hi * peak(b)\", to = \"on\" }}]\n"
    ));
    let regimen = &core.regimens[0];
    assert_eq!(
        regimen.decide,
        Decide::Visits {
            first: 7.0,
            every: 7.0
        }
    );
    assert_eq!((regimen.initial, regimen.phases[0].leave[0].to), (0, 1));
    assert_eq!(
        lines(&core, "    to"),
        [
            "    to off when b < 0.5 * baseline(b) or nadir(b) < previous(b) and phase_time > 3",
            "    to on when b > hi * peak(b)"
        ]
    );
}

#[test]
fn stop_rules_have_their_defaults() {
    let core = core(&format!(
        "{S}[stop.a]\nwhen = \"S > 2\"\ncheck = \"visits\"\n[stop.b]\nwhen = \"S > K\"\ncheck = \"every 1/2 day\"\ntolerance = 1e-6\nconsecutive = 2\nends = false\norder = \"after decision\"\nnever_if = \"r < 1\"\nafter = \"a\"\n"
    ));
    let (a, b) = (&core.stops[0], &core.stops[1]);
    assert_eq!(
        (a.check, a.tolerance, a.consecutive),
        (Check::Visits, 0.0, 1)
    );
    assert!(a.ends && a.before_decision && a.never_if.is_none() && a.after.is_none());
    assert_eq!(
        (b.check, b.tolerance, b.consecutive),
        (Check::Grid(0.5), 1e-6, 2)
    );
    assert!(!b.ends && !b.before_decision && b.never_if.is_some());
    assert_eq!(b.after, Some(0));
}

#[test]
fn assays_carry_noise_limit_and_reference() {
    let core = core(&format!(
        "{S}[assay.a]\nvalue = \"2 * S\"\nnoise = \"combined(u, 0.1)\"\ndetection_limit = 0.1\nrelative_to = \"peak\"\n"
    ));
    let assay = &core.assays[0];
    assert_eq!(
        assay.noise,
        Noise::Combined(Expr::Parameter(3), Expr::Number(0.1))
    );
    assert_eq!(
        (assay.detection_limit, assay.relative),
        (Some(0.1), Relative::Peak)
    );
}

#[test]
fn data_fit_and_expectations_are_kept() {
    let core = core(&format!(
        "{S}{D}[assay.a]\nvalue = \"S\"\ndetection_limit = 1\n[regimen.c]\nD = \"on\"\n[stop.p]\nwhen = \"a > 2\"\ncheck = \"visits\"\n\
         [data]\ntime = \"day\"\nstart = \"first row\"\n[data.assay.a]\ncolumn = \"PSA (ng/ml)\"\ntime = \"max(floor(day) - 1, 0)\"\nweight_at_switch = 5\ndivisor = {{ P2 = 113.7 }}\n[data.drug.D]\nvalue = \"on == 1\"\n[data.exclude]\n\"007\" = \"no record\"\n[data.text]\nNE = \"missing\"\nLOW = \"below\"\n\
         [expect.e]\nregimen = \"c\"\nwith = {{ K = 5 }}\nof = \"time(p) - starts(D) + start(D, 2) + at(a, 3) + final(S) + time_on(D) + end() + loss()\"\nequals = \"never\"\ntolerance = {{ absolute = 0.006 }}\nstatus = \"negative\"\nengine = \"exact\"\nsource = \"x\"\n"
    ));
    let data = core.data.as_ref().unwrap();
    assert!(data.start_at_first);
    assert_eq!(
        (data.patient.as_str(), data.time.as_str()),
        ("patient", "day")
    );
    assert_eq!(data.assays[0].weight_at_switch, 5.0);
    assert_eq!(data.assays[0].divisors, [("P2".to_owned(), 113.7)]);
    let expect = &core.expects[0];
    assert_eq!(
        (expect.engine.as_str(), expect.tolerance),
        ("exact", Tolerance::Absolute(0.006))
    );
    assert_eq!(expect.with, [(2, "5".to_owned())]);
    let text = lines(&core, "expect e").join("");
    assert!(text.contains("time(p) - starts(D) + start(D, 2) + at(S, 3) + final(S) + time_on(D) + end() + loss() = never"), "{text}");
}

#[test]
fn a_variant_is_laid_over_the_file() {
    let text = format!(
        "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\nr = {{ value = 0.5, unit = \"1/day\", source = \"s\" }}\n{S}[solver]\nmethod = \"rk4\"\nstep = 1\n[variant.fast]\nparameter.r = 2\npopulation.S.initial = 7\nsolver.method = \"adaptive\"\n[variant.other]\npopulation.S.birth = \"r / 2\"\n"
    );
    let base = loaded(&text, None).core;
    assert_eq!(base.variants, ["fast", "other"]);
    let fast = loaded(&text, Some("fast")).core;
    let r = &fast.parameters[0];
    assert_eq!(
        (r.value, r.unit.as_str(), r.source.as_deref()),
        (2.0, "1/day", Some("s"))
    );
    assert_eq!(fast.states[0].initial, Expr::Number(7.0));
    assert!(matches!(fast.solver.method, Method::Adaptive { .. }));
    let errors = load(&Source::new("m.toml", text.as_str()), Some("fst")).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "error[M0802]: the file has no variant \"fst\"\n  expected: one of fast, other\n  help: did you mean \"fast\"?"
    );
}

#[test]
fn warnings_are_worded_and_placed() {
    let text = format!(
        "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\nr = 1\nq = 2\n[let]\nw = \"r\"\n{S}{D}[assay.b]\nvalue = \"S\"\n[regimen.at]\ndecide = \"continuous\"\ninitial = \"on\"\n[regimen.at.state.on]\n[regimen.at.state.off]\n[data.assay.b]\ncolumn = \"x\"\n[data.text]\nLOW = \"below\"\n"
    );
    let warnings: Vec<String> = loaded(&text, None)
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        warnings,
        [
            "warning[M0901]: parameter \"q\" is not used\n  --> m.toml:6:1\n    |\n  6 | q = 2\n    | ^\n  help: delete it, or use it in an expression",
            "warning[M0901]: let \"w\" is not used\n  --> m.toml:8:1\n    |\n  8 | w = \"r\"\n    | ^\n  help: delete it, or use it in an expression",
            "warning[M0902]: state \"off\" of [regimen.at] is never reached\n  --> m.toml:20:19\n    |\n 20 | [regimen.at.state.off]\n    |                   ^^^\n  help: no \"leave\" leads to it",
            "warning[M0903]: a text means \"below\", but no assay of [data] has a detection_limit\n  --> m.toml:24:7\n    |\n 24 | LOW = \"below\"\n    |       ^^^^^^^\n  help: give the assay a detection_limit; until then such rows cannot be used",
        ]
    );
}

/// Words of one's own pass; those that are nearly words of the catalogue are pointed at; slips are kept as written.
#[test]
fn a_word_that_is_nearly_one_of_the_catalogue_is_pointed_at() {
    let text = format!(
        "[model]\nname = \"m\"\ntime = \"day\"\nmechanism = [\"Persisters\", \"CAF\", \"androgen independence\"]\nstrategy = [\"combinaton\", \"stroma-directed\"]\nslips = [\"a sign\"]\n[parameter]\nr = 0.1\n{S}"
    );
    let loaded = loaded(&text, None);
    let said: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "warning[M0904]: \"Persisters\" is not a word of the catalogue\n  --> m.toml:4:14\n    |\n  4 | mechanism = [\"Persisters\", \"CAF\", \"androgen independence\"]\n    |              ^^^^^^^^^^^^\n  help: did you mean \"persister\"? (words of your own are allowed)",
            "warning[M0904]: \"combinaton\" is not a word of the catalogue\n  --> m.toml:5:13\n    |\n  5 | strategy = [\"combinaton\", \"stroma-directed\"]\n    |             ^^^^^^^^^^^^\n  help: did you mean \"combination\"? (words of your own are allowed)",
        ]
    );
    assert_eq!(loaded.core.slips, ["a sign"]);
    assert_eq!(loaded.core.mechanisms[0], "Persisters");
}

#[test]
fn formulas_evaluate_as_arithmetic_says() {
    let row = |name: &str| match name {
        "day" => Some(27.6),
        "flag" => Some(1.0),
        _ => None,
    };
    for (text, wanted) in [
        ("max(floor(day) - 1, 0)", 26.0),
        ("ceil(day) + round(day)", 56.0),
        ("if(flag == 1, never, day)", f64::INFINITY),
        ("if(empty > 0, empty, never)", f64::INFINITY),
        ("-2 ^ 2 + abs(-3) * min(4, 2, 3)", 2.0),
        ("ln(2) / 40", std::f64::consts::LN_2 / 40.0),
        ("2 / (1 + 0.25 ^ 1.5)", 2.0 / 1.125),
        ("not (flag == 1) or 3 < 2", 0.0),
    ] {
        assert_eq!(
            Formula::parse(text).unwrap().evaluate(&row),
            wanted,
            "{text}"
        );
    }
    assert!(Formula::parse("empty + 1").unwrap().evaluate(&row).is_nan());
    assert_eq!(
        Formula::parse("flor(day)").unwrap_err().to_string(),
        "error[M0202]: unknown function \"flor\" in a formula over columns\n  --> formula:1:1\n    |\n  1 | flor(day)\n    | ^^^^\n  expected: one of exp, ln, log10, sqrt, abs, floor, tanh, ceil, round, min, max, if\n  help: did you mean \"floor\"?"
    );
}

#[test]
fn the_core_is_searched_by_name() {
    let core = core(&format!(
        "{S}{D}[assay.a]\nvalue = \"S\"\n[regimen.c]\n[stop.p]\nwhen = \"S > 1\"\ncheck = \"visits\"\n"
    ));
    assert_eq!(core.parameter("K"), Some(2));
    assert_eq!(core.parameter("S"), None);
    assert_eq!(
        (core.state("S"), core.drug("D"), core.assay("a")),
        (Some(0), Some(0), Some(0))
    );
    assert_eq!((core.regimen("c"), core.stop("p")), (Some(0), Some(0)));
    assert_eq!(core.defaults(), [0.1, 0.01, 100.0, 1e-6]);
}
