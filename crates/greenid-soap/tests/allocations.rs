//! What a decode allocates. The counting allocator is the whole process's, so these tests have a binary of their own.

#[path = "../benches/work/mod.rs"]
mod work;

use allocation_counter::{AllocationInfo, measure};
use kyc_http::ResponseLimits;
use work::{reply, worst};

fn of_decode(body: &str) -> AllocationInfo {
    measure(|| drop(work::ours(body.as_bytes())))
}

#[test]
fn a_decode_allocates_hardly_more_often_than_a_clone_of_its_result() {
    for body in [
        reply::small(),
        reply::usual(),
        reply::large(),
        reply::kilobytes(100),
    ] {
        let record = work::ours(body.as_bytes());
        let clone = measure(|| drop(record.clone()));
        let decode = of_decode(&body);
        assert!(
            decode.count_total <= clone.count_total + clone.count_total / 10 + 32,
            "{} allocations, a clone has {}, of {} bytes",
            decode.count_total,
            clone.count_total,
            body.len()
        );
    }
}

#[test]
fn allocations_grow_no_faster_than_the_reply() {
    for of in [reply::checks, reply::kilobytes, |count| {
        worst::deep(count / 40)
    }] {
        let (small, large) = (of_decode(&of(200)), of_decode(&of(2_000)));
        assert!(
            large.count_total <= 11 * small.count_total,
            "{small:?} {large:?}"
        );
        assert!(
            large.bytes_total <= 11 * small.bytes_total,
            "{small:?} {large:?}"
        );
    }
}

#[test]
fn what_is_held_is_bounded_by_the_reply() {
    let mut above = Vec::new();
    for (name, body) in worst::replies() {
        let held = measure(|| {
            worst::decode(&body, ResponseLimits::default());
        })
        .bytes_max;
        if held > 30 * body.len() as u64 {
            above.push(format!("{name}: {held} bytes for {}", body.len()));
        }
    }
    assert!(above.is_empty(), "{above:#?}");
}
