//! tokio as a peer of the benchmarks: its scheduler of one thread.
mod programs;

use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Stopwatch {
    began: Option<Instant>,
    took: Duration,
}

impl Stopwatch {
    pub fn start(&mut self) {
        self.began = Some(Instant::now());
    }
    pub fn stop(&mut self) {
        self.took += self.began.take().unwrap().elapsed();
    }
}

/// The value of a key in a line of JSON that this benchmark has written.
fn field<'a>(line: &'a str, key: &str) -> &'a str {
    let start = line.find(&format!("\"{key}\":")).expect("a key is missing") + key.len() + 3;
    let rest = &line[start..];
    if let Some(text) = rest.strip_prefix('"') {
        return &text[..text.find('"').unwrap()];
    }
    &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap()]
}

fn say(line: &str) {
    println!("{line}");
    std::io::stdout().flush().unwrap();
}

fn resident() -> i64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<i64>().unwrap() * 4096
}

/// The version is in the lock file, which cargo has written before it compiles.
fn version() -> &'static str {
    let after = include_str!("../Cargo.lock").split("name = \"tokio\"\nversion = \"").nth(1).unwrap_or("?\"");
    &after[..after.find('"').unwrap()]
}

fn main() {
    let names: Vec<String> = programs::NAMES.iter().map(|name| format!("{name:?}")).collect();
    say(&format!("{{\"peer\":\"tokio {}, current_thread\",\"programs\":[{}]}}", version(), names.join(",")));
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (program, n) = (field(&line, "program"), field(&line, "n").parse().unwrap());
        let before = resident();
        let (watch, parked) = programs::run(program, n);
        if parked {
            say(&format!("{{\"bytes\":{}}}", resident() - before));
            std::process::exit(0); // the process is for this alone
        }
        say(&format!("{{\"ns\":{}}}", watch.took.as_nanos()));
    }
}
