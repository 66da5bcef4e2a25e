//! Who may call.

use super::{
    Service,
    fault::{Fault, INVALID_CERTIFICATE, INVALID_CUSTOMER_ID, INVALID_PASSWORD},
    request::Members,
};
use crate::{shared_state::SharedState, wire::Incoming};

/// Checked before anything else of the message. The certificate service does not look at a password.
pub(super) fn check(
    service: Service,
    incoming: &Incoming,
    shared: &SharedState,
    members: &Members<'_, '_>,
) -> Result<(), Fault> {
    let own = shared.account.greenid_customer_id();
    if members.text("customerId").as_deref() != Some(own) {
        return Err(INVALID_CUSTOMER_ID.into());
    }
    match service {
        Service::Password => {
            let password = members.text("password");
            if !password.is_some_and(|password| shared.account.has_password(&password)) {
                return Err(INVALID_PASSWORD.into());
            }
        }
        Service::Certificate => {
            if shared.settings.wants_certificate && !incoming.has_trusted_certificate {
                return Err(INVALID_CERTIFICATE.into());
            }
        }
    }
    Ok(())
}
