//! Every refusal of `tests/refusals/NAME.toml` reads exactly as `NAME.txt`.
//!
//! With FORESTALL_BLESS set the texts are written instead; read them before they are committed.

use forestall_model::{Source, load};
use std::fs;
use std::path::Path;

#[test]
fn refusals_read_exactly_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let bless = std::env::var_os("FORESTALL_BLESS").is_some();
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            name.strip_suffix(".toml").map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(names.len() >= 70, "{} refusals", names.len());
    let mut wrong = Vec::new();
    for name in names {
        let text = fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
        let got = match load(&Source::new(format!("{name}.toml"), text), None) {
            Ok(_) => "nothing is refused\n".to_owned(),
            Err(errors) => format!("{errors}\n"),
        };
        let path = folder.join(format!("{name}.txt"));
        if bless {
            fs::write(&path, &got).unwrap();
        }
        let wanted = fs::read_to_string(&path).unwrap_or_default();
        if got != wanted || got.starts_with("nothing") {
            wrong.push(format!("== {name}: got\n{got}-- wanted\n{wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
