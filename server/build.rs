//! In a release build the site is part of the executable, so a new site makes a new one. In
//! a debug build the files are read as they are served.

fn main() {
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rerun-if-changed=../target/site");
    } else {
        println!("cargo::rerun-if-changed=build.rs");
    }
}
