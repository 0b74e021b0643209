//! The figures of the library's chapters and of the chapter on analyses are what the commands shown in them draw.

use std::path::Path;
use std::process::Command;

use super::markdown::Page;
use crate::tally::Tally;

/// The chapter on analyses, and how its figures begin: `figures/analyses-NAME.svg` is `NAME.svg` of the folder that the command before it writes.
const ANALYSES: &str = "book/src/analyses.md";
const PREFIX: &str = "figures/analyses-";

/// A figure may be so large, in bytes.
const LARGEST: usize = 60_000;

/// Draws every figure of the chapters, for wide pages and for narrow ones, and compares.
pub fn check(root: &Path, binary: &Path, pages: &[Page]) -> Tally {
    let folder = root.join("book/src/library");
    let place = match tempfile::tempdir() {
        Ok(place) => place,
        Err(error) => return Tally::fail(format!("cannot make a folder: {error}")),
    };
    let mut tally = Tally::default();
    for page in pages.iter().filter(|page| page.path.ends_with(ANALYSES)) {
        for (link, line) in page.links() {
            if let Some(name) = link.strip_prefix(PREFIX) {
                let typed = page.console().into_iter().rfind(|(at, _)| *at < line);
                let drawn = match typed {
                    Some((_, typed)) => analysed(binary, place.path(), &typed, name),
                    None => Err("no command stands before the figure".to_owned()),
                };
                let folder = page.path.parent().unwrap_or(root);
                tally.add(
                    match drawn.and_then(|svg| same(&folder.join(&link), &svg)) {
                        Ok(()) => Tally::pass(),
                        Err(message) => {
                            Tally::fail(format!("{}:{line}: {message}", page.path.display()))
                        }
                    },
                );
            }
        }
    }
    for page in pages.iter().filter(|page| page.path.starts_with(&folder)) {
        for (line, typed) in page.console() {
            let words: Vec<&str> = typed.split_whitespace().skip(1).collect();
            let Some(at) = words.iter().position(|word| *word == "--figure") else {
                continue;
            };
            let Some(name) = words.get(at + 1) else {
                continue;
            };
            for narrow in [false, true] {
                let mut words = words.clone();
                let name = if narrow {
                    words.push("--narrow");
                    name.replace(".svg", "-narrow.svg")
                } else {
                    (*name).to_owned()
                };
                words[at + 1] = &name;
                let drawn = draw(binary, place.path(), &words, &name)
                    .and_then(|svg| same(&folder.join("figures").join(&name), &svg));
                tally.add(match drawn {
                    Ok(()) => Tally::pass(),
                    Err(message) => {
                        Tally::fail(format!("{}:{line}: {message}", page.path.display()))
                    }
                });
            }
        }
    }
    tally
}

/// The figure `name` of the folder that a command writes.
fn analysed(binary: &Path, place: &Path, typed: &str, name: &str) -> Result<String, String> {
    let words = words(typed);
    let mut after = words.iter().skip_while(|word| **word != "--out");
    let folder = after.nth(1).ok_or("the command before it has no --out")?;
    draw(binary, place, &words[1..], &format!("{folder}/{name}"))
}

/// The words of a command line in which single quotes hold words together.
fn words(typed: &str) -> Vec<&str> {
    let quoted = typed.split('\'').enumerate();
    let pieces = quoted.flat_map(|(number, piece)| -> Vec<&str> {
        if number % 2 == 1 {
            vec![piece]
        } else {
            piece.split_whitespace().collect()
        }
    });
    pieces.collect()
}

fn draw(binary: &Path, place: &Path, words: &[&str], name: &str) -> Result<String, String> {
    let output = Command::new(binary)
        .current_dir(place)
        .args(words)
        .output()
        .map_err(|error| format!("cannot run forestall: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("`forestall {}`: {said}", words.join(" ")));
    }
    let svg = std::fs::read_to_string(place.join(name)).map_err(|e| format!("{name}: {e}"))?;
    if svg.len() > LARGEST {
        return Err(format!(
            "{name} has {} bytes, more than {LARGEST}",
            svg.len()
        ));
    }
    Ok(svg)
}

/// Compares with the file, or writes it where that was asked for.
fn same(path: &Path, svg: &str) -> Result<(), String> {
    if std::fs::read_to_string(path).is_ok_and(|there| there == svg) {
        return Ok(());
    }
    if std::env::var_os("FORESTALL_ACCEPT").is_none() {
        return Err(format!(
            "{} is not what the command draws: write it anew with FORESTALL_ACCEPT=1 cargo xtask test book",
            path.display()
        ));
    }
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, svg))
        .map_err(|error| format!("{}: {error}", path.display()))
}
