//! Just enough of a Rust reader for the house rules: comments and strings apart, paths with their `use` trees spelled
//! out, attributes, and what belongs to unit tests left out.

use std::collections::BTreeSet;

/// One file of the product.
pub struct Source {
    /// From the root of the repository.
    pub path: String,
    /// Every path named, such as `std::fs::File`.
    pub paths: BTreeSet<String>,
    /// Every string literal, as written.
    pub strings: BTreeSet<String>,
    /// Files of modules that are built for tests only.
    pub test_files: Vec<String>,
    code: String,
}

impl Source {
    pub fn read(path: &str, text: &str) -> Self {
        let (code, strings) = without_comments(text);
        let (code, test_modules) = without_tests(&code);
        let own_folder = match path.rsplit_once('/') {
            Some((folder, "lib.rs" | "main.rs" | "mod.rs")) => folder,
            _ => path.trim_end_matches(".rs"),
        };
        Self {
            path: path.to_owned(),
            paths: paths(&code),
            strings,
            test_files: test_modules.iter().map(|module| format!("{own_folder}/{module}.rs")).collect(),
            code,
        }
    }

    /// Whether it belongs to a folder or is the file of a room.
    pub fn is_in(&self, room: &str) -> bool {
        let rest = self.path.strip_prefix(room);
        rest.is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
    }

