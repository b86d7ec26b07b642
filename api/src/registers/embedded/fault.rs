//! Why a register's file is refused: a line and a code for each fault, and nothing of what stood there.

use std::fmt;

/// Everything found wrong with a register's file, by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// The faults; never empty.
    pub faults: Vec<ImportFault>,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the register is refused")?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

impl std::error::Error for ImportError {}

/// One fault of a register's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFault {
    /// Line, from 1.
    pub line: usize,
    /// The key at fault, where it is one; `facts.` and a key for one of the facts.
    pub key: Option<String>,
    /// Stable code, the domain's own where the domain refused the value.
    pub code: &'static str,
}

impl fmt::Display for ImportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if let Some(key) = &self.key {
            write!(f, "{key}: ")?;
        }
        f.write_str(self.code)
    }
}
