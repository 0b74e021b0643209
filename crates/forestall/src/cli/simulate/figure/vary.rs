//! Values that a figure compares.

use super::super::super::failure::Failure;

/// One of the values of `--vary`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Variation {
    /// `alpha = 0.01`, or the name of a variant; nothing if nothing is varied.
    pub(super) label: String,
    /// As `--set` takes it.
    pub(super) set: Vec<String>,
    pub(super) variant: Option<String>,
}

impl Variation {
    /// The values of `NAME=V,V,...`; one empty variation if there is none.
    pub(super) fn read(typed: Option<&str>) -> Result<Vec<Self>, Failure> {
        let Some(typed) = typed else {
            return Ok(vec![Self::default()]);
        };
        let parts = typed.split_once('=').map(|(name, values)| {
            let values: Vec<&str> = values.split(',').map(str::trim).collect();
            (name.trim(), values)
        });
        let whole = |values: &[&str]| values.iter().all(|value| !value.is_empty());
        let Some((name, values)) = parts.filter(|(name, values)| !name.is_empty() && whole(values))
        else {
            let message = format!("--vary {typed}: NAME=VALUE,VALUE,... is expected");
            return Err(Failure::usage(message, "such as --vary alpha=0,0.01"));
        };
        Ok(values.iter().map(|value| Self::of(name, value)).collect())
    }

    fn of(name: &str, value: &str) -> Self {
        match (name, value) {
            ("variant", "none") => Self {
                label: "as it is".to_owned(),
                ..Self::default()
            },
            ("variant", variant) => Self {
                label: variant.to_owned(),
                variant: Some(variant.to_owned()),
                ..Self::default()
            },
            _ => Self {
                label: format!("{name} = {value}"),
                set: vec![format!("{name}={value}")],
                variant: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Variation;

    #[test]
    fn values_and_variants_are_told_apart_and_gaps_refused() {
        let read = |text| Variation::read(Some(text)).unwrap();
        let [a, b] = &read("alpha=0, 1e-2")[..] else {
            panic!("two values");
        };
        assert_eq!(
            (a.label.as_str(), b.set[0].as_str()),
            ("alpha = 0", "alpha=1e-2")
        );
        assert_eq!(
            read("variant=none,slip")[1].variant.as_deref(),
            Some("slip")
        );
        for wrong in ["alpha", "=1", "alpha=1,,2", "alpha="] {
            assert!(Variation::read(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
