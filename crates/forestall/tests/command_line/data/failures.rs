//! Servers that fail, runs that are interrupted, files that are in the way.

use std::time::{Duration, Instant};

use super::{get, mirror, original};
use crate::program::Bench;
use crate::server::{Answer, Server};

#[test]
fn a_missing_file_ends_the_run_and_the_next_one_continues_to_the_same_bytes() {
    let (bench, server) = (Bench::new(), mirror());
    get(&bench, &server, &[]).done();
    std::fs::rename(bench.at("d"), bench.at("uninterrupted")).unwrap();
    server.set("/b/patient006.txt", Answer::Status(404));
    let url = server.url("/b/patient006.txt");
    get(&bench, &server, &[]).stopped(
        1,
        &format!("error: {url} cannot be fetched: there is no such file (status 404)\n"),
    );
    assert!(bench.at("d/bruchovsky/unfinished.json").exists());
    let listed = bench.run(&["data", "list", "--data", "d", "--json"]).json();
    assert_eq!(listed["datasets"][0]["here"], "partial");
    server.set("/b/patient006.txt", Answer::Content(original(6).1));
    server.requests();
    get(&bench, &server, &[]).done();
    assert_eq!(server.requests().len(), 35);
    assert_eq!(bench.content("d"), bench.content("uninterrupted"));
}

#[test]
fn a_killed_run_is_continued_to_the_same_bytes() {
    let (bench, server) = (Bench::new(), mirror());
    get(&bench, &server, &[]).done();
    std::fs::rename(bench.at("d"), bench.at("uninterrupted")).unwrap();
    server.requests();
    server.set("/b/patient024.txt", Answer::Stalled(original(24).1, 10));
    let from = server.url("/b");
    let mut child = bench
        .command(&["data", "get", "bruchovsky", "--out", "d", "--from", &from])
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while server.count() < 16 && begun.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    server.set("/b/patient024.txt", Answer::Content(original(24).1));
    server.requests();
    get(&bench, &server, &[]).done();
    assert_eq!(server.requests().len(), 39 - 15);
    assert_eq!(bench.content("d"), bench.content("uninterrupted"));
}

#[test]
fn a_body_that_ends_early_is_not_kept() {
    let (bench, server) = (Bench::new(), mirror());
    server.set("/b/patient001.txt", Answer::Truncated(original(1).1, 7));
    let url = server.url("/b/patient001.txt");
    get(&bench, &server, &[]).stopped(
        1,
        &format!(
            "error: {url} cannot be fetched: the connection closed before the file was complete\n"
        ),
    );
    assert!(!bench.at("d").exists());
}

#[test]
fn a_wrong_hash_is_refused_with_both_and_nothing_is_kept() {
    let (bench, server) = (Bench::new(), Server::new());
    server.set(
        "/costTurnoverSweep_ODE.csv",
        Answer::Content(b"a login page".to_vec()),
    );
    let base = server.url("");
    let found = forestall_base::sha256_hex(b"a login page");
    bench.run(&["data", "get", "strobl2022", "--out", "d", "--from", &base]).stopped(
        2,
        &format!(
            "error[C0031]: costTurnoverSweep_ODE.csv is not the file that is expected, and was not kept
  expected: SHA-256 f4d8b0856d6d989aa0b8e3d023633b3da477f9f7a6a0375b950dbd97e9aad11f; found {found} (12 bytes from {base}/costTurnoverSweep_ODE.csv)
  help: a proxy or a mirror may have answered with something else: look at what it sends, or take the files from elsewhere with --from
"
        ),
    );
    assert!(!bench.at("d").exists());
}

#[test]
fn a_server_that_is_silent_or_stalls_is_given_up_after_the_timeout() {
    for answer in [Answer::Silence, Answer::Stalled(original(1).1, 10)] {
        let (bench, server) = (Bench::new(), mirror());
        server.set("/b/patient001.txt", answer);
        let url = server.url("/b/patient001.txt");
        get(&bench, &server, &["--timeout", "0.5"]).stopped(
            1,
            &format!(
                "error: {url} cannot be fetched: it took more than 0.5 s
  help: run the command again, it continues; --timeout SECONDS waits longer
"
            ),
        );
        assert!(!bench.at("d").exists());
    }
}

#[test]
fn redirects_are_followed_but_not_for_ever() {
    let (bench, server) = (Bench::new(), mirror());
    server.set("/elsewhere", Answer::Content(original(1).1));
    server.set(
        "/b/patient001.txt",
        Answer::Redirect(server.url("/elsewhere")),
    );
    server.set(
        "/b/patient002.txt",
        Answer::Redirect(server.url("/b/patient002.txt")),
    );
    let url = server.url("/b/patient002.txt");
    let message = format!("error: {url} cannot be fetched: more than 5 redirects\n");
    get(&bench, &server, &[]).stopped(1, &message);
    assert_eq!(
        std::fs::read(bench.at("d/bruchovsky/patient001.txt")).unwrap(),
        original(1).1
    );
}

#[test]
fn what_servers_say_is_said() {
    let (bench, server) = (Bench::new(), mirror());
    server.set("/b/patient001.txt", Answer::Status(503));
    let url = server.url("/b/patient001.txt");
    let message = format!("error: {url} cannot be fetched: the server answers with status 503\n");
    get(&bench, &server, &[]).stopped(1, &message);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let base = format!("http://{nobody}");
    bench
        .run(&["data", "get", "strobl2022", "--from", &base])
        .stopped(
            1,
            &format!(
                "error: {base}/costTurnoverSweep_ODE.csv cannot be fetched: nobody listens there\n"
            ),
        );
}

