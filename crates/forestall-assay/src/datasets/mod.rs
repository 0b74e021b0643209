//! Public data sets: where they are, who made them, under which terms, and how they become tables of this program.
//!
//! Nothing is downloaded here: [`plan`] says what to fetch, [`convert`] turns what was fetched into tables.

mod catalogue;
mod conversion;

use forestall_base::{Diagnostic, Diagnostics, Table, nearest};

pub use catalogue::datasets;

/// How the files of a data set become tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// The files are tables that can be read as they are.
    AsIs,
    /// [`convert`] makes a table of them.
    ToTable,
    /// The files are kept as they are and have to be exported by hand; the text says how.
    ByHand(&'static str),
}

/// One public data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Name for the command line, and of its folder.
    pub name: &'static str,
    /// Title.
    pub title: &'static str,
    /// Whom to cite: a DOI, or journal, volume, year and article.
    pub citation: &'static str,
    /// Terms as they stand at the origin.
    pub licence: &'static str,
    /// Page of the origin.
    pub origin: &'static str,
    /// What it holds: patients, columns, units.
    pub contains: &'static str,
    /// How its files become tables.
    pub conversion: Conversion,
    /// What to fetch.
    pub files: Vec<Download>,
}

/// One file to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Address, fixed to one version.
    pub url: String,
    /// SHA-256 of the content, where it is known.
    pub sha256: Option<&'static str>,
    /// File name in the folder of the data set.
    pub save_as: String,
}

/// The data set of this name.
///
/// # Errors
/// A diagnostic with "did you mean" for a name that is not in the catalogue.
pub fn dataset(name: &str) -> Result<Dataset, Diagnostics> {
    let mut all = datasets();
    if let Some(at) = all.iter().position(|set| set.name == name) {
        return Ok(all.swap_remove(at));
    }
    let names: Vec<&str> = all.iter().map(|set| set.name).collect();
    let unknown = Diagnostic::error("T0070", format!("there is no data set \"{name}\""))
        .expected(format!("one of {}", names.join(", ")));
    Err(match nearest(name, names) {
        Some(near) => unknown.help(format!("did you mean \"{near}\"?")),
        None => unknown.help("forestall data list shows what there is"),
    }
    .into())
}

/// What to fetch for a data set.
///
/// # Errors
/// As [`dataset`].
///
/// ```
/// let files = forestall_assay::plan("strobl2022")?;
/// assert_eq!(files[0].save_as, "costTurnoverSweep_ODE.csv");
/// # Ok::<(), forestall_base::Diagnostics>(())
/// ```
pub fn plan(name: &str) -> Result<Vec<Download>, Diagnostics> {
    dataset(name).map(|set| set.files)
}

/// The tables of a data set, each with its file name, from the fetched files (name as in [`Download::save_as`], and content).
///
/// Empty for sets whose files are used as they are.
///
/// # Errors
/// As [`dataset`]; and if a file is missing or not laid out as its origin lays it out.
pub fn convert(
    name: &str,
    files: &[(String, Vec<u8>)],
) -> Result<Vec<(String, Table)>, Diagnostics> {
    let set = dataset(name)?;
    if set.conversion != Conversion::ToTable {
        return Ok(Vec::new());
    }
    let mut own = Vec::new();
    for file in &set.files {
        if let Some(found) = files.iter().find(|(other, _)| *other == file.save_as) {
            own.push(found.clone());
        } else {
            return Err(missing(name, &file.save_as));
        }
    }
    let files = &own[..];
    let table = match name {
        "bruchovsky" => conversion::bruchovsky(files)?,
        "laleh2022" => conversion::laleh(files)?,
        _ => conversion::gliomas(files)?,
    };
    Ok(vec![("measurements.csv".to_owned(), table)])
}

fn missing(name: &str, file: &str) -> Diagnostics {
    Diagnostic::error(
        "T0071",
        format!("the file \"{file}\" of the data set \"{name}\" is missing"),
    )
    .help(format!(
        "fetch the data set again: forestall data get {name}"
    ))
    .into()
}
