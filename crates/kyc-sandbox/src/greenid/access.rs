//! Who may call.

use super::{
    Service,
    fault::{Fault, INVALID_CERTIFICATE, INVALID_CUSTOMER_ID, INVALID_PASSWORD},
    request::Members,
};
use crate::{wire::Incoming, world::World};

/// Checked before anything else of the message. The certificate service does not look at a password.
pub(super) fn check(
    service: Service,
    incoming: &Incoming,
    world: &World,
    members: &Members<'_, '_>,
) -> Result<(), Fault> {
    let own = world.account.greenid_customer_id();
    if members.text("customerId").as_deref() != Some(own) {
        return Err(INVALID_CUSTOMER_ID.into());
    }
    match service {
        Service::Password => {
            let password = members.text("password");
            if !password.is_some_and(|password| world.account.has_password(&password)) {
                return Err(INVALID_PASSWORD.into());
            }
        }
        Service::Certificate => {
            if world.settings.wants_certificate && !incoming.has_trusted_certificate {
                return Err(INVALID_CERTIFICATE.into());
            }
        }
    }
    Ok(())
}
