//! Rows to values and back. Whatever a provider sent is kept as JSON or bytes: a text of PostgreSQL has no NUL.

use std::collections::BTreeMap;

use kyc_model::{
    Sensitive, Timestamp,
    outcome::{Reference, VerificationOutcome},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::connection::Row;
use crate::{Action, ActionClaim, Claim, Delivery, GivenUp, StoreError, StoreErrorKind};

/// What is kept of a delivery beside its key and body.
#[derive(Serialize, Deserialize)]
struct Head {
    reference: Reference,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Sensitive<String>>,
    received_at: Timestamp,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, Sensitive<String>>,
}

// serde's own messages quote values.
fn corrupt<E>(_: E) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt)
}

fn write<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(corrupt)
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(corrupt)
}

pub(super) fn head(delivery: &Delivery) -> Result<String, StoreError> {
    write(&Head {
        reference: delivery.reference().clone(),
        code: delivery.code().map(Into::into),
        received_at: delivery.received_at(),
        attributes: delivery.attributes().clone(),
    })
}

pub(super) fn json(outcome: &VerificationOutcome) -> Result<String, StoreError> {
    write(outcome)
}

pub(super) fn outcome(json: &str) -> Result<VerificationOutcome, StoreError> {
    read(json)
}

/// The delivery in the columns key, head, body.
fn delivery(row: &Row) -> Result<Delivery, StoreError> {
    let head: Head = read(&row.text(1)?)?;
    let key = row.text(0)?.parse()?;
    let code = head.code.map(Sensitive::into_inner);
    let body = row.bytes(2)?;
    let delivery = Delivery::from_stored(key, head.reference, code, body, head.received_at);
    let attributes = head.attributes.into_iter();
    Ok(attributes.fold(delivery, |delivery, (name, value)| {
        delivery.with_attribute(name, value)
    }))
}

fn attempts(row: &Row, column: usize) -> Result<u32, StoreError> {
    Ok(u32::try_from(row.count(column)?).unwrap_or(u32::MAX))
}

/// key, head, body, token, attempts
pub(super) fn claim(row: &Row) -> Result<Claim, StoreError> {
    Ok(Claim::new(delivery(row)?, row.count(3)?, attempts(row, 4)?))
}

/// key, head, body, reason, attempts
pub(super) fn given_up(row: &Row) -> Result<GivenUp, StoreError> {
    let reason = row.maybe_text(3)?.unwrap_or_default();
    Ok(GivenUp::new(delivery(row)?, reason, attempts(row, 4)?))
}

/// id, outcome, beside, alert, token, attempts
pub(super) fn action_claim(row: &Row) -> Result<ActionClaim, StoreError> {
    let mut action = Action::new(row.text(0)?.parse()?, outcome(&row.text(1)?)?);
    action.other_outcome = row.maybe_text(2)?.map(|json| outcome(&json)).transpose()?;
    action.alert = row.number(3)? != 0;
    Ok(ActionClaim::new(action, row.count(4)?, attempts(row, 5)?))
}
