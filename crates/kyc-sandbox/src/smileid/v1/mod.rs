//! V1: signed JSON.

mod callbacks;
mod entry;
mod id_verification;
mod job;
mod job_status;
mod reply;
pub(crate) mod scenarios;
mod steps;
mod upload;
mod zip;

pub(crate) use callbacks::send_all;
pub(super) use id_verification::{verify_later, verify_now};
pub(crate) use job::State;
pub(super) use job_status::answer as job_status;
pub(super) use upload::{ZIPS, prepare, receive_zip};
