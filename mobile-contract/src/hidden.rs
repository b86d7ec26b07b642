//! `Debug` for types that carry personal data, passwords or tokens: it prints the type's name and nothing else, so
//! that no log line, panic or failed assertion can show a person.

/// Writes such a `Debug` for each type named.
macro_rules! hidden {
    ($($name:ident),+ $(,)?) => {$(
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

pub(crate) use hidden;
