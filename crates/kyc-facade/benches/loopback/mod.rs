//! A server on this machine in a process of its own, so that its work and memory are not the client's.

use core::convert::Infallible;
use std::{
    env,
    io::{BufRead, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use bytes::Bytes;
use http::{HeaderValue, Response, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Full};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const SERVE: &str = "--serve";

/// A running server.
pub(crate) struct Server {
    process: Child,
    base: String,
}

impl Server {
    /// Starts this very program again, which has to call [`serve_if_asked`] first. `name` tells it what to answer.
    pub(crate) fn start(name: &str) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args([SERVE, name])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            process,
            base: format!("http://{}", address.trim()),
        }
    }

    /// Its URL, without path.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Becomes the server and never returns, where this process was started as one.
pub(crate) fn serve_if_asked(answer: impl FnOnce(&str) -> (&'static str, Bytes)) {
    let mut arguments = env::args().skip_while(|argument| argument != SERVE).skip(1);
    if let Some(name) = arguments.next() {
        let (media_type, body) = answer(&name);
        tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .unwrap()
            .block_on(serve(media_type, body));
    }
}

async fn serve(media_type: &'static str, body: Bytes) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    std::io::stdout().flush().unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let body = body.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request: http::Request<hyper::body::Incoming>| {
                let body = body.clone();
                async move {
                    let _ = request.into_body().collect().await;
                    let mut response = Response::new(Full::new(body));
                    let media_type = HeaderValue::from_static(media_type);
                    response.headers_mut().insert(CONTENT_TYPE, media_type);
                    Ok::<_, Infallible>(response)
                }
            });
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}
