//! A program for WASI preview 1.
fn main() {
    println!("hello from Rust to {:?}", std::env::args().skip(1).collect::<Vec<_>>());
}
