//! Counts words of the standard input and of files, with Rust's standard library; writes what it found into a file and reads it back.
use std::collections::BTreeMap;
use std::io::{Read, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    println!("hello from rust, {} arguments, GREETING {:?}", args.len(), std::env::var("GREETING").ok());
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let mut counts = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_insert(0u32) += 1;
    }
    std::fs::create_dir_all("deep/er")?;
    let mut file = std::fs::File::create("deep/er/counts")?;
    for (word, count) in &counts {
        writeln!(file, "{word}: {count}")?;
    }
    file.sync_all()?;
    drop(file);
    print!("{}", std::fs::read_to_string("deep/er/counts")?);
    std::fs::rename("deep/er/counts", "deep/counts")?;
    println!("{} bytes, {}", std::fs::metadata("deep/counts")?.len(), std::fs::read_dir("deep")?.count());
    std::fs::remove_dir_all("deep")?;
    println!("gone: {}", std::fs::metadata("deep").is_err());
    let before = std::time::Instant::now();
    std::thread::sleep(std::time::Duration::from_millis(10));
    println!("slept: {}", before.elapsed().as_millis() >= 10);
    eprintln!("rust is done");
    if args.first().map(String::as_str) == Some("fail") {
        std::process::exit(1);
    }
    Ok(())
}
