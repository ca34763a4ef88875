//! The browser client is embedded from `ui/dist`. A build without it serves the interface for programs alone, so the
//! folder may be empty, but it must exist.

fn main() {
    let dist = std::path::Path::new("../ui/dist");
    if !dist.exists() {
        std::fs::create_dir_all(dist).expect("the folder for the browser client can be created");
    }
    println!("cargo::rerun-if-changed=../ui/dist");
}
