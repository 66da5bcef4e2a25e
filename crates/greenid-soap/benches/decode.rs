//! Replies to records, as times of what quick-xml takes for its tokens alone: ours and what a user would take instead.

#[path = "../tests/common/oracle.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod oracle;
#[path = "work/quick_xml_serde.rs"]
mod quick_xml_serde;
mod work;

use greenid_soap::Operation;
use measure::Bench;
use work::reply;

fn main() {
    let bench = Bench::from_env();
    for (size, body) in [
        ("3 KB", reply::small()),
        ("50 KB", reply::usual()),
        ("1 MB", reply::large()),
    ] {
        compare(&bench, size, &body);
    }
}

fn compare(bench: &Bench, size: &str, body: &str) {
    let record = work::ours(body.as_bytes());
    let question = work::question();
    let response = work::response(body);
    bench.group(&format!("greenID decode, {size}"), |group| {
        group.bytes(body.len());
        group.add("quick-xml tokens", || work::tokens(body));
        group.add("clone of the result", || record.clone());
        group
            .add("ours", || work::ours(body.as_bytes()))
            .at_most(1.9);
        group
            .add("ours, the whole reply", || {
                work::whole_reply(&question, &response)
            })
            .at_most(1.9);
        group.add("quick-xml serde, no namespaces", || {
            quick_xml_serde::read(body)
        });
        group.add("yaserde", || {
            oracle::records(body.as_bytes(), Operation::GetVerificationResult).is_ok()
        });
    });
}
