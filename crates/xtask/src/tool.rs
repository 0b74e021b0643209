//! Programs that the steps call: is one there, and how does one get it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::process;
use crate::workspace::Workspace;

/// True when continuous integration runs us: what a developer may go without is then an error.
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// True if `cargo NAME` works.
pub fn has_cargo(workspace: &Workspace, name: &str) -> bool {
    let mut command = workspace.cargo(&[name, "--version"]);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Makes sure that `cargo NAME` works, building `cargo-NAME` from source where it is missing.
///
/// # Errors
/// It does not build; the message says how to install it by hand.
pub fn ensure_cargo(workspace: &Workspace, name: &str) -> Result<(), String> {
    if has_cargo(workspace, name) {
        return Ok(());
    }
    let package = format!("cargo-{name}");
    println!("{package} is missing: building it once, which takes some minutes");
    let install = workspace.cargo(&["install", &package, "--locked", "--quiet"]);
    let by_hand = process::shown(&install);
    match process::stream(install) {
        Ok(ran) if ran.success && has_cargo(workspace, name) => Ok(()),
        _ => Err(format!(
            "{package} is missing and could not be installed; try `{by_hand}`"
        )),
    }
}

/// The program of this name on the search path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// A Chromium-like browser, installed from the distribution where we may do that.
///
/// # Errors
/// There is none; the message says what to install.
pub fn browser() -> Result<PathBuf, String> {
    const NAMES: &[&str] = &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    let find = || {
        std::env::var_os("CHROMIUM")
            .map(PathBuf::from)
            .or_else(|| NAMES.iter().find_map(|name| on_path(name)))
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    if in_ci() && on_path("apt-get").is_some() && is_root() {
        println!("no browser is installed: installing Chromium from the distribution");
        for arguments in [
            &["update", "-qq"][..],
            &[
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                "chromium",
                "fonts-dejavu-core",
            ][..],
        ] {
            let mut command = Command::new("apt-get");
            command
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive");
            if !process::stream(command).is_ok_and(|ran| ran.success) {
                return Err(format!(
                    "`apt-get {}` failed, so there is no browser",
                    arguments.join(" ")
                ));
            }
        }
    }
    find().ok_or_else(|| {
        "no Chromium or Chrome on the search path; install one or name it in CHROMIUM".to_owned()
    })
}

/// True if this process has all rights on a Unix system.
pub fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}
