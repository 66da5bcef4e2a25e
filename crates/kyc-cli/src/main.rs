//! kyc
fn main() {}
