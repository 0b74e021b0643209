//! What a reader would see of a page, and what is wrong with it.

use std::path::Path;

use base64::Engine;
use serde_json::{Value, json};

use super::Browser;

/// Widths and heights, in pixels, at which a page is looked at.
const WINDOWS: &[(&str, u32, u32)] = &[("desktop", 1280, 900), ("phone", 390, 844)];

/// Measures the page from inside: returns `{figures, words, problems}`.
const MEASURE: &str = include_str!("measure.js");

/// What was found.
#[derive(Debug, Default)]
pub struct Seen {
    /// Drawings with a size, at desktop width.
    pub figures: u64,
    /// The text of the page.
    pub words: String,
    /// What a reader would complain of, each with where.
    pub problems: Vec<String>,
    /// Length of the printed page in bytes.
    pub printed: usize,
}

/// Opens the file at both widths and prints it; pictures and the print go to `folder` under `name`.
///
/// # Errors
/// The browser does not answer, or a picture cannot be written.
pub fn look(browser: &mut Browser, file: &Path, folder: &Path, name: &str) -> Result<Seen, String> {
    let session = browser.open()?;
    let address = format!("file://{}", file.display());
    let mut seen = Seen::default();
    for (window, width, height) in WINDOWS {
        let screen = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": *window == "phone"});
        browser.call(&session, "Emulation.setDeviceMetricsOverride", &screen)?;
        browser.events();
        browser.call(&session, "Page.navigate", &json!({"url": address}))?;
        browser.wait("Page.loadEventFired")?;
        let measured = evaluate(browser, &session)?;
        let troubles = browser
            .events()
            .into_iter()
            .filter_map(|event| trouble(&event, &address));
        seen.problems
            .extend(troubles.map(|problem| format!("{window}: {problem}")));
        let texts = measured["problems"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        seen.problems
            .extend(texts.map(|problem| format!("{window}: {problem}")));
        if *window == "desktop" {
            seen.figures = measured["figures"].as_u64().unwrap_or(0);
            measured["words"]
                .as_str()
                .unwrap_or_default()
                .clone_into(&mut seen.words);
        }
        let picture = json!({"format": "png", "captureBeyondViewport": true});
        let taken = browser.call(&session, "Page.captureScreenshot", &picture)?;
        save(&taken["data"], &folder.join(format!("{name}-{window}.png")))?;
    }
    let printed = browser.call(
        &session,
        "Page.printToPDF",
        &json!({"printBackground": true}),
    )?;
    seen.printed = save(&printed["data"], &folder.join(format!("{name}.pdf")))?;
    Ok(seen)
}

fn evaluate(browser: &mut Browser, session: &str) -> Result<Value, String> {
    let asked = json!({"expression": MEASURE, "returnByValue": true, "awaitPromise": true});
    let answer = browser.call(session, "Runtime.evaluate", &asked)?;
    match answer.get("exceptionDetails") {
        Some(details) => Err(format!("the page cannot be measured: {details}")),
        None => Ok(answer["result"]["value"].clone()),
    }
}

/// The complaint that an event of the browser gives rise to.
fn trouble(event: &Value, address: &str) -> Option<String> {
    let inner = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(format!(
            "a script fails: {}",
            inner["exceptionDetails"]["exception"]["description"]
        )),
        "Runtime.consoleAPICalled" if inner["type"] == "error" => {
            Some(format!("a script complains: {}", inner["args"][0]["value"]))
        }
        "Log.entryAdded" if inner["entry"]["level"] == "error" => {
            Some(format!("the browser complains: {}", inner["entry"]["text"]))
        }
        "Network.requestWillBeSent" => {
            let wanted = inner["request"]["url"].as_str()?;
            let own =
                wanted == address || wanted.starts_with("data:") || wanted.starts_with("blob:");
            (!own).then(|| format!("the page asks for {wanted}, so it is not self-contained"))
        }
        _ => None,
    }
}

/// Writes what the browser sent as text and returns its length in bytes.
fn save(data: &Value, file: &Path) -> Result<usize, String> {
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(data.as_str().unwrap_or_default())
        .map_err(|error| format!("the browser sent no picture: {error}"))?;
    std::fs::write(file, &bytes).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(bytes.len())
}
