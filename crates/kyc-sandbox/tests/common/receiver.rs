//! A receiver of callbacks that answers as it is told.
#![allow(dead_code)]

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

/// One delivery: head and body.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Callbacks {
    pub(crate) url: String,
    deliveries: Receiver<Delivery>,
}

impl Callbacks {
    /// Answers the deliveries with these statuses, the last one for ever.
    pub(crate) fn answering(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/callbacks", listener.local_addr().unwrap());
        let (tell, deliveries) = channel();
        std::thread::spawn(move || {
            for (count, stream) in listener.incoming().enumerate() {
                let status = statuses[count.min(statuses.len() - 1)];
                let delivery = take(stream.unwrap(), status);
                if tell.send(delivery).is_err() {
                    return;
                }
            }
        });
        Self { url, deliveries }
    }

    pub(crate) fn next(&self) -> Delivery {
        self.deliveries
            .recv_timeout(Duration::from_secs(10))
            .unwrap()
    }

    pub(crate) fn none_within(&self, time: Duration) -> bool {
        self.deliveries.recv_timeout(time).is_err()
    }
}

/// Reads one delivery and answers it.
pub(crate) fn take(mut stream: impl Read + Write, status: u16) -> Delivery {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                let answer = format!(
                    "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).unwrap();
                return Delivery {
                    head: head.to_owned(),
                    body: body.to_owned(),
                };
            }
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the delivery was cut off");
        bytes.extend_from_slice(&buffer[..count]);
    }
}
