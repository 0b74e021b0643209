//! Recipes: complete stories that a user can repeat, and that continuous integration does repeat.
//!
//! `recipes/NN-name/` holds `README.md` (the story), `recipe.toml` (the commands and what their output must be) and the
//! recipe's own models and small synthetic data. The commands run from a fresh folder that holds copies of `models/` and
//! of the recipe's folder, so they are the very commands that a reader types at the root of the repository; a command
//! that does not stand in `README.md` is an error.

mod expectation;
mod file;
mod place;
mod run;

use std::path::{Path, PathBuf};

use crate::tally::Tally;
use crate::workspace::Workspace;

/// Runs every recipe, or those whose folder name contains one of `names`.
pub fn run(workspace: &Workspace, names: &[&str]) -> Tally {
    let folders = match folders(&workspace.root().join("recipes")) {
        Ok(folders) => folders,
        Err(message) => return Tally::fail(message),
    };
    let chosen: Vec<PathBuf> = folders
        .into_iter()
        .filter(|folder| {
            names.is_empty() || names.iter().any(|name| folder_name(folder).contains(name))
        })
        .collect();
    if chosen.is_empty() {
        return Tally::fail(if names.is_empty() {
            "there is no recipe in recipes/".to_owned()
        } else {
            format!("no recipe has `{}` in its name", names.join("` or `"))
        });
    }
    let binary = match workspace.binary() {
        Ok(binary) => binary,
        Err(message) => return Tally::fail(message),
    };
    let mut tally = Tally::default();
    for folder in chosen {
        let recipe = match file::read(&folder) {
            Ok(recipe) => recipe,
            Err(message) => {
                tally.add(Tally::fail(message));
                continue;
            }
        };
        println!("   {}: {}", folder_name(&folder), recipe.title);
        tally.add(run::recipe(workspace, binary, &folder, &recipe));
    }
    tally
}

/// The folders of the recipes, in order.
fn folders(recipes: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(recipes).map_err(|error| format!("recipes/: {error}"))?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders)
}

fn folder_name(folder: &Path) -> String {
    folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
