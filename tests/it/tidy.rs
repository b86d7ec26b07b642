//! The house rules that no compiler keeps, read from the source as text: who may name whom, and what a file may hold.
//!
//! A rule that has to give way somewhere says so in its own list here, with the reason.

mod rust;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use mobile_contract::problem::{ProblemCode, faults};
use rust::Source;

/// A file longer than this is two nouns.
const MOST_LINES: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every file of the repository with one of these endings, by its path from the root.
fn files(endings: &[&str]) -> BTreeMap<String, String> {
    fn walk(root: &Path, dir: &Path, endings: &[&str], found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", "demo-data", ".git"].contains(&name.as_str()) {
                    walk(root, &path, endings, found);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let from_root = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(from_root, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&root(), &root(), endings, &mut found);
    found
}

/// What is built into the product: the Rust of api and mobile-contract, without its unit tests.
fn product() -> Vec<Source> {
    let files = files(&[".rs"]);
    let ours = |path: &str| {
        (path.starts_with("api/") || path.starts_with("mobile-contract/")) && path.contains("src/")
    };
    let sources: Vec<_> =
        files.iter().filter(|(path, _)| ours(path)).map(|(path, text)| Source::read(path, text)).collect();
    let of_tests: BTreeSet<_> = sources.iter().flat_map(|source| source.test_files.clone()).collect();
    let product: Vec<_> = sources.into_iter().filter(|source| !of_tests.contains(&source.path)).collect();
    assert!(product.len() > 50, "the source tree was not found");
    product
}

fn assert_none(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}

/// Rooms and what they must not name. A room is a folder or file; everything within it is meant.
const WALLS: &[(&str, &[&str])] = &[
    ("api/src/actions", &["crate::http", "crate::cli", "crate::config", "crate::demo"]),
    ("api/src/jobs", &["crate::http", "crate::cli", "crate::config", "crate::demo"]),
    ("api/src/http", &["crate::cli", "crate::config", "crate::demo", "crate::jobs", "crate::vault", "files"]),
    ("api/src/http", &["store::Store", "store::ReadTx", "store::WriteTx", "store::CentreTx"]),
    ("api/src/calendar", &["crate::actions", "crate::http", "crate::jobs", "crate::app", "store", "files"]),
    ("api/src/catalogue", &["crate::actions", "crate::http", "crate::jobs", "crate::app", "store", "files"]),
    ("api/src/sms", &["crate::actions", "crate::http", "crate::jobs", "store", "files"]),
    (
        "api/src/registers",
        &["crate::actions", "crate::http", "crate::jobs", "crate::app", "crate::config", "store", "files"],
    ),
    ("api/src/toml_file", &["crate::actions", "crate::http", "crate::jobs", "crate::app", "store", "files"]),
    ("api/src/vault", &["crate::actions", "crate::http", "crate::jobs", "crate::app", "store", "files"]),
    ("api/src/config", &["crate::actions", "crate::http", "crate::jobs", "crate::app", "store", "files"]),
];

/// What only `http` may name.
const OF_THE_WIRE: &[&str] = &["actix_web", "mobile_contract", "utoipa", "utoipa_actix_web"];

#[test]
fn rooms_name_only_the_rooms_below_them() {
    let mut breaches = Vec::new();
    for source in product() {
        for (_room, names) in WALLS.iter().filter(|(room, _)| source.is_in(room)) {
            breaches.extend(source.naming(names));
        }
        if source.is_in("api/src") && !source.is_in("api/src/http") {
            breaches.extend(source.naming(OF_THE_WIRE));
        }
    }
    assert_none("an edge that is not in the map of the house", &breaches);
}

/// Who besides config touches files or the environment.
const OUTSIDE_CONFIG: &[(&str, &str)] = &[
    ("api/documents", "fonts and templates are files"),
    ("api/files", "it is the room of files"),
    ("api/store/src/lib.rs", "holds the lock on an SQLite file"),
    ("api/store/src/writer.rs", "takes the lock on an SQLite file"),
    ("api/src/checkpoints.rs", "copies checkpoints out of the database's reach"),
    ("api/src/cli", "acts on what the command line names"),
];

#[test]
fn only_config_reads_files_and_environment() {
    let excused = |source: &Source| OUTSIDE_CONFIG.iter().any(|(room, _reason)| source.is_in(room));
    let breaches: Vec<_> = product()
        .iter()
        .filter(|source| !source.is_in("api/src/config") && !excused(source))
        .flat_map(|source| source.naming(&["std::env", "std::fs", "tokio::fs"]))
        .collect();
    assert_none("settings are handed in, files belong to `files` and `config`", &breaches);
}

/// Crates of ours and those of ours that each may build on.
const HOUSE: &[(&str, &[&str])] = &[
    ("api/domain", &[]),
    ("api/sealing", &["domain"]),
    ("api/store", &["domain"]),
    ("api/files", &[]),
    ("api/documents", &["domain"]),
    ("mobile-contract", &[]),
    ("api", &["documents", "domain", "files", "mobile-contract", "sealing", "store"]),
];

/// Outside crates that only some of ours may use.
const ONLY: &[(&str, &[&str])] = &[
    ("diesel", &["api/store"]),
    ("diesel_migrations", &["api/store"]),
    ("libsqlite3-sys", &["api/store"]),
    ("pq-sys", &["api/store"]),
    ("object_store", &["api/files"]),
    ("age", &["api/files"]),
    ("age-core", &["api/files"]),
    ("typst", &["api/documents"]),
    ("typst-layout", &["api/documents"]),
    ("typst-pdf", &["api/documents"]),
    ("comemo", &["api/documents"]),
    ("actix-web", &["api"]),
    ("csv", &["api"]),
    ("rust_xlsxwriter", &["api"]),
    ("md-5", &["api"]),
    ("utoipa", &["api", "mobile-contract"]),
    ("utoipa-actix-web", &["api"]),
];

/// Everything that the rules may build on.
const OF_DOMAIN: &[&str] = &["jiff", "thiserror", "uuid"];

#[test]
fn crates_build_only_on_what_they_may() {
    let mut breaches = Vec::new();
    for (name, below) in HOUSE {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        for dependency in manifest["dependencies"].as_table().unwrap().keys().map(String::as_str) {
            let is_ours = HOUSE.iter().any(|(other, _)| other.rsplit('/').next() == Some(dependency));
            let only = ONLY.iter().find(|(outside, _)| *outside == dependency);
            let may = match only {
                Some((_outside, users)) => users.contains(name),
                None if is_ours => below.contains(&dependency),
                None => *name != "api/domain" || OF_DOMAIN.contains(&dependency),
            };
            if !may {
                breaches.push(format!("{name}/Cargo.toml: {dependency}"));
            }
        }
    }
    assert_none("a crate builds on what it may not know", &breaches);
}

#[test]
fn the_contract_drags_in_no_server() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "-p", "mobile-contract", "-e", "normal", "--offline", "--prefix", "none", "-f", "{p}"])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let crates: BTreeSet<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains("serde"), "{text}");
    let is_server = |name: &&str| {
        ["actix", "diesel", "tokio"]
            .iter()
            .any(|server| *name == *server || name.starts_with(&format!("{server}-")))
    };
    let servers: Vec<_> = crates.into_iter().filter(is_server).map(str::to_owned).collect();
    assert_none("clients build on mobile-contract too", &servers);
}

