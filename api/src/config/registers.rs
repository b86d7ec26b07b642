//! `[registers]`: where look-ups are asked, and the file of an embedded register.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::ConfigFault;
use crate::registers::province;

/// `[registers]`, told apart by `mode`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase", deny_unknown_fields)]
pub enum Registers {
    /// Nothing is looked up: every material is asked for.
    None {},
    /// A file that the centre imports.
    Embedded {
        /// JSON lines; see [`crate::registers::EmbeddedRegister::import`].
        file: PathBuf,
    },
    /// The province's gateway.
    Province(Box<province::Settings>),
}

impl Default for Registers {
    fn default() -> Self {
        Self::None {}
    }
}

/// Reads the file of an embedded register. It holds people's numbers, so nobody but its owner may read it.
///
/// # Errors
/// [`ConfigFault::File`], [`ConfigFault::Open`].
pub fn read_register(path: &Path) -> Result<String, ConfigFault> {
    let fault = |error| ConfigFault::File(path.to_owned(), error);
    let mode = std::fs::metadata(path).map_err(fault)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(ConfigFault::Open(path.to_owned()));
    }
    std::fs::read_to_string(path).map_err(fault)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::OpenOptionsExt as _};

    use domain::{catalogue::Library, lookup::FactKey};
    use figment::{
        Figment,
        providers::{Format as _, Toml},
    };

    use super::*;
    use crate::registers::province::{BodyForm, SignedIn};

    #[derive(Deserialize)]
    struct Part {
        #[serde(default)]
        registers: Registers,
    }

    fn read(text: &str) -> Result<Registers, String> {
        let part: Result<Part, _> = Figment::from(Toml::string(text)).extract();
        part.map(|part| part.registers).map_err(|error| error.to_string())
    }

    const PROVINCE: &str = r#"
        [registers]
        mode = "province"
        url = "https://interface.example.cn"
        app_key = "A33"
        app_secret = "do-not-print-me"
        [[registers.interfaces]]
        library = "social"
        materials = ["contrib"]
        path = "/gateway/api/insured.htm"
        source = "省公共数据平台"
        id_number = "sfzh"
        name = "xm"
        [registers.interfaces.facts.insured]
        field = "cbzt"
        yes = ["1"]
    "#;

    #[test]
    fn a_site_has_no_registers_unless_it_says_so() {
        assert!(matches!(read(""), Ok(Registers::None {})));
        assert!(matches!(read("[registers]\nmode = \"none\""), Ok(Registers::None {})));
        let embedded = read("[registers]\nmode = \"embedded\"\nfile = \"/etc/zerotrip/register.jsonl\"");
        assert!(matches!(embedded, Ok(Registers::Embedded { file }) if file.ends_with("register.jsonl")));
    }

    #[test]
    fn the_gateway_is_read_with_its_usual_values_and_without_printing_the_secret() {
        let registers = read(PROVINCE).unwrap();
        assert!(!format!("{registers:?}").contains("do-not"), "{registers:?}");
        let Registers::Province(settings) = registers else { panic!() };
        assert_eq!(settings.app_secret.expose(), "do-not-print-me");
        assert_eq!((settings.timeout_ms, settings.allow_http), (5_000, false));
        assert_eq!(settings.by_key_path, "/gateway/app/refreshTokenByKey.htm");
        let [interface] = &settings.interfaces[..] else { panic!() };
        assert_eq!((interface.library, interface.body), (Library::Social, BodyForm::Form));
        assert_eq!(interface.signed_in, SignedIn::Body);
        assert_eq!(interface.facts[&FactKey::Insured].yes, ["1"]);
    }

    #[test]
    fn the_example_can_be_taken_as_it_stands() {
        let example = include_str!("../../../deploy/settings.example.toml");
        let (_, commented) = example.split_once("# mode = \"province\"\n").unwrap();
        let lines = commented.lines().map(|line| line.trim_start_matches('#').trim_start());
        let text =
            ["[registers]", "mode = \"province\""].into_iter().chain(lines).collect::<Vec<_>>().join("\n");
        let text = text.replace("app_secret = \"\"", "app_secret = \"x\"");
        let Ok(Registers::Province(settings)) = read(&text) else { panic!("{:?}", read(&text)) };
        assert_eq!(settings.interfaces[0].facts.len(), 2);
        assert_eq!(settings.interfaces[0].fixed["lx"], "310");
        assert!(matches!(read(example), Ok(Registers::None {})));
    }

    #[test]
    fn a_fact_may_be_told_by_its_no_alone() {
        assert!(read(&PROVINCE.replace("yes = [\"1\"]", "no = [\"0\"]")).is_ok());
    }

    #[test]
    fn slips_are_refused_and_told() {
        for (from, to, told) in [
            ("app_key", "api_key", "api_key"),
            ("id_number =", "number =", "number"),
            ("field =", "feld =", "feld"),
            ("\"social\"", "\"tax\"", "there is no library tax"),
            ("facts.insured", "facts.rich", "there is no fact rich"),
            ("yes = [\"1\"]", "", "it wants values"),
            ("facts.insured]", "facts.insured_months]", "it has no values"),
            ("\"/gateway/api", "\"gateway/api", "does not begin with /"),
            ("[\"contrib\"]", "[\"a b\"]", "material-code"),
            ("\"province\"", "\"provinces\"", "provinces"),
            ("\"province\"", "\"none\"", "unknown field"),
        ] {
            let outcome = read(&PROVINCE.replace(from, to));
            let error = outcome.err().unwrap_or_else(|| panic!("{to} was taken"));
            assert!(error.contains(told), "{to}: {error}");
            assert!(!error.contains("do-not"), "{error}");
        }
        // As the environment gives a secret of digits.
        let error = read(&PROVINCE.replace("\"do-not-print-me\"", "4711471147114711")).err().unwrap();
        assert!(error.contains("in quotes") && !error.contains("4711"), "{error}");
    }

    #[test]
    fn a_register_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("register.jsonl");
        let options =
            |mode| fs::OpenOptions::new().create(true).write(true).truncate(true).mode(mode).open(&file);
        options(0o600).unwrap();
        assert_eq!(read_register(&file).unwrap(), "");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(read_register(&file), Err(ConfigFault::Open(_))));
        assert!(matches!(read_register(&folder.path().join("none")), Err(ConfigFault::File(..))));
    }
}
