//! How much a document may hold, so that a small body does not become very many records in memory.

use kyc_http::ResponseLimits;

/// Nesting that a document may have. Smile ID's own need fewer than ten levels.
pub(super) const MAX_DEPTH: usize = 64;

/// Objects and lists that a document of this length may hold. A history of ten thousand jobs needs thirty thousand; a decoded
/// record takes two hundred times the room of an empty object.
pub(super) fn nested(length: usize) -> usize {
    scaled(50_000, length)
}

/// Actions that all results of a document of this length may hold together. A history of ten thousand jobs has 110,000; a
/// check in an outcome takes thirty times the room of the shortest Action.
pub(super) fn actions(length: usize) -> usize {
    scaled(120_000, length)
}

/// Entries of lists and members of objects that a document of this length may hold where no record is documented. A body of
/// 8 MiB with more is little else than separators; an entry takes up to 24 times the room that it came in.
pub(super) fn values(length: usize) -> usize {
    scaled(500_000, length)
}

/// A document that is larger than most may hold more, and one that merely could be larger may not.
fn scaled(usual: usize, length: usize) -> usize {
    let times = length / ResponseLimits::DEFAULT_MAX_BODY_BYTES;
    usual.saturating_mul(times.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_grow_with_the_document_and_never_shrink() {
        assert_eq!(nested(0), 50_000);
        assert_eq!(nested(ResponseLimits::DEFAULT_MAX_BODY_BYTES), 50_000);
        assert_eq!(nested(64 << 20), 400_000);
        assert_eq!(nested(usize::MAX), 50_000 * (usize::MAX >> 23));
        assert_eq!(actions(1024), 120_000);
        assert_eq!(actions(16 << 20), 240_000);
        assert_eq!(values((16 << 20) - 1), 500_000);
        assert_eq!(values(16 << 20), 1_000_000);
    }
}
