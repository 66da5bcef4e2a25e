//! Second readers of the same messages, written from the providers' documents and not from our decoders.

pub mod greenid;
pub mod smileid;
