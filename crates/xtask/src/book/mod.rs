//! The documentation holds together: links lead somewhere, the model files shown in it are legal, its commands can be typed.

mod commands;
mod figures;
mod generated;
mod library;
mod markdown;
mod numbers;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tally::Tally;
use crate::workspace::Workspace;
use markdown::Page;

/// Checks the manual and every other page of the repository.
pub fn check(workspace: &Workspace) -> Tally {
    let root = workspace.root();
    let mut tally = Tally::default();
    let pages = match pages(root) {
        Ok(pages) => pages,
        Err(message) => return Tally::fail(message),
    };
    tally.add(Tally::of(unlisted(root, &pages)));
    for page in &pages {
        tally.add(Tally::of(dead_links(page, &pages)));
    }
    match workspace.binary() {
        Ok(binary) => {
            tally.add(models(binary, &pages));
            tally.add(commands::check(root, binary, &pages));
            tally.add(figures::check(root, binary, &pages));
            tally.add(library::check(workspace, binary, &pages));
        }
        Err(message) => tally.add(Tally::fail(message)),
    }
    tally
}

/// The pages at the root, in the manual and in the recipes.
fn pages(root: &Path) -> Result<Vec<Page>, String> {
    let mut files = Vec::new();
    collect(root, false, &mut files)?;
    for folder in ["book/src", "recipes", "models", "benches", "fuzz"] {
        if root.join(folder).is_dir() {
            collect(&root.join(folder), true, &mut files)?;
        }
    }
    files.sort();
    files.into_iter().map(Page::read).collect()
}

fn collect(folder: &Path, deep: bool, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() && deep && path.file_name().is_none_or(|name| name != "target") {
            collect(&path, deep, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(())
}

/// Pages of the manual that its table of contents does not have.
fn unlisted(root: &Path, pages: &[Page]) -> Vec<String> {
    let manual = root.join("book/src");
    let summary = manual.join("SUMMARY.md");
    let Some(contents) = pages.iter().find(|page| page.path == summary) else {
        return vec!["book/src/SUMMARY.md is missing".to_owned()];
    };
    let listed: BTreeSet<PathBuf> = contents
        .links()
        .into_iter()
        .map(|(link, _)| manual.join(link))
        .collect();
    pages
        .iter()
        .filter(|page| {
            page.path.starts_with(&manual) && page.path != summary && !listed.contains(&page.path)
        })
        .map(|page| format!("{} is not in book/src/SUMMARY.md", page.path.display()))
        .collect()
}

/// Links of the page to files that are not there, or to headings that a page does not have.
fn dead_links(page: &Page, pages: &[Page]) -> Vec<String> {
    let folder = page.path.parent().unwrap_or(Path::new(""));
    page.links()
        .into_iter()
        .filter(|(link, _)| !link.contains("://") && !link.starts_with("mailto:"))
        .filter_map(|(link, line)| {
            let at = format!("{}:{line}", page.path.display());
            let (file, anchor) = link
                .split_once('#')
                .map_or((link.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() {
                page.path.clone()
            } else {
                normal(&folder.join(file))
            };
            if !file.is_empty() && !target.exists() {
                return Some(format!("{at}: the link `{link}` leads nowhere"));
            }
            let heading = anchor?;
            let there = pages.iter().find(|other| other.path == target)?;
            (!there.anchors().contains(heading))
                .then(|| format!("{at}: `{link}`: that page has no such heading"))
        })
        .chain(page.includes().into_iter().filter_map(|(file, line)| {
            (!folder.join(&file).exists()).then(|| {
                format!(
                    "{}:{line}: `{file}` cannot be included",
                    page.path.display()
                )
            })
        }))
        .collect()
}

/// The path with `..` worked out.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        if part == std::path::Component::ParentDir {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts
}

/// Gives every whole model shown in the pages to `forestall check`. A block marked `refused` must be refused.
fn models(binary: &Path, pages: &[Page]) -> Tally {
    let shown: Vec<_> = pages
        .iter()
        .flat_map(|page| page.models().into_iter().map(move |model| (page, model)))
        .collect();
    if shown.is_empty() {
        return Tally::fail("no page shows a whole model file, so none was checked");
    }
    let place = match tempfile::tempdir() {
        Ok(place) => place,
        Err(error) => return Tally::fail(format!("cannot make a folder: {error}")),
    };
    let mut tally = Tally::default();
    for (page, model) in shown {
        let file = place.path().join("shown.toml");
        let output = std::fs::write(&file, &model.text)
            .and_then(|()| Command::new(binary).arg("check").arg(&file).output());
        let at = format!("{}:{}", page.path.display(), model.line);
        tally.add(match output {
            Err(error) => Tally::fail(format!("{at}: cannot run `forestall check`: {error}")),
            Ok(output) => match (output.status.code(), model.refused) {
                (Some(0), false) | (Some(2), true) => Tally::pass(),
                (Some(0), true) => Tally::fail(format!(
                    "{at}: this model is shown as refused, but it is accepted"
                )),
                _ => Tally::fail(format!(
                    "{at}: `forestall check` refuses this model\n{}",
                    String::from_utf8_lossy(&output.stderr)
                )),
            },
        });
    }
    tally
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{dead_links, normal};
    use crate::book::markdown::Page;

    #[test]
    fn dead_links_and_missing_headings_are_named() {
        let here = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/made-up.md"));
        let manifest = Page {
            path: here.clone(),
            text: "# One word\n[a](Cargo.toml) [b](nothing.md)\n[c](#one-word) [d](#two)\n"
                .to_owned(),
        };
        let messages = dead_links(&manifest, std::slice::from_ref(&manifest));
        assert_eq!(
            messages,
            [
                format!("{}:2: the link `nothing.md` leads nowhere", here.display()),
                format!(
                    "{}:3: `#two`: that page has no such heading",
                    here.display()
                ),
            ]
        );
    }

    #[test]
    fn parent_folders_are_worked_out() {
        assert_eq!(
            normal(Path::new("book/src/../../models/a.toml")),
            Path::new("models/a.toml")
        );
    }
}
