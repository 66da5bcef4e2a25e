//! V3: a token, and the status of a job. Without I/O; [`Client`](crate::Client) sends.
//!
//! A V3 status is neither signed nor does it name the product or a reason: what vouches for it is that we asked over
//! verified TLS, and the product has to come from whoever started the job. Source: V3 specification, `POST /v3/token` and
//! `GET /v3/status/{job_id}`.

mod status;
mod token;

pub use status::{StatusReply, StatusRequest};
pub use token::{Token, TokenRequest};
