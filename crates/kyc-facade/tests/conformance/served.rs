//! A provider with an HTTP client of its own: each case is played by a server on this machine.

use core::time::Duration;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use kyc_facade::{
    VerificationProvider,
    conformance::{Bench, Conduct, Reply, Verdict, Wire},
    smileid::SmileProvider,
};
use kyc_http::{ReqwestTransport, ResponseLimits};
use kyc_model::outcome::{Established, Reference};

use crate::adapters::{SmileV1, sender, smile_credentials};

/// Smile ID over sockets.
pub(crate) struct Served {
    transport: ReqwestTransport,
    address: SocketAddr,
    /// What the server plays now.
    wire: Arc<Mutex<Option<Wire>>>,
}

impl Served {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let wire = Arc::new(Mutex::new(None));
        let played = Arc::clone(&wire);
        thread::spawn(move || serve(&listener, &played));
        let transport = ReqwestTransport::builder()
            .only_root_certificates_pem(include_bytes!("../../../kyc-http/tests/data/root.pem"))
            .allow_loopback_http(true)
            .total_timeout(Duration::from_secs(4))
            .build()
            .unwrap();
        Self {
            transport,
            address,
            wire,
        }
    }
}

impl Bench for Served {
    fn reference(&self) -> Reference {
        SmileV1.reference()
    }

    fn provider(&self, wire: Wire) -> Box<dyn VerificationProvider> {
        let address = match wire.conduct() {
            // Bound and given back: nobody listens there.
            Conduct::Refuse => TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()),
            _ => Ok(self.address),
        };
        let server = format!("http://{}/v1", address.unwrap()).parse().unwrap();
        *self.wire.lock().unwrap() = Some(wire);
        let sender = sender(self.transport.clone()).allow_loopback_http(true);
        let client = smileid::Client::new(server, smile_credentials(), sender);
        Box::new(SmileProvider::new(client))
    }

    fn reply(&self, verdict: Verdict, subject: Option<&str>) -> Reply {
        SmileV1.reply(verdict, subject)
    }

    fn established(&self) -> Vec<Established> {
        SmileV1.established()
    }
}

fn serve(listener: &TcpListener, wire: &Mutex<Option<Wire>>) {
    let mut held = Vec::new();
    for stream in listener.incoming() {
        let stream = stream.unwrap();
        let wire = wire.lock().unwrap().clone().unwrap();
        // What is read of the answer is the client's to limit; the question counts.
        let _ = wire.exchange(ResponseLimits::DEFAULT_MAX_BODY_BYTES);
        match wire.conduct() {
            Conduct::Answer(reply) => answer(stream, reply),
            _ => held.push(stream),
        }
    }
}

fn answer(mut stream: TcpStream, reply: &Reply) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).unwrap() > 2 {
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    reader.take(length).read_to_end(&mut Vec::new()).unwrap();
    let mut head = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", reply.body.len()));
    // A client that has read enough hangs up.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&reply.body);
}
