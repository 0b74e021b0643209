//! Running a program while its output is both shown and kept.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// How a program ended, and what it printed on both streams in the order of arrival.
pub struct Ran {
    /// The exit code was zero.
    pub success: bool,
    /// Standard output and standard error together.
    pub output: String,
}

/// Runs the command without input and copies its output to ours as it comes.
///
/// # Errors
/// The program could not be started, or its output could not be read.
pub fn stream(mut command: Command) -> io::Result<Ran> {
    let (mut reader, writer) = io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let mut child = command.spawn()?;
    // Our copies of the writing end go with the command: the pipe ends when the child does.
    drop(command);
    let mut kept = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        let length = reader.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        io::stdout().write_all(&buffer[..length])?;
        io::stdout().flush()?;
        kept.extend_from_slice(&buffer[..length]);
    }
    let success = child.wait()?.success();
    Ok(Ran {
        success,
        output: String::from_utf8_lossy(&kept).into_owned(),
    })
}

/// The command as a person would type it, the program by its name alone.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}
