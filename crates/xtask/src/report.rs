//! The report that `forestall demo` leaves, looked at in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::{Browser, Seen, look};
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{process, tool};

/// Two made-up pages: one with every fault that we look for, one with none.
const FAULTY: &str = include_str!("browser/faulty.html");
const SOUND: &str = include_str!("browser/sound.html");

/// What must be found on the faulty page.
const FAULTS: &[&str] = &[
    "desktop: the page has no main heading",
    "it scrolls sideways",
    "phone: the page is 3",
    "the page asks for https://picture.invalid/a.png",
    "\"a label that runs out\" is cut off",
    "\"one\" and \"two\" overlap",
    "the text \"tiny\" is only",
    "holds a number that is none",
    "<svg> \"empty\" has no size",
    "logged fault",
    "thrown fault",
];

/// Runs the demo and looks at each page that it wrote.
pub fn check(workspace: &Workspace) -> Tally {
    match try_check(workspace) {
        Ok(tally) => tally,
        Err(message) => Tally::fail(message),
    }
}

fn try_check(workspace: &Workspace) -> Result<Tally, String> {
    let folder = workspace.scratch("report")?;
    let mut tally = Tally::default();
    let browser = match tool::browser() {
        Ok(program) => Some(program),
        Err(message) if tool::in_ci() => return Err(message),
        Err(message) => {
            tally.add(Tally::skip(message));
            None
        }
    };
    let mut browser = browser
        .map(|program| Browser::start(&program))
        .transpose()?;
    if let Some(browser) = &mut browser {
        tally.add(control(browser, &folder)?);
    }
    let demo = folder.join("demo");
    let binary = match workspace.binary() {
        Ok(binary) => binary,
        Err(message) => {
            tally.add(Tally::fail(message));
            return Ok(tally);
        }
    };
    let mut command = Command::new(binary);
    command.args(["demo", "--force", "--out"]).arg(&demo);
    let ran = process::stream(command).map_err(|error| format!("cannot run forestall: {error}"))?;
    if !ran.success {
        tally.add(Tally::fail("`forestall demo` failed"));
        return Ok(tally);
    }
    tally.add(Tally::pass());
    let mut pages = Vec::new();
    collect(&demo, &mut pages).map_err(|error| format!("{}: {error}", demo.display()))?;
    if !pages.iter().any(|page| page.ends_with("report.html")) {
        tally.add(Tally::fail("`forestall demo --out` left no report.html"));
    }
    if let Some(browser) = &mut browser {
        for page in &pages {
            let name = page
                .strip_prefix(&demo)
                .unwrap_or(page)
                .with_extension("")
                .display()
                .to_string()
                .replace('/', "-");
            tally.add(Tally::of(verdict(
                &look(browser, page, &folder, &name)?,
                &name,
            )));
        }
        println!(
            "   pictures of {} page(s) are in {}",
            pages.len(),
            folder.display()
        );
    }
    Ok(tally)
}

/// What is wrong with a report, for a reader.
fn verdict(seen: &Seen, name: &str) -> Vec<String> {
    let mut found: Vec<String> = seen
        .problems
        .iter()
        .map(|problem| format!("{name}: {problem}"))
        .collect();
    if seen.figures == 0 {
        found.push(format!("{name}: the report has no figure"));
    }
    if !seen.words.to_lowercase().contains("research") {
        found.push(format!(
            "{name}: the report does not say that it is for research"
        ));
    }
    if seen.printed < 1000 {
        found.push(format!("{name}: the report prints as nothing"));
    }
    found
}

/// The faults of the made-up page are all found, and none is found on the sound one.
fn control(browser: &mut Browser, folder: &Path) -> Result<Tally, String> {
    let mut look_at = |name: &str, text: &str| {
        let file = folder.join(format!("{name}.html"));
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
        look(browser, &file, folder, name)
    };
    let (faulty, sound) = (look_at("faulty", FAULTY)?, look_at("sound", SOUND)?);
    let unseen = FAULTS.iter().filter(|fault| {
        !faulty
            .problems
            .iter()
            .any(|problem| problem.contains(**fault))
    });
    let mut found: Vec<String> = unseen
        .map(|fault| format!("the browser check does not see a fault that is there: {fault}"))
        .collect();
    found.extend(
        sound
            .problems
            .iter()
            .map(|problem| format!("the browser check complains of a sound page: {problem}")),
    );
    Ok(Tally::of(found))
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, pages)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            pages.push(path);
        }
    }
    Ok(())
}
