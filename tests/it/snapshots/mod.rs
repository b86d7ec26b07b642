//! What was agreed and is read by people: tables that stand in this folder as text. A test makes each anew and
//! compares. `UPDATE_SNAPSHOTS=1` writes what differs; the change is then reviewed like any other.

use std::{fs, path::PathBuf};

/// Every file there is, so that none is left behind that nothing reads.
const ALL: &[&str] =
    &["codes_off_the_wire.txt", "message_texts.txt", "operations.txt", "policy.txt", "public_operations.txt"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("it/snapshots")
}

/// The text that was agreed.
pub fn agreed(name: &str) -> String {
    assert!(ALL.contains(&name), "{name} is not in the list of snapshots");
    fs::read_to_string(folder().join(name)).unwrap_or_default()
}

/// Holds a text against the one that was agreed.
#[track_caller]
pub fn assert_agreed(name: &str, text: &str) {
    let before = agreed(name);
    if before == text {
        return;
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(folder().join(name), text).unwrap();
        return;
    }
    let mut lines = Vec::new();
    let only = |one: &str, other: &str, mark: &str, lines: &mut Vec<String>| {
        let others: Vec<_> = other.lines().collect();
        lines.extend(one.lines().filter(|line| !others.contains(line)).map(|line| format!("{mark} {line}")));
    };
    only(&before, text, "-", &mut lines);
    only(text, &before, "+", &mut lines);
    panic!(
        "tests/it/snapshots/{name} says otherwise. If the change is meant, write it with UPDATE_SNAPSHOTS=1 and have it \
         reviewed.\n{}",
        lines.join("\n")
    );
}

/// What each line of a list says before its first space; `#` begins a remark.
pub fn first_words(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_snapshot_is_read_by_a_test() {
    let mut files: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "mod.rs")
        .collect();
    files.sort_unstable();
    assert_eq!(files, ALL);
}
