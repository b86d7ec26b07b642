//! The tables that are printed.

use std::fmt;

use super::drive::Driven;

/// What a thing should come to.
#[derive(Debug, Clone, Copy)]
pub struct Aim {
    /// In the reader's words.
    pub words: &'static str,
    /// Whether it was reached.
    pub reached: bool,
}

impl Aim {
    /// At least so much.
    pub fn at_least(words: &'static str, bound: f64, measured: f64) -> Self {
        Self { words, reached: measured >= bound }
    }

    /// At most so much.
    pub fn at_most(words: &'static str, bound: f64, measured: f64) -> Self {
        Self { words, reached: measured <= bound }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.words, if self.reached { "reached" } else { "**not reached**" })
    }
}

/// A run.
pub struct Row {
    what: String,
    clients: usize,
    count: usize,
    per_second: String,
    p50: f64,
    p99: f64,
    /// CPU seconds of server, database and client for each unit.
    cpu: Option<(f64, f64, f64)>,
    /// Syncs for each.
    pub syncs: Option<f64>,
    other: f64,
    /// What it should come to.
    pub aims: Vec<Aim>,
}

impl Row {
    /// A row of a run that comes to `units` of whatever its CPU time is told for.
    pub fn new(
        what: impl Into<String>,
        clients: usize,
        driven: &Driven,
        units: f64,
        per_second: String,
    ) -> Self {
        let spent = driven.spent;
        Self {
            what: what.into(),
            clients,
            count: driven.each.len(),
            per_second,
            p50: driven.percentile(50),
            p99: driven.percentile(99),
            cpu: Some((spent.server / units, spent.database / units, spent.client / units)),
            syncs: None,
            other: spent.other_percent,
            aims: Vec::new(),
        }
    }

    /// CPU seconds of server and database for each unit.
    pub fn cpu(&self) -> f64 {
        self.cpu.map_or(0.0, |(server, database, _)| server + database)
    }

    /// The same, of a run whose CPU time tells nothing.
    pub fn without_cpu(self) -> Self {
        Self { cpu: None, ..self }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (server, database, client) = match self.cpu {
            Some((server, 0.0, client)) => (cpu(server), "–".into(), cpu(client)),
            Some((server, database, client)) => (cpu(server), cpu(database), cpu(client)),
            None => ("–".into(), "–".into(), "–".into()),
        };
        let syncs = self.syncs.map_or("–".into(), |syncs| format!("{syncs:.3}"));
        write!(
            f,
            "| {} | {} | {} | {} | {:.1} | {:.1} | {server} | {database} | {client} | {syncs} | {:.0} | {} |",
            self.what,
            self.clients,
            thousands(self.count),
            self.per_second,
            self.p50,
            self.p99,
            self.other,
            list(&self.aims),
        )
    }
}

/// Something measured once.
pub struct Fact {
    /// What.
    pub what: &'static str,
    /// What it came to.
    pub measured: String,
    /// What it should come to.
    pub aims: Vec<Aim>,
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {} | {} | {} |", self.what, self.measured, list(&self.aims))
    }
}

/// All that was measured.
#[derive(Default)]
pub struct Tables {
    /// Runs.
    pub rows: Vec<Row>,
    /// Other things.
    pub facts: Vec<Fact>,
}

impl fmt::Display for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "CPU: seconds for 1,000 submissions, for uploads a GB (10^9 bytes). Other: what neither server nor database nor \
             client used, of one core; with more than 25 read rates as lower and times as upper bounds."
        )?;
        if !self.rows.is_empty() {
            writeln!(
                f,
                "\n| measured | clients | n | per second | p50 ms | p99 ms | CPU server | CPU database | CPU client | syncs each | other % | aim |"
            )?;
            writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|")?;
            self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        }
        if !self.facts.is_empty() {
            writeln!(f, "\n| measured | | aim |\n|---|---|---|")?;
            self.facts.iter().try_for_each(|fact| writeln!(f, "{fact}"))?;
        }
        Ok(())
    }
}

fn list(aims: &[Aim]) -> String {
    aims.iter().map(Aim::to_string).collect::<Vec<_>>().join("; ")
}

fn cpu(seconds: f64) -> String {
    format!("{seconds:.2}")
}

/// A number as it is read: 12,345.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let read = [0, 999, 1_000, 12_345, 1_000_000].map(thousands);
        assert_eq!(read, ["0", "999", "1,000", "12,345", "1,000,000"]);
    }
}