#[test]
fn files_of_others_are_refused_before_any_request_and_replaced_by_force() {
    let (bench, server) = (Bench::new(), mirror());
    let path = "d/bruchovsky/patient001.txt";
    bench
        .write(path, "mine")
        .write("d/bruchovsky/notes.txt", "mine too");
    get(&bench, &server, &[]).stopped(
        2,
        "error[C0004]: d/bruchovsky/patient001.txt is already there and what it should hold is not known
  help: give another folder after --out, or --force to replace it
",
    );
    std::fs::remove_file(bench.at(path)).unwrap();
    bench.write("d/bruchovsky/measurements.csv", "mine");
    get(&bench, &server, &[]).stopped(
        2,
        "error[C0004]: d/bruchovsky/measurements.csv is already there and was not made by this command
  help: give another folder after --out, or --force to replace it
",
    );
    bench.write("d/strobl2022/costTurnoverSweep_ODE.csv", "mine");
    bench.run(&["data", "get", "strobl2022", "--out", "d", "--from", &server.url("/b")]).stopped(
        2,
        "error[C0004]: d/strobl2022/costTurnoverSweep_ODE.csv is already there with other content
  help: give another folder after --out, or --force to replace it
",
    );
    assert_eq!(server.requests(), [""; 0]);
    assert_eq!(bench.text("d/bruchovsky/measurements.csv"), "mine");
    get(&bench, &server, &["--force"]).done();
    assert_ne!(bench.text("d/bruchovsky/measurements.csv"), "mine");
    assert_eq!(bench.text("d/bruchovsky/notes.txt"), "mine too");
}

#[test]
fn a_file_that_was_changed_afterwards_is_not_overwritten() {
    let (bench, server) = (Bench::new(), mirror());
    get(&bench, &server, &[]).done();
    bench.write("d/bruchovsky/measurements.csv", "edited");
    let refused = get(&bench, &server, &[]);
    assert_eq!(
        (
            refused.code,
            bench.text("d/bruchovsky/measurements.csv").as_str()
        ),
        (Some(2), "edited")
    );
}

#[test]
fn originals_in_another_layout_are_refused_with_their_place() {
    let (bench, server) = (Bench::new(), mirror());
    let page = b"1,1995/6/27 0:00:00,200,,high,16,1,1,9308,16\n".to_vec();
    server.set("/b/patient001.txt", Answer::Content(page));
    get(&bench, &server, &[]).stopped(
        2,
        "error[T0072]: patient001.txt is not laid out as its origin lays it out
  --> patient001.txt:1:26
    |
  1 | 1,1995/6/27 0:00:00,200,,high,16,1,1,9308,16
    |                          ^^^^
  expected: a number
  help: fetch the data set again, or use another version of this program
",
    );
    assert!(!bench.at("d/bruchovsky/measurements.csv").exists());
    server.set("/b/patient001.txt", Answer::Content(original(1).1));
    get(&bench, &server, &["--force"]).done();
}

#[test]
fn bad_arguments_are_refused_before_anything_happens() {
    let bench = Bench::new();
    let refused = |arguments: &[&str], err: &str| {
        bench
            .run(&[&["data", "get", "strobl2022"], arguments].concat())
            .stopped(2, err);
    };
    refused(
        &["--from", "nowhere"],
        "error[C0001]: --from nowhere: there is no such folder
  help: give a folder that holds the original files, or an address that begins with https://
",
    );
    refused(
        &["--from", "ftp://mirror.invalid"],
        "error[C0001]: --from ftp://mirror.invalid: \"ftp\" addresses cannot be fetched
  help: give a folder, or an address that begins with https:// or http://
",
    );
    refused(
        &["--from", "https://me:secret@mirror.invalid"],
        "error[C0001]: --from: the address holds a user name, which would end up in provenance.json
  help: fetch the files by other means and give their folder after --from
",
    );
    refused(
        &["--from", "https://mirror.invalid/?file="],
        "error[C0001]: --from https://mirror.invalid/?file=: this is no address that file names can be added to
  help: give an address such as https://mirror.example.org/data
",
    );
    refused(
        &["--timeout", "0"],
        "error[C0001]: --timeout 0: no file arrives in that time
  help: give a number of seconds above 0
",
    );
    bench.run(&["data", "get", "zhang2020"]).stopped(
        2,
        "error[T0070]: there is no data set \"zhang2020\"
  expected: one of bruchovsky, laleh2022, lgg_temozolomide, parpi2024, plumky, strobl2021, strobl2022, zhang2022
  help: did you mean \"zhang2022\"?
",
    );
    bench
        .write("file/x", "")
        .run(&["data", "get", "strobl2022", "--out", "file/x"])
        .stopped(
            2,
            "error[C0001]: file/x is a file, a folder is to be written
  help: give another folder after --out
",
        );
    assert_eq!(bench.content("."), [("file/x".to_owned(), Vec::new())]);
}

/// Files that the forced run has not reached yet are those of the complete run before it.
#[test]
fn a_forced_fetch_that_fails_is_continued_without_force() {
    let (bench, server) = (Bench::new(), mirror());
    get(&bench, &server, &[]).done();
    let before = bench.content("d");
    server.set("/b/patient006.txt", Answer::Status(500));
    assert_eq!(get(&bench, &server, &["--force"]).code, Some(1));
    server.requests();
    get(&bench, &server, &[]).done();
    assert_eq!((server.requests().len(), bench.content("d")), (0, before));
}
