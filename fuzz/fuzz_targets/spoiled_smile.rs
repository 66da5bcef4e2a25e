#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::enter("spoiled_smile", bytes));