#[test]
fn no_file_is_long() {
    let excused = |path: &str| {
        path == "api/store/src/schema.rs"
            || path.ends_with("/tests.rs")
            || path.split('/').any(|part| part == "tests")
    };
    let long: Vec<_> = files(&[".rs"])
        .into_iter()
        .filter(|(path, _)| !excused(path))
        .map(|(path, text)| (text.lines().count(), path))
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert_none("a file this long is two nouns", &long);
}

#[test]
fn every_exception_to_a_lint_says_why() {
    let breaches: Vec<_> = product()
        .iter()
        .flat_map(|source| source.attributes().into_iter().map(|attribute| (source.path.clone(), attribute)))
        .filter(|(_path, attribute)| {
            let allows = attribute.starts_with("allow(") || attribute.contains(", allow(");
            let expects = attribute.starts_with("expect(") || attribute.contains(", expect(");
            allows || expects && !attribute.contains("reason = ")
        })
        .map(|(path, attribute)| format!("{path}: #[{attribute}]"))
        .collect();
    assert_none("`#[expect(lint, reason = \"...\")]`, never `#[allow]`", &breaches);
}

/// Codes that a client has to know and that this server never gives.
const RESERVED: &[&str] = &[
    "case-not-complete",
    "file-not-ready",
    "resident-unknown",
    "resident-mismatch",
    "visit-not-started",
    "upload-busy",
    "uuid-v7",
    "password-weak",
    "mandate-agent",
];

#[test]
fn every_code_of_the_contract_is_given_or_reserved() {
    let product = product();
    let api: Vec<_> = product.iter().filter(|source| source.is_in("api")).collect();
    let times = |name: &str| api.iter().map(|source| source.times(name)).sum::<usize>();
    let says = |said: &str, code: &str| {
        let begins =
            |(head, tail): (&str, &str)| tail.is_empty() && !head.is_empty() && code.starts_with(head);
        said == code || said.split_once("{}").is_some_and(begins)
    };
    let is_said = |code: &str| api.iter().any(|source| source.strings.iter().any(|said| says(said, code)));
    // Every problem code is named once where it gets its status.
    let problems = ProblemCode::ALL
        .iter()
        .filter(|code| times(&format!("{code:?}")) < 2 && !is_said(code.as_str()))
        .map(|code| code.as_str());
    let faults = faults::ALL
        .iter()
        .map(|text| text.code)
        .filter(|code| times(&code.to_uppercase().replace('-', "_")) < 1 && !is_said(code));
    let unused: BTreeSet<_> = problems.chain(faults).collect();
    let reserved: BTreeSet<_> = RESERVED.iter().copied().collect();
    let names = |codes: std::collections::btree_set::Difference<'_, &str>| {
        codes.map(|code| (*code).to_owned()).collect::<Vec<_>>()
    };
    assert_none("nobody gives these codes, and they are not reserved", &names(unused.difference(&reserved)));
    assert_none(
        "these codes are given: take them from the reserved ones",
        &names(reserved.difference(&unused)),
    );
}

#[test]
fn no_machine_is_named() {
    // In parts, so that this file does not name them itself.
    let names = [["/ho", "me/"], ["/ro", "ot/"], ["/Us", "ers/"], ["/wo", "rk/"], ["/mn", "t/"]]
        .map(|parts| parts.concat());
    let endings = [
        ".rs",
        ".toml",
        ".md",
        ".sh",
        ".sql",
        ".json",
        ".yml",
        ".yaml",
        ".html",
        ".txt",
        ".typ",
        "Makefile",
        "run",
        "Dockerfile",
    ];
    let breaches: Vec<_> = files(&endings)
        .iter()
        .flat_map(|(path, text)| text.lines().zip(1..).map(move |(line, no)| (path, no, line)))
        .filter(|(_path, _no, line)| names.iter().any(|name| line.contains(name.as_str())))
        .map(|(path, no, line)| format!("{path}:{no}: {}", line.trim()))
        .collect();
    assert_none("the repository knows no one's machine", &breaches);
}
