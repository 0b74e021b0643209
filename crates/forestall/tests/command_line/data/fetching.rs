//! What is fetched, from where, into which folder.

use super::{PATIENTS, get, mirror, original};
use crate::program::{Bench, finish, public_data};
use crate::server::{Answer, Server};

#[test]
fn a_data_set_is_fetched_converted_and_documented() {
    let (bench, server) = (Bench::new(), mirror());
    let summary = get(&bench, &server, &["--json"]).json();
    assert_eq!(
        (&summary["fetched"], &summary["already_there"]),
        (&39.into(), &0.into())
    );
    assert_eq!(summary["folder"], "d/bruchovsky");
    let table = bench.text("d/bruchovsky/measurements.csv");
    assert_eq!(table.lines().count(), 1 + 2 * PATIENTS.len());
    assert!(
        table
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("001,16,6.06,16,200,"),
        "{table}"
    );
    let said: serde_json::Value =
        serde_json::from_str(&bench.text("d/bruchovsky/provenance.json")).unwrap();
    assert_eq!(said["citation"], "doi:10.1002/cncr.21989");
    assert_eq!(said["files"][0]["path"], "patient001.txt");
    assert_eq!(
        said["files"][0]["sha256"],
        forestall_base::sha256_hex(&original(1).1)
    );
    assert_eq!(
        said["files"][0]["read_from"],
        server.url("/b/patient001.txt")
    );
    assert_eq!(said["files"][0]["verified"], false);
    assert_eq!(
        said["tables"][0]["sha256"],
        forestall_base::sha256_hex(table.as_bytes())
    );
    assert_eq!(bench.content("d/bruchovsky").len(), 39 + 2);
    assert!(
        server
            .requests()
            .iter()
            .all(|r| r.starts_with("GET /b/patient"))
    );
}

#[test]
fn a_complete_folder_is_left_as_it_is_without_a_request() {
    let (bench, server) = (Bench::new(), mirror());
    get(&bench, &server, &[]).done();
    let before = bench.content("d");
    server.requests();
    let said = get(&bench, &server, &[]).done();
    assert!(
        said.contains("d/bruchovsky: 0 fetched, 39 already there\n"),
        "{said}"
    );
    assert_eq!((server.requests().len(), bench.content("d")), (0, before));
}

#[test]
fn proxies_of_the_environment_are_honoured() {
    let (bench, proxy) = (Bench::new(), Server::new());
    let arguments = [
        "data",
        "get",
        "strobl2022",
        "--from",
        "http://mirror.invalid/x",
    ];
    let run = finish(bench.command(&arguments).env("HTTP_PROXY", proxy.url("")));
    assert_eq!(run.code, Some(1), "{}", run.err);
    let asked = proxy.requests();
    assert!(
        asked.len() == 1 && asked[0].contains("mirror.invalid"),
        "{asked:?}"
    );
    let run = finish(
        bench
            .command(&["data", "get", "strobl2022"])
            .env("HTTPS_PROXY", proxy.url("")),
    );
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert_eq!(proxy.requests(), ["CONNECT raw.githubusercontent.com:443"]);
    let mirror = mirror();
    let from = mirror.url("/b");
    let mut command = bench.command(&["data", "get", "bruchovsky", "--from", &from]);
    finish(
        command
            .env("HTTP_PROXY", proxy.url(""))
            .env("NO_PROXY", "127.0.0.1"),
    )
    .done();
    assert_eq!((proxy.requests().len(), mirror.requests().len()), (0, 39));
}

#[test]
fn originals_in_a_folder_need_no_connection() {
    let bench = Bench::new();
    for patient in PATIENTS {
        let (name, bytes) = original(patient);
        bench.write(&format!("mine/{name}"), bytes);
    }
    let arguments = ["data", "get", "bruchovsky", "--from", "mine"];
    bench.run(&arguments).done();
    assert!(
        bench
            .text("data/bruchovsky/provenance.json")
            .contains("\"read_from\": \"a folder\"")
    );
    std::fs::remove_file(bench.at("mine/patient060.txt")).unwrap();
    bench.run(&["data", "get", "bruchovsky", "--from", "mine", "--out", "e"]).stopped(
        2,
        "error[C0030]: mine/patient060.txt cannot be read: No such file or directory (os error 2)
  help: give the folder that holds the original files under their original names after --from
",
    );
}

#[test]
fn the_folder_comes_from_the_environment_or_is_named_data() {
    let (bench, server) = (Bench::new(), Server::new());
    server.set(
        "/TrialPatientData.xlsx",
        Answer::Content(b"a workbook".to_vec()),
    );
    let base = server.url("");
    let arguments = ["data", "get", "zhang2022", "--from", &base];
    let said = finish(bench.command(&arguments).env("FORESTALL_DATA", "elsewhere")).done();
    assert!(
        said.contains("elsewhere/zhang2022: 1 fetched, 0 already there\n"),
        "{said}"
    );
    assert!(
        said.contains("\nstill to do: export the workbook as one CSV"),
        "{said}"
    );
    assert_eq!(
        bench.text("elsewhere/zhang2022/TrialPatientData.xlsx"),
        "a workbook"
    );
    let listed = finish(
        bench
            .command(&["data", "list", "--json"])
            .env("FORESTALL_DATA", "elsewhere"),
    )
    .json();
    let here: Vec<&str> = listed["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| set["here"].as_str().unwrap())
        .collect();
    assert_eq!(
        here.iter().filter(|h| **h == "absent").count(),
        here.len() - 1
    );
    assert_eq!(here.last(), Some(&"complete"));
    bench.run(&arguments).done();
    assert!(bench.at("data/zhang2022/provenance.json").exists());
}

#[test]
fn the_list_says_whom_to_cite_and_under_which_terms() {
    let said = Bench::new().run(&["data", "list"]).done();
    assert!(said.starts_with(
        "bruchovsky (not here)
  title    Intermittent androgen suppression, PSA and testosterone
  holds    39 patients with prostate cancer"
    ));
    for line in [
        "  licence  GPL-3 (repository)",
        "  cite     doi:10.7554/eLife.76284",
        "  origin   https://github.com/MathOnco/PARPi_Model",
    ] {
        assert!(said.lines().any(|l| l == line), "{line}");
    }
}

/// The real files, where they are: every hash of the catalogue is that of the file.
#[test]
fn public_files_with_known_hashes_are_verified() {
    let bench = Bench::new();
    for name in [
        "strobl2021",
        "strobl2022",
        "plumky",
        "parpi2024",
        "lgg_temozolomide",
    ] {
        let Some(folder) = public_data(name) else {
            continue;
        };
        let from = folder.display().to_string();
        let said = bench
            .run(&["data", "get", name, "--from", &from, "--json"])
            .json();
        let files = said["files"].as_array().unwrap();
        assert!(
            !files.is_empty() && files.iter().all(|file| file["verified"] == true),
            "{said}"
        );
        let again = bench
            .run(&["data", "get", name, "--from", &from, "--json"])
            .json();
        assert_eq!(again["fetched"], 0);
    }
}
