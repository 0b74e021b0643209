//! Writes an example report of synthetic data to the folder named on the command line, or the report of a JSON file.
//!
//! `cargo run -p forestall-report --example page -- FOLDER [REPORT.json]` makes `report.html` with its figures beside it. All curves are
//! closed forms chosen to look like a cohort on intermittent therapy; no patient is behind them.

use std::error::Error;
use std::path::PathBuf;

#[path = "page/data.rs"]
mod data;
#[path = "page/plan.rs"]
mod plan;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name a folder")?);
    std::fs::create_dir_all(&folder)?;
    let report = match std::env::args_os().nth(2) {
        Some(file) => serde_json::from_slice(&std::fs::read(file)?)?,
        None => data::report(),
    };
    std::fs::write(folder.join("report.html"), report.to_html())?;
    for (name, spec) in report.figures() {
        std::fs::write(folder.join(name), spec)?;
    }
    Ok(())
}
