//! What both providers' calls share.

use core::time::Duration;

use kyc_http::{RetryPolicy, Sender};

use super::watched::Watched;
use crate::{
    failure::Failure,
    settings::{self, Certificates},
};

const TIMEOUT: Duration = Duration::from_secs(30);

/// Why nothing was sent.
pub(super) const OFFLINE: &str = "not looked at, because of --offline";
/// Why the rest was left.
pub(super) const UNUSABLE: &str = "not tried: something above has to be mended first";

/// A transport as every command has it, but watched, and a sender that asks once: what is wrong is to be seen.
pub(super) fn sender(certificates: &Certificates, url: &str) -> Result<(Watched, Sender), Failure> {
    let transport = certificates
        .builder(url)
        .total_timeout(TIMEOUT)
        .build()
        .map_err(|error| certificates.setup(error))?;
    let watched = Watched::new(transport);
    let sender = settings::sender(watched.clone(), url).with_retry(RetryPolicy::never());
    Ok((watched, sender))
}

/// An id that nobody has. It is new each time, so that nothing can have been stored under it.
pub(super) fn no_such_id() -> String {
    format!("kyc-doctor-{:016x}", fastrand::u64(..))
}
