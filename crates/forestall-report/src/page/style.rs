//! What the page looks like, and the few lines of script that read values out on pointing.

/// The style sheet.
pub(crate) const STYLE: &str = include_str!("style.css");

/// The script; the page is complete without it.
pub(crate) const SCRIPT: &str = include_str!("readout.js");
