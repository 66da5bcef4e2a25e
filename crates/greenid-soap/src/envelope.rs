//! Requests over HTTP: SOAP 1.1 wants `text/xml` and a SOAPAction, which this service leaves empty.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use kyc_http::Phase;
use yaserde::ser::Config;

use crate::{
    Credentials, Endpoint, Error, ErrorKind, Result,
    wire::{Body, Envelope},
};

/// The request with this body. Only checked texts come here.
pub(crate) fn request(
    endpoint: &Endpoint,
    credentials: &Credentials,
    body: Body,
) -> Result<Request<Bytes>> {
    endpoint.check_service(credentials)?;
    let config = Config {
        perform_indent: false,
        write_document_declaration: true,
        ..Config::default()
    };
    // yaserde's error could quote what it was writing.
    let xml = yaserde::ser::to_string_with_config(&Envelope::of(body), &config)
        .map_err(|_| Error::new(ErrorKind::InvalidRequest, Phase::NotSent))?;
    post(endpoint, xml)
}

/// The request with this text.
pub(crate) fn post(endpoint: &Endpoint, xml: String) -> Result<Request<Bytes>> {
    Request::builder()
        .method(Method::POST)
        .uri(endpoint.as_str())
        .header(header::ACCEPT, HeaderValue::from_static("text/xml"))
        .header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/xml; charset=utf-8"),
        )
        .header("SOAPAction", HeaderValue::from_static("\"\""))
        .body(Bytes::from(xml))
        .map_err(|_| Error::configuration("endpoint"))
}
