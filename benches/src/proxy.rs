//! A proxy for a server that counts round trips and delays them.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::result::Result;

#[derive(Debug)]
pub(crate) struct Proxy {
    /// The URL of the server through the proxy.
    pub(crate) url: String,
    turns: Arc<AtomicUsize>,
}

impl Proxy {
    /// Starts a proxy that delays every answer.
    pub(crate) fn new(url: &str, delay: Duration) -> Result<Self> {
        let (_, rest) = url.split_once('@').ok_or("a user in the URL")?;
        let (server, _) = rest.split_once('/').ok_or("a database in the URL")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let proxied = url.replace(server, &listener.local_addr()?.to_string());
        let turns = Arc::new(AtomicUsize::new(0));
        let (server, counter) = (server.to_owned(), turns.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else {
                    continue;
                };
                // A connection that cannot be relayed is closed, and its client reports that.
                let _ = relay(&client, &server, counter.clone(), delay);
            }
        });
        Ok(Self {
            url: proxied,
            turns,
        })
    }

    /// The number of round trips since the last call.
    pub(crate) fn turns(&self) -> usize {
        self.turns.swap(0, Ordering::SeqCst)
    }
}

fn relay(
    client: &TcpStream,
    server: &TcpStream,
    turns: Arc<AtomicUsize>,
    delay: Duration,
) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut requests, mut to_server) = (client.try_clone()?, server.try_clone()?);
    let (mut answers, mut to_client) = (server.try_clone()?, client.try_clone()?);
    let clients_turn = Arc::new(AtomicBool::new(false));
    let is_answered = clients_turn.clone();
    thread::spawn(move || {
        pump(&mut requests, |bytes| {
            // Terminate (PostgreSQL) and COM_QUIT (MySQL) are not answered.
            let ends = bytes.first() == Some(&b'X') || bytes == [1, 0, 0, 0, 1];
            if !clients_turn.swap(true, Ordering::SeqCst) && !ends {
                turns.fetch_add(1, Ordering::SeqCst);
            }
            to_server.write_all(bytes)
        });
        let _ = to_server.shutdown(std::net::Shutdown::Write);
    });
    let (queue, late) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        pump(&mut answers, |bytes| {
            let _ = queue.send((Instant::now() + delay, bytes.to_vec()));
            Ok(())
        });
    });
    thread::spawn(move || {
        for (due, bytes) in late {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            is_answered.store(false, Ordering::SeqCst);
            if to_client.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
    Ok(())
}

fn pump(from: &mut TcpStream, mut each: impl FnMut(&[u8]) -> std::io::Result<()>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if each(&buffer[..length]).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_counted_and_comes_late() {
        const DELAY: Duration = Duration::from_millis(5);
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("echo://me@{}/x", server.local_addr().unwrap());
        thread::spawn(move || {
            let (mut client, _) = server.accept().unwrap();
            let mut answers = client.try_clone().unwrap();
            pump(&mut client, |bytes| answers.write_all(bytes));
        });
        let proxy = Proxy::new(&url, DELAY).unwrap();
        let (_, address) = proxy.url.split_once('@').unwrap();
        let mut client = TcpStream::connect(address.trim_end_matches("/x")).unwrap();
        let started = Instant::now();
        for _ in 0..3 {
            client.write_all(b"hello").unwrap();
            client.read_exact(&mut [0; 5]).unwrap();
        }
        assert_eq!(proxy.turns(), 3);
        assert!(started.elapsed() >= 3 * DELAY);
    }
}
