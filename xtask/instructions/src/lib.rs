//! Benchmarks alone: see `benches`.
