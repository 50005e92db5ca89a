//! Every operation on files that Rust's standard library has for WASI, clocks, random numbers and an exit code.
use std::collections::hash_map::RandomState;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant, SystemTime};

fn kind<T>(result: std::io::Result<T>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

fn list(path: &str) {
    let mut names: Vec<String> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap()).map(|entry| {
        let kind = entry.file_type().unwrap();
        format!("{}{}", entry.file_name().into_string().unwrap(), if kind.is_dir() { "/" } else if kind.is_symlink() { "@" } else { "" })
    }).collect();
    names.sort();
    println!("{path}: {names:?}");
}

fn main() {
    let mut variables: Vec<_> = std::env::vars().collect();
    variables.sort();
    println!("{variables:?}");
    println!("mkdir {:?} {:?}", kind(fs::create_dir("d")), kind(fs::create_dir("d")));
    println!("mkdir -p {:?}", kind(fs::create_dir_all("d/e/f")));
    println!("open {:?} {:?}", kind(File::open("none")), kind(OpenOptions::new().write(true).create_new(true).open("d/a")));
    println!("again {:?}", kind(OpenOptions::new().write(true).create_new(true).open("d/a")));
    fs::write("d/a", "hello, world\n").unwrap();
    let mut file = OpenOptions::new().read(true).write(true).open("d/a").unwrap();
    file.seek(SeekFrom::End(-6)).unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(b"J").unwrap();
    file.set_len(5).unwrap();
    file.sync_all().unwrap();
    file.sync_data().unwrap();
    println!("{text:?} {:?} {}", fs::read_to_string("d/a").unwrap(), file.metadata().unwrap().len());
    println!("modified after 2020 {}", file.metadata().unwrap().modified().unwrap() > SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_836_800));
    println!("write what is for reading: {}", File::open("d/a").unwrap().write(b"x").is_err());
    OpenOptions::new().append(true).open("d/a").unwrap().write_all(b", and more").unwrap();
    println!("copy {} {:?}", fs::copy("d/a", "d/b").unwrap(), fs::read_to_string("d/b").unwrap());
    println!("link {:?} {:?}", kind(fs::hard_link("d/a", "d/c")), kind(fs::hard_link("d/a", "d/c")));
    println!("rename {:?} {:?}", kind(fs::rename("d/b", "d/c")), kind(fs::rename("none", "x")));
    list("d");
    println!("rmdir {} {:?}", fs::remove_dir("d").is_err(), kind(fs::remove_dir("none")));
    println!("remove {} {:?}", fs::remove_file("d/e").is_err(), kind(fs::remove_file("d/a")));
    {
        let mut out = std::io::BufWriter::new(File::create("d/lines").unwrap());
        for i in 0..10_000 {
            writeln!(out, "line {i}").unwrap();
        }
    }
    let lines = BufReader::new(File::open("d/lines").unwrap()).lines().map(|line| line.unwrap().len()).sum::<usize>();
    println!("lines {lines}");
    println!("canonical {:?}", kind(fs::metadata("d/e/../lines")));
    // The adapter of preview 1 counts the entries that a directory had before it was asked for more: where several are left, some would be passed over.
    println!("remove {:?} {:?}", kind(fs::remove_file("d/lines")), kind(fs::remove_file("d/c")));
    fs::remove_dir_all("d").unwrap();
    list(".");
    let start = Instant::now();
    std::thread::sleep(Duration::from_millis(10));
    println!("slept {}, after 2020 {}", start.elapsed() >= Duration::from_millis(10), SystemTime::now() > SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_836_800));
    // A new hasher has a random key.
    let number = || RandomState::new().build_hasher().finish();
    println!("random {}", number() != number());
    std::process::exit(1);
}
