//! How much a document may hold, so that no body becomes a multiple of its size in memory.

use kyc_http::ResponseLimits;

/// Nesting that a document may have. Smile ID's own need fewer than ten levels.
pub(super) const MAX_DEPTH: usize = 64;

/// Objects and lists that a document may hold. A history of ten thousand jobs needs thirty thousand; a decoded record takes a
/// thousand times the room of an empty object. Whoever takes larger bodies than usual takes more.
pub(super) fn nested(limits: ResponseLimits) -> usize {
    scaled(50_000, limits)
}

/// Actions that all results of a document may hold together. A history of ten thousand jobs has 110,000; a check in an
/// outcome takes thirty times the room of the shortest Action.
pub(super) fn actions(limits: ResponseLimits) -> usize {
    scaled(120_000, limits)
}

fn scaled(usual: usize, limits: ResponseLimits) -> usize {
    let times = limits.max_body_bytes / ResponseLimits::DEFAULT_MAX_BODY_BYTES;
    usual.saturating_mul(times.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_grow_with_the_largest_body_and_never_shrink() {
        let of = |bytes| nested(ResponseLimits::default().with_max_body_bytes(bytes));
        assert_eq!(of(ResponseLimits::DEFAULT_MAX_BODY_BYTES), 50_000);
        assert_eq!(of(1024), 50_000);
        assert_eq!(of(64 << 20), 400_000);
        assert_eq!(of(usize::MAX), 50_000 * (usize::MAX >> 23));
        assert_eq!(actions(ResponseLimits::default()), 120_000);
    }
}
