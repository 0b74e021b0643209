//! What a value of a command's JSON output must be.

use serde::Deserialize;
use serde_json::Value;

use super::place;

/// A place in the output, and one condition on what stands there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The place, such as `patients[*].r2`; `*` means that every entry must meet the condition.
    pub at: String,
    /// The value itself; numbers may differ by `tolerance`.
    equals: Option<Value>,
    /// Largest absolute difference of a number from `equals`; zero if it is not given.
    tolerance: Option<f64>,
    /// The number is this or more.
    at_least: Option<f64>,
    /// The number is this or less.
    at_most: Option<f64>,
    /// The text contains this.
    contains: Option<String>,
    /// The list has so many entries.
    length: Option<usize>,
}

impl Expectation {
    /// Checks that the expectation says exactly what can be tested.
    ///
    /// # Errors
    /// No condition, a tolerance without a number, or a malformed path.
    pub fn validate(&self) -> Result<(), String> {
        place::validate(&self.at)?;
        let some = [
            self.equals.is_some(),
            self.at_least.is_some(),
            self.at_most.is_some(),
            self.contains.is_some(),
            self.length.is_some(),
        ];
        if !some.contains(&true) {
            return Err(format!(
                "`{}` has no condition (equals, at_least, at_most, contains, length)",
                self.at
            ));
        }
        if self.tolerance.is_some() && !self.equals.as_ref().is_some_and(Value::is_number) {
            return Err(format!(
                "`{}` has a tolerance but no number to be equal to",
                self.at
            ));
        }
        Ok(())
    }

    /// One message for each place in `output` that does not meet the conditions.
    pub fn unmet(&self, output: &Value) -> Vec<String> {
        match place::find(output, &self.at) {
            Ok(found) => found
                .into_iter()
                .flat_map(|(at, value)| self.unmet_at(&at, value))
                .collect(),
            Err(message) => vec![message],
        }
    }

    fn unmet_at(&self, at: &str, value: &Value) -> Vec<String> {
        let mut unmet = Vec::new();
        let mut demand = |met: bool, wanted: String| {
            if !met {
                unmet.push(format!("{at} is {value}, expected {wanted}"));
            }
        };
        let number = value.as_f64();
        if let Some(equals) = &self.equals {
            let tolerance = self.tolerance.unwrap_or(0.0);
            let met = match (number, equals.as_f64()) {
                (Some(number), Some(equals)) => (number - equals).abs() <= tolerance,
                _ => value == equals,
            };
            demand(
                met,
                if tolerance > 0.0 {
                    format!("{equals} within {tolerance}")
                } else {
                    equals.to_string()
                },
            );
        }
        if let Some(least) = self.at_least {
            demand(
                number.is_some_and(|number| number >= least),
                format!("at least {least}"),
            );
        }
        if let Some(most) = self.at_most {
            demand(
                number.is_some_and(|number| number <= most),
                format!("at most {most}"),
            );
        }
        if let Some(part) = &self.contains {
            demand(
                value
                    .as_str()
                    .is_some_and(|text| text.contains(part.as_str())),
                format!("a text with `{part}`"),
            );
        }
        if let Some(length) = self.length {
            demand(
                value.as_array().is_some_and(|list| list.len() == length),
                format!("a list of {length}"),
            );
        }
        unmet
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Expectation;

    fn unmet(expectation: &str, output: &Value) -> Vec<String> {
        let expectation: Expectation = toml::from_str(expectation).unwrap();
        expectation.validate().unwrap();
        expectation.unmet(output)
    }

    #[test]
    fn numbers_are_compared_within_the_tolerance_and_not_beyond() {
        let output = json!({"ttp": 452.4});
        assert!(unmet("at = 'ttp'\nequals = 452\ntolerance = 0.5", &output).is_empty());
        assert_eq!(
            unmet("at = 'ttp'\nequals = 452\ntolerance = 0.1", &output),
            ["ttp is 452.4, expected 452 within 0.1"]
        );
        assert_eq!(
            unmet("at = 'ttp'\nequals = 452", &output),
            ["ttp is 452.4, expected 452"]
        );
    }

    #[test]
    fn every_entry_must_meet_the_condition() {
        let output = json!({"patients": [{"r2": 0.9}, {"r2": 0.3}, {"r2": null}]});
        assert_eq!(
            unmet("at = 'patients[*].r2'\nat_least = 0.5", &output),
            [
                "patients[1].r2 is 0.3, expected at least 0.5",
                "patients[2].r2 is null, expected at least 0.5"
            ]
        );
    }

    #[test]
    fn texts_lists_and_booleans() {
        let output = json!({"name": "at50", "list": [1, 2], "done": true});
        assert!(unmet("at = 'name'\nequals = 'at50'", &output).is_empty());
        assert!(unmet("at = 'done'\nequals = true", &output).is_empty());
        assert!(unmet("at = 'list'\nlength = 2", &output).is_empty());
        assert_eq!(
            unmet("at = 'list'\nlength = 3", &output),
            ["list is [1,2], expected a list of 3"]
        );
        assert_eq!(
            unmet("at = 'name'\ncontains = 'mtd'", &output),
            ["name is \"at50\", expected a text with `mtd`"]
        );
        assert_eq!(
            unmet("at = 'nothing'\nlength = 3", &output),
            ["the output has no `nothing`, but keys done, list, name"]
        );
    }

    #[test]
    fn an_expectation_that_says_nothing_is_refused() {
        let expectation: Expectation = toml::from_str("at = 'a'").unwrap();
        assert_eq!(
            expectation.validate().unwrap_err(),
            "`a` has no condition (equals, at_least, at_most, contains, length)"
        );
        let expectation: Expectation =
            toml::from_str("at = 'a'\nat_least = 1\ntolerance = 1").unwrap();
        assert_eq!(
            expectation.validate().unwrap_err(),
            "`a` has a tolerance but no number to be equal to"
        );
    }
}
