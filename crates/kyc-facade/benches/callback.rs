//! A V1 callback from its bytes to an outcome: authenticated, judged for freshness, decoded, decided.
//!
//! ```sh
//! cargo bench --package kyc-facade --bench callback
//! ```

mod work;

use measure::Bench;
use work::Callback;

fn main() {
    let callback = Callback::new();
    let body = callback.body();
    Bench::from_env().group("V1 callback", |group| {
        group.bytes(body.len());
        group.add("floor: IgnoredAny", || work::floor(body));
        group.add("smileid: Verifier::receive", || callback.receive());
        group
            .add("kyc-facade: receive and decide_result", || {
                callback.outcome()
            })
            .at_most(4.5);
        let outcome = callback.outcome();
        group.add("cloning the outcome", move || outcome.clone());
    });
}
