//! A small HTTP server on the loopback interface that answers well or badly, as told.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// How a request is answered.
#[derive(Debug, Clone)]
pub enum Answer {
    /// With this content.
    Content(Vec<u8>),
    /// With this status and an empty body.
    Status(u16),
    /// With this content, but announcing that many bytes more.
    Truncated(Vec<u8>, usize),
    /// With a redirect to this address.
    Redirect(String),
    /// Not at all; the connection stays open.
    Silence,
    /// With the start of this content and then nothing; the connection stays open.
    Stalled(Vec<u8>, usize),
}

#[derive(Default)]
struct State {
    answers: BTreeMap<String, Answer>,
    /// First words of every request line: method and target.
    requests: Vec<String>,
    held: Vec<TcpStream>,
    over: bool,
}

/// A running server; it stops when it is dropped.
pub struct Server {
    address: String,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.lock().unwrap().over {
                    return;
                }
                // A client that goes away in the middle is part of the tests.
                let _ = answer(stream.unwrap(), &shared);
            }
        });
        Self {
            address,
            state,
            thread: Some(thread),
        }
    }

    /// A web address on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sets the answer for a path.
    pub fn set(&self, path: &str, answer: Answer) {
        self.state
            .lock()
            .unwrap()
            .answers
            .insert(path.to_owned(), answer);
    }

    /// The requests since the last call.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// How many requests have come since the last call of [`Self::requests`].
    pub fn count(&self) -> usize {
        self.state.lock().unwrap().requests.len()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.lock().unwrap().over = true;
        let _ = TcpStream::connect(&self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    let (method, target) = (
        words.next().unwrap_or(""),
        words.next().unwrap_or("").to_owned(),
    );
    let answer = {
        let mut state = state.lock().unwrap();
        state.requests.push(format!("{method} {target}"));
        state
            .answers
            .get(&target)
            .cloned()
            .unwrap_or(Answer::Status(404))
    };
    let mut head = |status: &str, more: &str, length: usize| {
        write!(
            stream,
            "HTTP/1.1 {status}\r\nConnection: close\r\n{more}Content-Length: {length}\r\n\r\n"
        )
    };
    match answer {
        Answer::Content(bytes) => {
            head("200 OK", "", bytes.len())?;
            stream.write_all(&bytes)
        }
        Answer::Status(status) => head(&format!("{status} No"), "", 0),
        Answer::Truncated(bytes, missing) => {
            head("200 OK", "", bytes.len() + missing)?;
            stream.write_all(&bytes)
        }
        Answer::Redirect(to) => head("302 Found", &format!("Location: {to}\r\n"), 0),
        Answer::Silence => {
            state.lock().unwrap().held.push(stream);
            Ok(())
        }
        Answer::Stalled(bytes, sent) => {
            head("200 OK", "", bytes.len())?;
            stream.write_all(&bytes[..sent])?;
            state.lock().unwrap().held.push(stream);
            Ok(())
        }
    }
}
