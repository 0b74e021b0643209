use super::*;

fn unit(text: &str) -> Unit {
    parse(text).unwrap()
}

#[test]
fn units_print_as_they_are_read() {
    for text in ["1", "1/day", "ng/ml", "cells^2/(ml day)", "mg kg/week^2"] {
        assert_eq!(unit(text).to_string(), text);
        assert_eq!(unit(&unit(text).to_string()), unit(text));
    }
}

#[test]
fn the_same_unit_may_be_written_in_several_ways() {
    for (a, b) in [
        ("mL", "ml"),
        ("ml", "cm3"),
        ("mm^3", "ul"),
        ("nM", "nmol/l"),
        ("1/d", "day^-1"),
        ("cells/day/ml", "cell/(ml days)"),
        ("mg/l", "ug/ml"),
        ("\u{b5}g", "ug"),
    ] {
        assert_eq!(unit(a).compare(&unit(b)), Comparison::Same, "{a} {b}");
    }
    assert_eq!(unit("mg").compare(&unit("g")), Comparison::Scaled(1e-3));
    assert_eq!(unit("cells").compare(&unit("day")), Comparison::Different);
    assert_eq!(unit("IU/l").compare(&unit("IU/l")), Comparison::Same);
}

#[test]
fn near_misses_are_refused_and_own_words_are_not() {
    for (text, meant) in [
        ("1/dya", "day"),
        ("dayss", "days"),
        ("NG/ml", "ng"),
        ("mnoth", "month"),
    ] {
        let fault = parse(text).unwrap_err();
        assert_eq!(fault.help.unwrap(), format!("did you mean \"{meant}\"?"));
    }
    for text in ["IU", "Gy", "copies/ml", "%", "colonies"] {
        assert!(parse(text).is_ok(), "{text}");
    }
}

#[test]
fn times_are_brought_to_the_unit_of_the_model() {
    let day = TimeUnit::parse("day").unwrap();
    let (adopted, factor) = day.adopt(&unit("1/hour")).unwrap();
    assert_eq!((adopted.to_string().as_str(), factor), ("1/day", 24.0));
    assert_eq!(day.per("week"), Some(7.0));
    assert_eq!(day.per("month"), Some(30.4375));
    assert_eq!(day.per("year"), Some(365.25));
    assert_eq!(day.per("ng"), None);
}
