//! The one place that opens a connection.

use std::time::Duration;

use ureq::Agent;

use super::super::failure::Failure;

/// No file of the catalogue comes near this many bytes.
const LARGEST: u64 = 256 << 20;

/// Redirects that are followed for one file.
const REDIRECTS: u32 = 5;

/// Asks for files over HTTP, through the proxy of the environment if there is one.
#[derive(Debug)]
pub(super) struct Client {
    timeout: Duration,
}

impl Client {
    /// A client that gives up on a file after `timeout`.
    pub(super) fn new(timeout: Duration) -> Self {
        Self { timeout }
    }

    /// The content at an address. A redirect never leaves TLS.
    pub(super) fn read(&self, url: &str) -> Result<Vec<u8>, Failure> {
        let agent: Agent = Agent::config_builder()
            .timeout_global(Some(self.timeout))
            .user_agent(concat!("forestall/", env!("CARGO_PKG_VERSION")))
            .https_only(url.starts_with("https:"))
            .max_redirects(REDIRECTS)
            .build()
            .into();
        let body = |mut response: ureq::http::Response<ureq::Body>| {
            response
                .body_mut()
                .with_config()
                .limit(LARGEST)
                .read_to_vec()
        };
        agent
            .get(url)
            .call()
            .and_then(body)
            .map_err(|error| self.failed(url, &error))
    }

    fn failed(&self, url: &str, error: &ureq::Error) -> Failure {
        use std::io::ErrorKind;
        use ureq::Error;
        let words = match error {
            Error::StatusCode(404 | 410) => "there is no such file (status 404)".to_owned(),
            Error::StatusCode(status) => format!("the server answers with status {status}"),
            Error::Timeout(_) => return self.late(url),
            Error::Io(e) if e.kind() == ErrorKind::TimedOut => return self.late(url),
            Error::Io(e) if e.kind() == ErrorKind::UnexpectedEof => {
                "the connection closed before the file was complete".to_owned()
            }
            Error::Io(e) if e.kind() == ErrorKind::ConnectionRefused => {
                "nobody listens there".to_owned()
            }
            Error::HostNotFound => "there is no such host, or no connection".to_owned(),
            Error::TooManyRedirects => format!("more than {REDIRECTS} redirects"),
            Error::RequireHttpsOnly(_) => "a redirect leads away from https".to_owned(),
            Error::BodyExceedsLimit(_) => format!("the file is larger than {} MiB", LARGEST >> 20),
            other => other.to_string(),
        };
        Failure::Run(format!("{url} cannot be fetched: {words}"))
    }

    fn late(&self, url: &str) -> Failure {
        let seconds = self.timeout.as_secs_f64();
        Failure::Run(format!(
            "{url} cannot be fetched: it took more than {seconds} s\n  help: run the command again, it continues; --timeout SECONDS waits longer"
        ))
    }
}
