//! Writes every document with made-up people into a folder, and says what each took:
//!
//! `cargo run --release -p zerotrip-documents --example samples -- FOLDER [OWN-TEMPLATES]`
//!
//! For who writes templates, and for who wants to know what a letter costs on a machine.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it is there to print and to measure")]

use std::{env, error::Error, fs, path::Path, time::Instant};

use documents::{DEBIAN_FONTS, Document, Printer, samples};

/// How many letters, no two alike, are printed to see whether memory grows.
const LETTERS: u32 = 400;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let folder = arguments.next().ok_or("samples FOLDER [OWN-TEMPLATES]")?;
    let own = arguments.next();
    fs::create_dir_all(&folder)?;

    let began = Instant::now();
    let printer = Printer::open(Path::new(DEBIAN_FONTS), own.as_deref().map(Path::new))?;
    println!("open: {:.1?}, {}", began.elapsed(), resident()?);

    for (sample, number) in samples().iter().zip(1..) {
        let began = Instant::now();
        let pdf = printer.print(sample)?;
        let first = began.elapsed();
        let began = Instant::now();
        printer.print(sample)?;
        let again = began.elapsed();
        let name = format!("{number:02}-{}.pdf", sample.kind());
        fs::write(Path::new(&folder).join(&name), &pdf)?;
        println!("{name}: {first:.1?}, again {again:.1?}, {} bytes", pdf.len());
    }
    println!("after one of each: {}", resident()?);

    let began = Instant::now();
    for letter in 0..LETTERS {
        for sample in samples() {
            if let Document::Correction(mut correction) = sample {
                correction.cover.number = Some(format!("第{letter}号"));
                printer.print(&Document::Correction(correction))?;
                break;
            }
        }
    }
    println!("a letter unlike the last: {:.1?}; after {LETTERS}: {}", began.elapsed() / LETTERS, resident()?);
    Ok(())
}

/// The memory of this process, and the most it ever had.
fn resident() -> Result<String, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line =
        |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    Ok(format!("{} resident, {} at most", line("VmRSS:"), line("VmHWM:")))
}
