//! A straight line through measured times.

use std::fmt;

/// Time against bytes.
pub(crate) struct Fit {
    nanoseconds_per_byte: f64,
    pub(crate) r_squared: f64,
    /// Bytes a nanosecond of the largest, against the median's.
    largest_to_median: f64,
}

impl Fit {
    /// The line of least squares through points of bytes and nanoseconds, the largest last.
    pub(crate) fn of(points: Vec<(f64, f64)>) -> Self {
        let count = points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (x, y) = (mean(|point| point.0), mean(|point| point.1));
        let sum = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
        let xy = sum(&|point| (point.0 - x) * (point.1 - y));
        let xx = sum(&|point| (point.0 - x).powi(2));
        let yy = sum(&|point| (point.1 - y).powi(2));
        let mut rates: Vec<f64> = points.iter().map(|point| point.0 / point.1).collect();
        let largest = rates.last().copied().unwrap_or(f64::NAN);
        rates.sort_by(f64::total_cmp);
        let median = rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN);
        Self {
            nanoseconds_per_byte: xy / xx,
            r_squared: xy.powi(2) / (xx * yy),
            largest_to_median: largest / median,
        }
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "fit: {:.3} ns a byte, r2 {:.5}, rate of the largest {:.2} of the median's",
            self.nanoseconds_per_byte, self.r_squared, self.largest_to_median
        )
    }
}
