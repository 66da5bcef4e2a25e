//! How far a request got.

use core::fmt;

/// Whether a request may have reached the provider, told by every [`TransportError`](crate::TransportError).
///
/// It decides what may be done after a failure: a request that was not sent may always be sent again; one that may
/// have been sent may have had its effect, so only a read may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// No byte of the request left this machine.
    NotSent,
    /// Some or all of the request may have reached the provider, and nothing is known of its answer.
    MaybeSent,
    /// The provider, or something in front of it, answered, at least with a status and headers. Only the answer says
    /// whether the request had its effect.
    Answered,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "the request was not sent",
            Self::MaybeSent => "the request may have been sent",
            Self::Answered => "the provider answered the request",
        })
    }
}
