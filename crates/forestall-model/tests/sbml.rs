//! What an SBML file becomes, and what of SBML is refused, word for word.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use forestall_model::{Source, expand, load};

/// A Level 3 file with these parts inside its model.
fn file(parts: &str) -> Source {
    let head =
        "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" level=\"3\" version=\"1\">";
    Source::new(
        "m.xml",
        format!("{head}\n<model id=\"m\">\n{parts}\n</model>\n</sbml>\n"),
    )
}

fn refusal(source: &Source) -> String {
    load(source, None).unwrap_err().to_string()
}

/// The first line of what is refused.
fn first(parts: &str) -> String {
    let text = refusal(&file(parts));
    text.lines().next().unwrap().to_owned()
}

const DECAY: &str = r#"<listOfCompartments><compartment id="C" size="2" constant="true"/></listOfCompartments>
<listOfSpecies><species id="S" compartment="C" initialAmount="3" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="k" value="0.5" constant="true"/></listOfParameters>
<listOfReactions><reaction id="J" reversible="false" fast="false"><listOfReactants><speciesReference species="S" stoichiometry="1" constant="true"/></listOfReactants><kineticLaw>
<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>k</ci><ci>S</ci></apply></math>
</kineticLaw></reaction></listOfReactions>
<listOfEvents><event id="E" useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><lt/><ci>S</ci><cn>1</cn></apply></math></trigger>
<listOfEventAssignments><eventAssignment variable="S"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>4</cn></math></eventAssignment></listOfEventAssignments></event></listOfEvents>"#;

#[test]
fn a_reaction_with_a_concentration_and_an_event_is_expanded() {
    let text = expand(&load(&file(DECAY), None).unwrap().core);
    for line in [
        "parameter C = 2",
        "let S_concentration = S / C",
        "let J = k * S_concentration",
        "state S: 3 at time 0",
        "S' = -J",
        "event E when S_concentration < 1: S becomes 4 * C",
    ] {
        assert!(
            text.lines().any(|own| own == line),
            "{line} is not in\n{text}"
        );
    }
}

#[test]
fn unsupported_constructs_are_refused_by_name_with_the_line() {
    for (parts, wanted) in [
        (
            "<listOfRules><algebraicRule/></listOfRules>",
            "error[M1010]: not supported: <algebraicRule> at line 3",
        ),
        (
            "<listOfReactions>\n<reaction id=\"J\" fast=\"true\"/></listOfReactions>",
            "error[M1010]: not supported: <reaction> with fast=\"true\" at line 4",
        ),
        (
            "<listOfEvents><event>\n\n<delay/></event></listOfEvents>",
            "error[M1010]: not supported: <delay> of an event at line 5",
        ),
        (
            "<csymbol definitionURL=\"http://www.sbml.org/sbml/symbols/delay\"/>",
            "error[M1010]: not supported: <csymbol> delay at line 3",
        ),
    ] {
        assert_eq!(first(parts), wanted);
    }
    let level = "<sbml xmlns=\"http://www.sbml.org/sbml/level1\" level=\"1\" version=\"2\"/>";
    assert!(
        refusal(&Source::new("m.xml", level))
            .starts_with("error[M1010]: not supported: SBML Level 1 at line 1")
    );
    let comp = "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" level=\"3\" version=\"1\" \
        xmlns:comp=\"http://www.sbml.org/sbml/level3/version1/comp/version1\" comp:required=\"true\"><model/></sbml>";
    assert!(
        refusal(&Source::new("m.xml", comp))
            .starts_with("error[M1010]: not supported: package \"comp\" at line 1")
    );
}

#[test]
fn what_is_wrong_with_a_file_is_said_where_it_stands() {
    let math =
        |inner: &str| format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{inner}</math>");
    let rule = |id: &str, inner: &str| {
        format!(
            "<assignmentRule variable=\"{id}\">{}</assignmentRule>",
            math(inner)
        )
    };
    let two = "<listOfParameters><parameter id=\"a\"/><parameter id=\"b\"/></listOfParameters>";
    for (parts, wanted) in [
        (
            format!(
                "{two}<listOfRules>{}{}</listOfRules>",
                rule("a", "<ci>b</ci>"),
                rule("b", "<ci>a</ci>")
            ),
            "error[M1013]: \"a\" depends on itself",
        ),
        (
            format!(
                "{two}<listOfRules>{}</listOfRules>",
                rule("a", "<ci>x</ci>")
            ),
            "error[M1007]: \"x\" is not declared",
        ),
        (
            format!(
                "{two}<listOfRules>{}</listOfRules>",
                rule("c", "<ci>a</ci>")
            ),
            "error[M1007]: a rule for \"c\", which is not declared",
        ),
        (
            two.replace("\"b\"", "\"a\""),
            "error[M1006]: \"a\" is declared twice",
        ),
        (
            two.replace("id=\"b\"", "id=\"b\" value=\"much\""),
            "error[M1003]: value=\"much\" is no number",
        ),
        (
            two.replace("id=\"b\"", ""),
            "error[M1004]: <parameter> has no id",
        ),
    ] {
        assert_eq!(first(&parts), wanted);
    }
    assert!(
        refusal(&Source::new("m.xml", "<html/>")).starts_with("error[M1005]: <html> is not SBML")
    );
    assert!(refusal(&Source::new("m.xml", "<sbml")).starts_with("error[M1002]: this is not XML"));
    let deep = format!("{}x", "<a>".repeat(100_000));
    assert!(
        refusal(&Source::new("m.xml", deep))
            .starts_with("error[M1001]: elements are nested too deep")
    );
    assert_eq!(
        load(&file(DECAY), Some("v")).unwrap_err().to_string(),
        "error[M1014]: an SBML file has no variant \"v\""
    );
}
