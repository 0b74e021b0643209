//! `data list` and `data get`, against a server on the loopback interface that answers well and badly.

mod failures;
mod fetching;

use crate::program::{Bench, Run};
use crate::server::{Answer, Server};

/// Numbers of the patients of the Bruchovsky trial whose files are public.
const PATIENTS: [u32; 39] = [
    1, 2, 3, 4, 6, 11, 12, 13, 14, 15, 16, 17, 19, 20, 22, 24, 25, 26, 28, 29, 30, 31, 32, 36, 37,
    39, 40, 41, 42, 44, 46, 50, 51, 52, 54, 55, 56, 58, 60,
];

fn original(patient: u32) -> (String, Vec<u8>) {
    let rows = format!(
        "{patient},1995/6/27 0:00:00,200,,6.06,16,1,1,9308,16\n{patient},1995/7/24 0:00:00,,,0.5,2,1,0,9335,43\n"
    );
    (format!("patient{patient:03}.txt"), rows.into_bytes())
}

/// A mirror of made-up files in the layout of the Bruchovsky trial, whose hashes the catalogue does not know.
fn mirror() -> Server {
    let server = Server::new();
    for patient in PATIENTS {
        let (name, bytes) = original(patient);
        server.set(&format!("/b/{name}"), Answer::Content(bytes));
    }
    server
}

fn get(bench: &Bench, server: &Server, more: &[&str]) -> Run {
    let from = server.url("/b");
    bench.run(
        &[
            &["data", "get", "bruchovsky", "--out", "d", "--from", &from],
            more,
        ]
        .concat(),
    )
}