    /// The paths in it that begin with one of these names.
    pub fn naming(&self, names: &[&str]) -> Vec<String> {
        let begins = |path: &str, name: &str| {
            path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        self.paths
            .iter()
            .filter(|path| names.iter().any(|name| begins(path, name)))
            .map(|path| format!("{}: {path}", self.path))
            .collect()
    }

    /// How often a path ends in this name.
    pub fn times(&self, name: &str) -> usize {
        let ends = |(at, found): (usize, &str)| {
            !self.code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
        };
        self.code.match_indices(&format!("::{name}")).filter(|found| ends(*found)).count()
    }

    /// What stands in its attributes, the strings in them emptied.
    pub fn attributes(&self) -> Vec<String> {
        let starts = self
            .code
            .match_indices("#[")
            .chain(self.code.match_indices("#!["))
            .map(|(at, mark)| at + mark.len());
        starts
            .map(|start| {
                let rest = &self.code[start..];
                let words = rest[..closing(rest, '[', ']')].split_whitespace().collect::<Vec<_>>();
                words.join(" ").replace("( ", "(")
            })
            .collect()
    }
}

/// Where the bracket closes that is open at the beginning.
fn closing(text: &str, open: char, close: char) -> usize {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The code with every comment gone and every string emptied; and the strings.
fn without_comments(text: &str) -> (String, BTreeSet<String>) {
    let mut code = String::new();
    let mut strings = BTreeSet::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let raw = rest.trim_start_matches("b").strip_prefix('r').map(|after| after.trim_start_matches('#'));
        let in_word = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = &rest[rest.find("*/").map_or(rest.len(), |end| end + 2)..];
        } else if let Some(body) = raw.and_then(|raw| raw.strip_prefix('"')).filter(|_| !in_word) {
            let hashes = rest[..rest.len() - body.len()].matches('#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            let (string, after) = body.split_once(end.as_str()).unwrap_or((body, ""));
            strings.insert(string.to_owned());
            code.push_str("\"\"");
            rest = after;
        } else if let Some(body) = rest.strip_prefix('"') {
            let mut escaped = false;
            let end = body.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            let (string, after) = body.split_at(end.unwrap_or(body.len()));
            strings.insert(string.to_owned());
            code.push_str("\"\"");
            rest = after.strip_prefix('"').unwrap_or_default();
        } else if c == '\'' {
            // A character, or the tick of a lifetime.
            let mut chars = rest.char_indices().skip(1);
            let (_at, first) = chars.next().unwrap_or((1, ' '));
            let quoted = if first == '\\' {
                rest[2..].find('\'').filter(|end| *end > 0).or(Some(1)).map(|end| end + 3)
            } else {
                chars.next().filter(|(_at, c)| *c == '\'').map(|(at, _)| at + 1)
            };
            code.push('\'');
            rest = &rest[quoted.unwrap_or(1)..];
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (code, strings)
}

/// The code without items under `#[cfg(test)]`; and the names of modules among them that are files.
fn without_tests(code: &str) -> (String, Vec<String>) {
    let mut kept = String::new();
    let mut modules = Vec::new();
    let mut rest = code;
    while let Some((before, item)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        let end = item.find(['{', ';']).unwrap_or(item.len());
        if item[end..].starts_with(';') {
            modules.extend(item[..end].rsplit_once("mod ").map(|(_, name)| name.trim().to_owned()));
            rest = &item[end + 1..];
        } else {
            let body = item.get(end + 1..).unwrap_or_default();
            rest = body.get(closing(body, '{', '}') + 1..).unwrap_or_default();
        }
    }
    kept.push_str(rest);
    (kept, modules)
}

/// Every path in the code that has two names or more, and every name of a `use`.
fn paths(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let tokens = tokens(code);
    let mut at = 0;
    while at < tokens.len() {
        at = if is_name(tokens[at]) { one_path(&tokens, at, "", &mut found) } else { at + 1 };
    }
    found
}

/// Names, `::`, and single characters.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ':' if rest.starts_with("::") => 2,
            c if c.is_alphabetic() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            c => c.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads the path or `use` tree that begins at a name; the place after it.
fn one_path(tokens: &[&str], start: usize, prefix: &str, found: &mut BTreeSet<String>) -> usize {
    let mut path = match (prefix, tokens[start]) {
        ("", name) => name.to_owned(),
        (prefix, "self") => prefix.to_owned(),
        (prefix, name) => format!("{prefix}::{name}"),
    };
    let mut at = start + 1;
    while tokens.get(at) == Some(&"::") {
        match tokens.get(at + 1) {
            Some(name) if is_name(name) => path = format!("{path}::{name}"),
            Some(&"{") => {
                at += 2;
                while let Some(token) = tokens.get(at).filter(|token| **token != "}") {
                    at = if is_name(token) { one_path(tokens, at, &path, found) } else { at + 1 };
                }
                return at + 1;
            }
            _ => break,
        }
        at += 2;
    }
    let is_used = start > 0 && tokens[start - 1] == "use";
    if is_used || path.contains("::") {
        found.insert(path);
    }
    if tokens.get(at) == Some(&"as") { at + 2 } else { at }
}

#[test]
fn the_reader_reads() {
    let text = r##"
        //! std::env in a comment
        use std::{fs::{self, File}, io::Write as _};
        use serde;
        #[cfg(test)]
        mod samples;
        fn main<'a>() { let c = '"'; let s = "std::env::var \" #[allow(x)]"; let r = r#"a "b" c"#; store::open('\'', s) }
        #[expect(clippy::todo, reason = "none")]
        #[cfg(test)]
        mod tests { use diesel::prelude::*; }
        fn last() { std::mem::drop::<u8>(1) }
    "##;
    let source = Source::read("api/src/media.rs", text);
    let paths: Vec<_> = source.paths.iter().map(String::as_str).collect();
    let wanted = [
        "clippy::todo",
        "serde",
        "std::fs",
        "std::fs::File",
        "std::io::Write",
        "std::mem::drop",
        "store::open",
    ];
    assert_eq!(paths, wanted);
    assert_eq!(
        source.strings.iter().map(String::as_str).collect::<Vec<_>>(),
        ["a \"b\" c", "none", r#"std::env::var \" #[allow(x)]"#]
    );
    assert_eq!(source.attributes(), ["expect(clippy::todo, reason = \"\")"]);
    assert_eq!(source.test_files, ["api/src/media/samples.rs"]);
    assert_eq!((source.times("drop"), source.times("open"), source.times("va")), (1, 1, 0));
    assert!(source.is_in("api/src/media") && source.is_in("api") && !source.is_in("api/src/med"));
}
