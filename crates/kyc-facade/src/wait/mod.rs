//! Waiting for an answer that is worth acting on: minutes for a machine, days for a reviewer.

mod fingerprint;
mod following;
mod handle;
mod plan;
mod verdict;
mod waiter;
mod watch;

pub use following::Progress;
pub use handle::ResumeHandle;
pub use plan::WaitPlan;
pub use waiter::{Waited, Waiter};
pub use watch::{Rate, Watch, WatchEvent, WatchId, WatchLimits, WatchStats};
