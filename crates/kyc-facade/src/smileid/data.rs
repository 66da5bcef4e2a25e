//! What comes with a verdict: returned details, evidence, list hits, advisory reasons.

use kyc_model::{
    Lenient, Sensitive, Timestamp, Word,
    outcome::{
        Check, CheckResult, Claim, Evidence, EvidenceKind, Field, FieldMatch, Reason,
        ReasonCategory, WatchlistHit, WatchlistKind, Weight,
    },
    smileid::{Action, ActionKey, ActionValue, AmlPerson, IdText, ImageLinks, JobResult},
};
use serde_json::Value;

use super::checks::{Actions, Group, step};
use crate::ruling::mask;

/// Whether a text is what the issuing authorities put where they have nothing.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || ["not available", "n/a", "nan-nan-nan"]
            .iter()
            .any(|placeholder| text.eq_ignore_ascii_case(placeholder))
}

fn real_text(member: &IdText) -> Option<&Sensitive<String>> {
    let text = member.as_ref()?.value()?;
    (!is_placeholder(text.expose())).then_some(text)
}

/// The details that an authority returned. Nothing was compared, so none of them is a match.
pub(crate) fn fields(result: &JobResult, source_checked: bool) -> Vec<Field> {
    let id = &result.id_fields;
    let members: [(&'static str, Option<Claim>, &IdText); 15] = [
        ("Country", None, &id.country),
        ("IDType", None, &id.id_type),
        ("IDNumber", Some(Claim::IdNumber), &id.id_number),
        ("Secondary_ID_Number", None, &id.secondary_id_number),
        ("ExpirationDate", None, &id.expiration_date),
        ("IssuanceDate", None, &id.issuance_date),
        ("FullName", Some(Claim::Name), &id.full_name),
        ("FirstName", Some(Claim::GivenName), &id.first_name),
        ("LastName", Some(Claim::FamilyName), &id.last_name),
        ("OtherName", Some(Claim::MiddleName), &id.other_name),
        ("DOB", Some(Claim::Birthdate), &id.dob),
        ("Gender", Some(Claim::Gender), &id.gender),
        ("PhoneNumber", Some(Claim::PhoneNumber), &id.phone_number),
        ("PhoneNumber2", Some(Claim::PhoneNumber), &id.phone_number_2),
        ("Address", Some(Claim::Address), &id.address),
    ];
    let company = result.company_information.as_ref().map(|company| {
        [
            ("legal_name", None, &company.legal_name),
            ("registration_number", None, &company.registration_number),
            ("company_type", None, &company.company_type),
            ("status", None, &company.status),
            ("country", None, &company.country),
        ]
    });
    members
        .into_iter()
        .chain(company.into_iter().flatten())
        .filter_map(|(name, claim, member)| {
            let result = match member.as_ref()? {
                Lenient::Unreadable(_) => FieldMatch::Unrecognized,
                Lenient::Value(text) if is_placeholder(text.expose()) => FieldMatch::NotAvailable,
                Lenient::Value(_) => FieldMatch::Returned,
            };
            let mut field = Field::new(Word::Borrowed(name), result, source_checked);
            field.claim = claim;
            field.verified = real_text(member).cloned();
            Some(field)
        })
        .collect()
}

/// Evidence from a result itself; receipts and links of the reply come from [`receipt`] and [`image_links`].
pub(crate) fn evidence(result: &JobResult) -> Vec<Evidence> {
    let id = &result.id_fields;
    let mut found = Vec::new();
    if real_text(&id.id_type).is_some() || real_text(&id.id_number).is_some() {
        let mut document = Evidence::new(EvidenceKind::Document);
        document.name = real_text(&id.id_type).cloned();
        document.country = real_text(&id.country).cloned();
        document.number_masked = real_text(&id.id_number).map(mask);
        document.expires = real_text(&id.expiration_date).cloned();
        found.push(document);
    }
    found.extend(receipt("kyc_receipt", result.kyc_receipt.as_ref()));
    found.extend(receipt("kyb_receipt", result.kyb_receipt.as_ref()));
    if let Some(links) = &result.image_links {
        found.extend(image_links(links));
    }
    found
}

pub(crate) fn receipt(name: &str, link: Option<&Sensitive<String>>) -> Option<Evidence> {
    let link = link?;
    let mut receipt = Evidence::new(EvidenceKind::Receipt);
    receipt.name = Some(name.into());
    receipt.link = Some(link.clone());
    Some(receipt)
}

pub(crate) fn image_links(links: &ImageLinks) -> Vec<Evidence> {
    let named = [
        ("selfie_image", links.selfie_image.as_ref()),
        ("id_card_image", links.id_card_image.as_ref()),
        ("id_card_back", links.id_card_back.as_ref()),
    ];
    let liveness = links
        .liveness_images
        .iter()
        .map(|(name, link)| (name.as_str(), Some(link)));
    named
        .into_iter()
        .chain(liveness)
        .filter_map(|(name, link)| {
            let mut evidence = Evidence::new(EvidenceKind::ImageLink);
            evidence.name = Some(name.into());
            evidence.link = Some(link?.clone());
            Some(evidence)
        })
        .collect()
}

/// How many hits an outcome lists, and how many bytes of names: a hostile answer must not multiply.
const MAX_HITS: usize = 1000;
const MAX_HIT_BYTES: usize = 1024 * 1024;

/// The possible hits on lists.
pub(crate) struct Hits {
    pub(crate) listed: Vec<WatchlistHit>,
    /// Whether there are more than an outcome lists.
    pub(crate) left_out: bool,
}

pub(crate) fn watchlist(result: &JobResult) -> Hits {
    let people = result.aml.people.as_ref().and_then(Lenient::value);
    let mut room = MAX_HIT_BYTES;
    let mut listed = Vec::new();
    for hit in people.into_iter().flatten().flat_map(hits) {
        let bytes = hit.person.as_ref().map_or(0, |name| name.expose().len());
        match room.checked_sub(bytes) {
            Some(left) if listed.len() < MAX_HITS => room = left,
            _ => {
                return Hits {
                    listed,
                    left_out: true,
                };
            }
        }
        listed.push(hit);
    }
    Hits {
        listed,
        left_out: false,
    }
}

fn hits(person: &AmlPerson) -> impl Iterator<Item = WatchlistHit> {
    let hit = |kind| {
        let mut hit = WatchlistHit::new(kind);
        hit.person = real_text(&person.name).cloned();
        hit
    };
    let sanctions = person.sanctions.as_ref().and_then(Lenient::value);
    let pep = person.pep.as_ref().and_then(Lenient::value);
    let media = person.adverse_media.as_ref().map(Sensitive::expose);
    let in_media = matches!(media, Some(Value::Array(articles)) if !articles.is_empty());
    let unspecified = sanctions.is_none_or(Vec::is_empty) && pep.is_none() && !in_media;
    let sanctions = sanctions.into_iter().flatten().map(move |sanction| {
        let mut one = hit(WatchlistKind::Sanctions);
        one.list = sanction
            .source_details
            .as_ref()
            .and_then(Lenient::value)
            .and_then(|source| real_text(&source.source_name))
            .cloned();
        one
    });
    let pep = pep.into_iter().map(move |pep| {
        let mut one = hit(WatchlistKind::Pep);
        one.pep_level = pep.pep_level.as_ref().and_then(Lenient::value).cloned();
        one
    });
    let media = in_media.then(|| hit(WatchlistKind::AdverseMedia));
    let unspecified = unspecified.then(|| hit(WatchlistKind::Unspecified));
    sanctions.chain(pep).chain(media).chain(unspecified)
}

/// Reasons that change no decision. Source: decision tables, 2.3 and 2.2.
pub(crate) fn advisories(
    results: &[&JobResult],
    actions: &Actions<'_>,
    checks: &[Check],
    answered_at: Option<Timestamp>,
) -> Vec<Reason> {
    use ReasonCategory as C;
    let mut found = Vec::new();
    let mut add = |category: C| {
        if !found
            .iter()
            .any(|reason: &Reason| reason.category == category)
        {
            found.push(Reason::new(category, Weight::Advisory));
        }
    };
    for result in results {
        let registered = &result.id_fields.id_number_previously_registered;
        if matches!(registered, Some(Lenient::Value(true))) {
            add(C::DuplicateIdentity);
        }
        if is_expired(&result.id_fields.expiration_date, answered_at) {
            add(C::ExpiredDocument);
        }
        if matches!(result.confidence_value, Some(Lenient::Unreadable(_))) {
            add(C::UnrecognizedValue);
        }
    }
    if actions.iter().any(is_unknown) {
        add(C::UnrecognizedValue);
    }
    if actions.iter().any(is_undetermined) {
        add(C::NotDetermined);
    }
    let refused_document = results.iter().any(|result| {
        matches!(result.job_type().map(|t| t.number()), Some(6 | 11))
            && result.code().is_some_and(|code| code.as_str() == "0811")
    });
    if refused_document {
        let failed = |prefix: &str| {
            checks.iter().any(|check| {
                check.result == CheckResult::Failed && check.kind.as_str().starts_with(prefix)
            })
        };
        if failed("face_") {
            add(C::FaceMismatch);
        }
        if failed("liveness") {
            add(C::SpoofSuspected);
        }
    }
    found
}

fn is_unknown(action: &Action) -> bool {
    matches!(action.action, ActionKey::Unknown(_))
        || !matches!(&action.value, Lenient::Value(value) if value.is_known())
}

fn is_undetermined(action: &Action) -> bool {
    step(&action.action).group == Group::Verdict
        && matches!(
            action.value,
            Lenient::Value(
                ActionValue::IssuerUnavailable
                    | ActionValue::NotDone
                    | ActionValue::UnableToDetermine
            )
        )
}

/// Compares ISO dates as texts; any other form is not compared.
fn is_expired(expiration: &IdText, answered_at: Option<Timestamp>) -> bool {
    let (Some(expiration), Some(answered_at)) = (real_text(expiration), answered_at) else {
        return false;
    };
    let expires = expiration.expose().as_bytes();
    let is_iso = expires.len() >= 10
        && expires
            .iter()
            .take(10)
            .enumerate()
            .all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
    let answered_on = answered_at.to_rfc3339_millis();
    is_iso
        && expires
            .iter()
            .take(10)
            .lt(answered_on.as_bytes().iter().take(10))
}
