//! House rules that a text search can check.

mod file;

use crate::tally::Tally;
use crate::workspace::Workspace;
use file::SourceFile;

/// Lines a source file may have before it must give its reason.
const LONGEST: usize = 400;

/// A comment that begins so, within the first lines of a file, gives the reason for its length.
const REASON: &str = "// Long because ";

/// Library code says nothing, asks nothing of its surroundings and does not look at the clock.
const AMBIENT: &[&str] = &[
    "std::env",
    "std::net",
    "process::exit",
    "process::Command",
    "SystemTime",
    "Instant::now",
    "stdin()",
];

/// Checks every text file that version control knows or would take.
pub fn check(workspace: &Workspace) -> Tally {
    let files = match file::all(workspace.root()) {
        Ok(files) => files,
        Err(message) => return Tally::fail(message),
    };
    if !files.iter().any(|file| file.path.ends_with("src/lib.rs")) {
        return Tally::fail("no source files were found, so nothing was checked");
    }
    let mut tally = Tally::default();
    for rule in [long, stubbed, placed, ambient] {
        tally.add(Tally::of(files.iter().flat_map(rule).collect()));
    }
    tally
}

/// Source files that are too long and do not say why.
fn long(file: &SourceFile) -> Vec<String> {
    let lines = file.text.lines().count();
    let excused = file
        .text
        .lines()
        .take(40)
        .any(|line| line.starts_with(REASON));
    if !file.is_source() || lines <= LONGEST || excused {
        return Vec::new();
    }
    vec![format!(
        "{}: {lines} lines, more than {LONGEST}, without a comment `{REASON}...`",
        file.path
    )]
}

/// Code that only promises: stubs, ignored tests and notes to come back.
fn stubbed(file: &SourceFile) -> Vec<String> {
    // Spelt in two halves so that this file does not find itself.
    let marks = [
        ("todo", "!("),
        ("unimplemented", "!("),
        ("#[ign", "ore"),
        ("FIX", "ME"),
        ("XX", "X:"),
    ];
    if !file.is_rust() {
        return Vec::new();
    }
    marks
        .iter()
        .flat_map(|(head, tail)| {
            file.lines_with(
                &[*head, *tail].concat(),
                "a stub, ignored test or leftover note",
            )
        })
        .collect()
}

/// Paths that exist on one machine only.
fn placed(file: &SourceFile) -> Vec<String> {
    let roots = ["work", "root", "tmp", "home", "Users", "farm"];
    roots
        .iter()
        .map(|root| ["/", root, "/"].concat())
        .flat_map(|path| {
            file.lines_where("a path of one machine", move |line| {
                line.match_indices(&path).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !before.is_some_and(|mark| mark.is_alphanumeric() || "_.-}~".contains(mark))
                })
            })
        })
        .collect()
}

/// Library code that reads the environment, the clock, the network or other programs.
fn ambient(file: &SourceFile) -> Vec<String> {
    if !file.is_source()
        || file.is_test()
        || file.path.starts_with("crates/xtask/")
        || file.path.starts_with("crates/forestall/")
    {
        return Vec::new();
    }
    let code = file.without_tests();
    AMBIENT
        .iter()
        .flat_map(|word| code.lines_with(word, "only the program may look at its surroundings"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, ambient, long, placed, stubbed};

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_long_source_file_needs_a_reason() {
        let body = "let x = 1;\n".repeat(401);
        assert_eq!(
            long(&file("crates/a/src/b.rs", &body)),
            [
                "crates/a/src/b.rs: 401 lines, more than 400, without a comment `// Long because ...`"
            ]
        );
        assert!(
            long(&file(
                "crates/a/src/b.rs",
                &format!("//! B.\n// Long because it is one table.\n{body}")
            ))
            .is_empty()
        );
        assert!(
            long(&file("crates/a/tests/b.rs", &body)).is_empty(),
            "tests may be long"
        );
        assert!(long(&file("crates/a/src/b.rs", &"x\n".repeat(400))).is_empty());
    }

    #[test]
    fn a_stub_is_found_with_its_line() {
        let stub = ["fn b() { todo", "!() }"].concat();
        let text = format!("fn a() {{}}\n{stub}\n");
        assert_eq!(
            stubbed(&file("crates/a/src/b.rs", &text)),
            [format!(
                "crates/a/src/b.rs:2: a stub, ignored test or leftover note: {stub}"
            )]
        );
        assert!(stubbed(&file("README.md", &text)).is_empty());
    }

    #[test]
    fn a_machine_path_is_found_and_a_relative_one_is_not() {
        let at = |folder: &str| ["see /", folder, "/data"].concat();
        assert_eq!(placed(&file("book/src/a.md", &at("root"))).len(), 1);
        assert_eq!(placed(&file("a.toml", &at("home"))).len(), 1);
        for harmless in [
            "https://example.org/root/x",
            "../work/x",
            "models/root/x",
            "$TARGET/tmp/x",
            "rework/ ",
        ] {
            assert_eq!(placed(&file("a.md", harmless)), Vec::<String>::new());
        }
    }

    #[test]
    fn a_library_that_reads_the_clock_is_found_and_its_tests_and_the_program_are_not() {
        let text = "fn now() -> Instant { Instant::now() }\n#[cfg(test)]\nmod tests { fn a() { std::env::var(\"A\"); } }\n";
        assert_eq!(
            ambient(&file("crates/forestall-fit/src/a.rs", text)).len(),
            1
        );
        assert!(ambient(&file("crates/forestall/src/a.rs", text)).is_empty());
        assert!(ambient(&file("crates/forestall-fit/src/a/tests.rs", text)).is_empty());
    }
}
