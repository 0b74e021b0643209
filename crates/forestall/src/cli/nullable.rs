//! Numbers that JSON cannot hold: NaN is written as `null` and read back as NaN.

use serde::{Deserialize, Deserializer};

/// Reads a number or `null`.
pub(crate) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::NAN))
}

/// Reads a list of numbers or `null`s.
pub(crate) fn numbers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let all = Vec::<Option<f64>>::deserialize(from)?;
    Ok(all.into_iter().map(|x| x.unwrap_or(f64::NAN)).collect())
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize)]
    struct Held {
        #[serde(deserialize_with = "super::number")]
        one: f64,
        #[serde(deserialize_with = "super::numbers")]
        many: Vec<f64>,
    }

    #[test]
    fn what_is_no_number_is_read_back_as_such() -> serde_json::Result<()> {
        let held = Held {
            one: f64::NAN,
            many: vec![1.5, f64::NAN],
        };
        let text = serde_json::to_string(&held)?;
        assert_eq!(text, "{\"one\":null,\"many\":[1.5,null]}");
        let back: Held = serde_json::from_str(&text)?;
        assert!(back.one.is_nan() && back.many[1].is_nan());
        assert!((back.many[0] - 1.5).abs() < 1e-15);
        Ok(())
    }
}
