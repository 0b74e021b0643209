//! The JSON Schema of model files, for editors.

use crate::document::Document;

/// The JSON Schema (draft 2020-12) of model files, as text.
///
/// Generated from the same declarations that the parser reads with; it knows keys and kinds of
/// values, not names and units.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Document);
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}
