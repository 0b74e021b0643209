//! `data get`.

use forestall_assay::{Conversion, Dataset, convert, dataset};
use forestall_base::HashedFile;
use serde::Serialize;

use super::{
    super::{
        failure::{Failure, Outcome},
        print, progress,
    },
    arguments::GetArguments,
    destination::Destination,
    origin::Origin,
    provenance::{Original, Provenance},
    root,
};

/// Name of the table that a data set is converted to.
pub(super) const TABLE: &str = "measurements.csv";

/// What was done.
#[derive(Serialize)]
struct Summary<'a> {
    folder: String,
    fetched: usize,
    already_there: usize,
    #[serde(flatten)]
    provenance: &'a Provenance,
}

/// `data get`.
pub(crate) fn run(arguments: &GetArguments) -> Outcome {
    let set = dataset(&arguments.name)?;
    let origin = Origin::new(arguments.from.as_deref(), arguments.timeout)?;
    let folder = root(arguments.out.as_deref()).join(set.name);
    let destination = Destination::open(folder, arguments.force)?;
    let (files, fetched) = fetch(&set, &origin, &destination)?;
    let tables = tables(&set, &destination)?;
    let provenance = Provenance::new(&set, files, hashed(&tables));
    if !destination.is_complete(&provenance)? {
        for (name, bytes) in &tables {
            destination.write(name, bytes)?;
        }
        destination.finish(&provenance)?;
    }
    let already_there = set.files.len() - fetched;
    if arguments.json {
        let folder = destination.path().display().to_string();
        print::json(&Summary {
            folder,
            fetched,
            already_there,
            provenance: &provenance,
        })
    } else {
        people(&set, &destination, &provenance, fetched)
    }
}

/// Fetches what is not there yet. Whatever would be overwritten is refused before anything is asked for.
fn fetch(
    set: &Dataset,
    origin: &Origin,
    destination: &Destination,
) -> Result<(Vec<Original>, usize), Failure> {
    if set.conversion == Conversion::ToTable {
        destination.admit_table(TABLE)?;
    }
    let present: Result<Vec<Option<Original>>, Failure> =
        set.files.iter().map(|f| destination.present(f)).collect();
    let present = present?;
    let missing = present.iter().filter(|p| p.is_none()).count();
    let bar = progress::bar(missing, &format!("fetching {}", set.name));
    let mut done = present.clone();
    for (at, file) in set.files.iter().enumerate() {
        if done[at].is_some() {
            continue;
        }
        let bytes = origin.read(file)?;
        done[at] = Some(destination.keep(file, &bytes, origin.told(file))?);
        let so_far: Vec<Original> = done.iter().flatten().cloned().collect();
        destination.mark(&so_far)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((done.into_iter().flatten().collect(), missing))
}

/// The tables of a data set, as CSV.
fn tables(set: &Dataset, destination: &Destination) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    if set.conversion != Conversion::ToTable {
        return Ok(Vec::new());
    }
    let files: Result<Vec<(String, Vec<u8>)>, Failure> = set
        .files
        .iter()
        .map(|file| Ok((file.save_as.clone(), destination.read(&file.save_as)?)))
        .collect();
    let tables = convert(set.name, &files?)?;
    Ok(tables
        .into_iter()
        .map(|(name, table)| (name, table.to_csv().into_bytes()))
        .collect())
}

fn hashed(tables: &[(String, Vec<u8>)]) -> Vec<HashedFile> {
    tables
        .iter()
        .map(|(name, bytes)| HashedFile::of_bytes(name.clone(), bytes))
        .collect()
}

fn people(
    set: &Dataset,
    destination: &Destination,
    provenance: &Provenance,
    fetched: usize,
) -> Outcome {
    let row = |file: &HashedFile, what: &str| {
        vec![
            file.path.clone(),
            what.to_owned(),
            file.bytes.to_string(),
            file.sha256[..12].to_owned(),
        ]
    };
    let verified = |o: &Original| {
        if o.verified {
            "hash as expected"
        } else {
            "hash not known before"
        }
    };
    let mut rows: Vec<Vec<String>> = provenance
        .files
        .iter()
        .map(|o| row(&o.file, verified(o)))
        .collect();
    rows.extend(provenance.tables.iter().map(|table| row(table, "table")));
    print::columns(&["file", "", "bytes", "SHA-256"], &rows)?;
    let there = set.files.len() - fetched;
    print::line(&format!(
        "\n{}: {fetched} fetched, {there} already there",
        destination.path().display()
    ))?;
    print::line(&format!("licence: {}", set.licence))?;
    print::line(&format!("cite: {}", set.citation))?;
    if let Conversion::ByHand(how) = set.conversion {
        print::line(&format!("still to do: {how}"))?;
    }
    Ok(())
}
