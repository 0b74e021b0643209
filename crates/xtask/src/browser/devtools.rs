//! A headless Chromium spoken to over a pipe, by its DevTools protocol.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tool;

/// How long any answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running browser; it ends when this value goes.
pub struct Browser {
    child: Child,
    requests: ChildStdin,
    messages: Receiver<Value>,
    /// Events that came while an answer was awaited.
    events: Vec<Value>,
    last: u64,
    _profile: TempDir,
}

impl Browser {
    /// Starts the browser with an empty profile.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(program: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("cannot start {}: {error}", program.display());
        let profile = tempfile::tempdir().map_err(failed)?;
        // The browser reads requests from descriptor 3 and answers on descriptor 4.
        let mut command = Command::new("sh");
        command
            .args(["-c", "exec \"$@\" 3<&0 4>&1 >/dev/null 2>&1", "sh"])
            .arg(program)
            .args([
                "--headless=new",
                "--remote-debugging-pipe",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
            ]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        if tool::is_root() {
            command.arg("--no-sandbox");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let (Some(requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the browser's pipes are not there".to_owned());
        };
        let (sender, messages) = channel();
        thread::spawn(move || {
            for message in BufReader::new(answers).split(0) {
                let Some(value) = message
                    .ok()
                    .and_then(|bytes| serde_json::from_slice(&bytes).ok())
                else {
                    return;
                };
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            child,
            requests,
            messages,
            events: Vec::new(),
            last: 0,
            _profile: profile,
        })
    }

    /// Opens an empty page and returns the session that its requests carry.
    ///
    /// # Errors
    /// The browser refuses or does not answer.
    pub fn open(&mut self) -> Result<String, String> {
        let target = self.call("", "Target.createTarget", &json!({"url": "about:blank"}))?;
        let attached = self.call(
            "",
            "Target.attachToTarget",
            &json!({"targetId": target["targetId"], "flatten": true}),
        )?;
        let session = attached["sessionId"]
            .as_str()
            .ok_or("the browser gave no session")?
            .to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&session, &format!("{domain}.enable"), &json!({}))?;
        }
        Ok(session)
    }

    /// Sends a request and waits for its answer; an empty session speaks to the browser itself.
    ///
    /// # Errors
    /// The browser refuses or does not answer in time.
    pub fn call(
        &mut self,
        session: &str,
        method: &str,
        parameters: &Value,
    ) -> Result<Value, String> {
        self.last += 1;
        let mut request = json!({"id": self.last, "method": method, "params": parameters});
        if !session.is_empty() {
            request["sessionId"] = json!(session);
        }
        let mut bytes = request.to_string().into_bytes();
        bytes.push(0);
        self.requests
            .write_all(&bytes)
            .map_err(|error| format!("the browser is gone: {error}"))?;
        let end = Instant::now() + PATIENCE;
        loop {
            let message = self.next(end).map_err(|why| format!("{method}: {why}"))?;
            if message["id"] != json!(self.last) {
                self.events.push(message);
            } else if let Some(error) = message.get("error") {
                return Err(format!("{method}: {error}"));
            } else {
                return Ok(message["result"].clone());
            }
        }
    }

    /// Waits until an event of this name has come.
    ///
    /// # Errors
    /// It does not come in time.
    pub fn wait(&mut self, event: &str) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        while !self.events.iter().any(|message| message["method"] == event) {
            let message = self.next(end).map_err(|why| format!("{event}: {why}"))?;
            self.events.push(message);
        }
        Ok(())
    }

    /// The events since the last call of this function.
    pub fn events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }

    fn next(&mut self, end: Instant) -> Result<Value, &'static str> {
        let left = end.saturating_duration_since(Instant::now());
        self.messages
            .recv_timeout(left)
            .map_err(|error| match error {
                RecvTimeoutError::Timeout => "the browser does not answer",
                RecvTimeoutError::Disconnected => "the browser has ended",
            })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself, which is just as well. Waiting keeps the profile until nobody writes to it.
        let _ = self.call("", "Browser.close", &json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
