//! Short tables and JSON on standard output, remarks and refusals on standard error.

use std::io::Write;

use serde::Serialize;

use super::failure::Outcome;

/// Prints one JSON object. Infinite numbers and NaN become `null`.
pub(crate) fn json(value: &impl Serialize) -> Outcome {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Prints one JSON object with how long it took.
pub(crate) fn json_and_time(value: &impl Serialize, wall_s: f64) -> Outcome {
    #[derive(Serialize)]
    struct Timed<'a, T> {
        #[serde(flatten)]
        value: &'a T,
        wall_s: f64,
    }
    json(&Timed { value, wall_s })
}

/// Prints a line.
pub(crate) fn line(text: &str) -> Outcome {
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}

/// Says something on standard error. That nobody reads it is no reason to fail.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Width of the terminal; 100 where the output is no terminal, at least 40 and at most 100 for reading.
pub(crate) fn width() -> usize {
    let terminal = terminal_size::terminal_size();
    terminal.map_or(100, |(terminal_size::Width(columns), _)| {
        usize::from(columns).clamp(40, 100)
    })
}

/// Prints a text in lines no wider than `width`, the first behind `indent` and the others as far in; nothing for an empty text.
pub(crate) fn wrapped(indent: &str, text: &str, width: usize) -> Outcome {
    let margin = indent.chars().count();
    let mut row = indent.to_owned();
    for word in text.split_whitespace() {
        let used = row.chars().count();
        if used > margin && used + word.chars().count() > width {
            line(row.trim_end())?;
            row = " ".repeat(margin);
        }
        row += word;
        row.push(' ');
    }
    if row.chars().count() == margin {
        return Ok(());
    }
    line(row.trim_end())
}

/// Prints columns aligned: the first and columns of words to the left, the others to the right.
pub(crate) fn columns(header: &[&str], rows: &[Vec<String>]) -> Outcome {
    let widths: Vec<usize> = (0..header.len())
        .map(|c| {
            let cells = rows.iter().map(|r| r[c].chars().count());
            cells.chain([header[c].chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let left: Vec<bool> = (0..header.len())
        .map(|c| c == 0 || of_words(rows.iter().map(|r| r[c].as_str())))
        .collect();
    let mut out = std::io::stdout().lock();
    let mut write = |cells: &[&str]| {
        let mut text = String::new();
        for (c, cell) in cells.iter().enumerate() {
            let pad = " ".repeat(widths[c] - cell.chars().count());
            if c == 0 {
                text.push_str(&format!("{cell}{pad}"));
            } else if left[c] {
                text.push_str(&format!("  {cell}{pad}"));
            } else {
                text.push_str(&format!("  {pad}{cell}"));
            }
        }
        writeln!(out, "{}", text.trim_end())
    };
    write(header)?;
    for row in rows {
        write(&row.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Whether every cell that is not empty begins with a letter ("never" stands for a number).
fn of_words<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut full = cells.filter(|cell| !cell.is_empty()).peekable();
    full.peek().is_some()
        && full.all(|cell| cell != "never" && cell.starts_with(char::is_alphabetic))
}

/// The word in the plural unless there is one.
pub(crate) fn counted(count: usize, word: &str) -> String {
    if count == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

/// A number for people: four significant digits, no needless zeros.
pub(crate) fn short(x: f64) -> String {
    if x.is_nan() {
        return "-".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 {
            "never".to_owned()
        } else {
            "-inf".to_owned()
        };
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let size = x.abs();
    if !(1e-4..1e7).contains(&size) {
        return format!("{x:.3e}");
    }
    let decimals = (3 - size.log10().floor() as i32).clamp(0, 8) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}
