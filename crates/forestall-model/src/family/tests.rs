//! What names of families stand for.

use super::*;

fn scope() -> Scope {
    let index = |name: &str, values: &[&str]| Index {
        name: name.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    Scope::new(vec![
        index("clone", &["S", "R"]),
        index("level", &["1", "2", "3"]),
    ])
}

fn names(text: &str, scope: &Scope) -> Vec<String> {
    let template = Template::parse(text, scope).unwrap().unwrap();
    let members = template.members(scope).unwrap();
    members.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn free_indices_run_over_their_values_and_bound_ones_have_one() {
    let mut scope = scope();
    assert_eq!(
        names("x[clone, level]", &scope),
        ["x_S_1", "x_S_2", "x_S_3", "x_R_1", "x_R_2", "x_R_3"]
    );
    assert_eq!(names("x[R, level]", &scope), ["x_R_1", "x_R_2", "x_R_3"]);
    assert_eq!(
        names("switch x[S, level] -> x[R, level]", &scope)[1],
        "switch x_S_2 -> x_R_2"
    );
    scope.bind(&[Bound {
        variable: "level".to_owned(),
        index: 1,
        value: 1,
    }]);
    assert_eq!(names("x[level - 1]", &scope), ["x_1"]);
    assert!(names("x[level + 2]", &scope).is_empty());
    assert_eq!(names("x[to in level]", &scope), ["x_1", "x_2", "x_3"]);
}

#[test]
fn what_is_not_a_family_is_left_alone() {
    for text in ["S", "a [1]", "[1]", ""] {
        assert!(Template::parse(text, &scope()).unwrap().is_none(), "{text}");
    }
    assert!(
        Template::parse("x[clone]", &Scope::default())
            .unwrap()
            .is_none()
    );
}

#[test]
fn wrong_brackets_are_refused_at_their_place() {
    for (text, code, start, end) in [
        ("x[clone", "M0210", 1, 7),
        ("x[clone, ]", "M0210", 9, 10),
        ("x[clones]", "M0209", 2, 8),
        ("x[i in clones]", "M0209", 2, 13),
        ("x[level + k]", "M0209", 2, 11),
    ] {
        let fault = Template::parse(text, &scope()).unwrap_err();
        assert_eq!(
            (fault.code, fault.extent.start, fault.extent.end),
            (code, start, end),
            "{text}: {fault:?}"
        );
    }
}
