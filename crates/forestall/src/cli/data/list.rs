//! `data list`.

use forestall_assay::{Dataset, datasets};
use serde::Serialize;

use super::{
    super::{failure::Outcome, print},
    arguments::ListArguments,
    destination::{Presence, presence},
    root,
};

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    title: &'static str,
    contains: &'static str,
    licence: &'static str,
    citation: &'static str,
    origin: &'static str,
    here: Presence,
    files: Vec<Address>,
}

#[derive(Serialize)]
struct Address {
    file: String,
    url: String,
    sha256: Option<&'static str>,
}

#[derive(Serialize)]
struct Listing {
    folder: String,
    datasets: Vec<Listed>,
}

/// `data list`.
pub(crate) fn run(arguments: &ListArguments) -> Outcome {
    let folder = root(arguments.data.as_deref());
    let listed = |set: Dataset| Listed {
        here: presence(&set, &folder.join(set.name)),
        name: set.name,
        title: set.title,
        contains: set.contains,
        licence: set.licence,
        citation: set.citation,
        origin: set.origin,
        files: set
            .files
            .into_iter()
            .map(|file| Address {
                file: file.save_as,
                url: file.url,
                sha256: file.sha256,
            })
            .collect(),
    };
    let datasets: Vec<Listed> = datasets().into_iter().map(listed).collect();
    let folder = folder.display().to_string();
    if arguments.json {
        print::json(&Listing { folder, datasets })
    } else {
        people(&folder, &datasets)
    }
}

fn people(folder: &str, datasets: &[Listed]) -> Outcome {
    for set in datasets {
        let here = match set.here {
            Presence::Complete => "here",
            Presence::Partial => "partly here",
            Presence::Absent => "not here",
        };
        print::line(&format!("{} ({here})", set.name))?;
        for (what, text) in [
            ("title", set.title),
            ("holds", set.contains),
            ("licence", set.licence),
            ("cite", set.citation),
            ("origin", set.origin),
        ] {
            print::line(&format!("  {what:7}  {text}"))?;
        }
        print::line("")?;
    }
    print::line(&format!(
        "\"here\" means in the folder {folder}; forestall data get NAME fetches one"
    ))
}
