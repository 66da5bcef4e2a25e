//! Nothing here: the benchmark `rivals` is all there is, started by `cargo xtask bench --rivals`.
