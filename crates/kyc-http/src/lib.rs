//! kyc-http
