//! `cargo xtask serve`: the designer on this machine, built again whenever a file changes.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ExitCode};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::arguments::Arguments;
use crate::places::Places;
use crate::report::{self, Work};
use crate::{build, process, setup};

/// What the page is made of. Watching the whole checkout would build again for every test that somebody runs.
const WATCHED: &[&str] =
    &["index.html", "Cargo.toml", "src", "style", "public", "examples", "lessons", "crates/synth", "crates/editor", "crates/workshop"];

/// Serves until it is stopped.
pub(crate) fn run(places: &Places, mut arguments: Arguments) -> anyhow::Result<ExitCode> {
    let began = Instant::now();
    let release = arguments.flag("--release");
    let port = match arguments.values("--port")?.pop() {
        None => 8080,
        Some(port) => port.parse::<u16>().with_context(|| format!("`{port}` is not a port; `--port 8081` is one"))?,
    };
    arguments.finish()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    if TcpListener::bind(address).is_err() {
        bail!("port {port} is in use; `cargo xtask serve --port {}` takes another", port.wrapping_add(1).max(1024));
    }

    let environment = setup::require_for_page(places, release)?;
    let log = places.log("serve");
    process::start_log(&log)?;
    process::must(&mut build::fetch(places, &environment), &log)?;
    // A folder of its own: the release in dist/ stays what it is.
    let dist = places.root.join("target/served");
    std::fs::create_dir_all(&dist).with_context(|| format!("{} cannot be made", dist.display()))?;
    let work = Work::begin("building the page", Some("about 3 minutes the first time"));
    let mut trunk = build::trunk(places, &environment, "serve", &dist);
    trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    for path in WATCHED.iter().filter(|path| places.root.join(path).exists()) {
        trunk.args(["--watch", path]);
    }
    if release {
        trunk.arg("--release");
    }
    let child = Arc::new(Mutex::new(trunk.spawn().context("trunk does not start")?));
    stop_with_us(&child)?;

    let mut ready = false;
    loop {
        if let Some(status) = with(&child, Child::try_wait)? {
            if !ready {
                work.failed();
            }
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        if !ready && answers(address) {
            ready = true;
            work.done();
            println!("\nGroundplan is ready at http://{address} (after {}); Ctrl-C stops it.\n", report::time(began.elapsed()));
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// Stops trunk when this process is told to stop: otherwise it would go on holding the port.
fn stop_with_us(child: &Arc<Mutex<Child>>) -> anyhow::Result<()> {
    let child = Arc::clone(child);
    ctrlc::set_handler(move || {
        // A child that is gone already is what we want.
        let _ = with(&child, Child::kill);
    })
    .context("the signal to stop cannot be listened for")
}

/// Does something with the child that two threads share.
fn with<T>(child: &Mutex<Child>, action: impl FnOnce(&mut Child) -> std::io::Result<T>) -> std::io::Result<T> {
    let mut child = child.lock().map_err(|_| std::io::Error::other("a thread of this program panicked"))?;
    action(&mut child)
}

/// Whether the page is served: trunk listens before the first build is done, so a connection alone says little.
fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(head.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}
