//! kyc-facade
