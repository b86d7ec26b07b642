//! Tells cargo to look again when the front end was built: a folder that was empty a moment ago is a change, too. Builds
//! nothing itself.

use std::path::Path;

fn main() {
    let built = "web/phone/dist/index.html";
    println!("cargo:rerun-if-changed={}", if Path::new(built).exists() { built } else { "web/phone" });
}
