//! The manifest of a command: what was typed, on what input.

use forestall_base::{HashedFile, Manifest};
use forestall_model::Source;

/// The manifest of a command on a model.
pub(crate) fn manifest(source: &Source, seed: Option<u64>) -> Manifest {
    of_inputs(
        vec![HashedFile::of_bytes(
            source.name.clone(),
            source.text.as_bytes(),
        )],
        seed,
    )
}

/// The manifest of a command on these files.
pub(crate) fn of_inputs(inputs: Vec<HashedFile>, seed: Option<u64>) -> Manifest {
    Manifest {
        program: "forestall".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: command_line(std::env::args().skip(1)),
        seed,
        inputs,
        outputs: Vec::new(),
    }
}

/// What was typed, without the number of threads, on which no result depends.
fn command_line(typed: impl Iterator<Item = String>) -> Vec<String> {
    let mut value_follows = false;
    typed
        .filter(|word| {
            let threads = word == "--threads";
            let dropped = value_follows || threads || word.starts_with("--threads=");
            value_follows = threads;
            !dropped
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::command_line;

    #[test]
    fn the_number_of_threads_is_no_part_of_a_run() {
        let typed = [
            "fit",
            "m.toml",
            "--threads",
            "2",
            "--seed",
            "3",
            "--threads=1",
        ];
        let kept = command_line(typed.map(str::to_owned).into_iter());
        assert_eq!(kept, ["fit", "m.toml", "--seed", "3"]);
    }
}
