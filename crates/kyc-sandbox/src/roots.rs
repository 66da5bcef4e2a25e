//! Whom a transport trusts that has nobody to trust: loading the platform's roots takes time, and a slim machine has none.

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};

/// The PEM of a CA whose key is gone.
pub(crate) fn nobody() -> Result<String, rcgen::Error> {
    let mut ca = CertificateParams::new(Vec::new())?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(ca.self_signed(&KeyPair::generate()?)?.pem())
}
