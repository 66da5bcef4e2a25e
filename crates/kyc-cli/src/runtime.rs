//! What waits for answers.

use tokio::runtime::{Builder, Runtime};

use crate::failure::Failure;

/// A runtime on this thread.
///
/// # Errors
/// When the system has no room for it.
pub(crate) fn start() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)
}
