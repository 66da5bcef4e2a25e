//! From a V3 status document to the one outcome. Source: decision tables, parts 1 and 2.5.

use std::collections::BTreeSet;

use kyc_model::{
    Lenient, Sensitive,
    outcome::{
        Decision, Finality, Product, Provider, Reason, ReasonCategory, SmileApi,
        VerificationOutcome, Weight,
    },
    smileid::V3StatusDocument,
};

use super::{
    Provenance, data,
    decide::{assemble, check_bound, close},
    established, overlays,
    v3::{self, Given},
};
use crate::{
    Error,
    ruling::{Ruling, is_another, is_ours},
};

/// Decides a V3 status document. `product` comes from the caller's handle; a status reply does not tell it.
///
/// # Errors
/// `SubjectNotFound` for `not_found`; `WrongSubject` when its ids are not the ids asked for; `InvalidRequest` when the source
/// is one that we asked and `asked` does not hold the ids.
pub fn decide_v3(
    document: &V3StatusDocument,
    product: Option<&Product>,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    check_bound(provenance, SmileApi::V3)?;
    let mut reference = provenance.asked.clone().unwrap_or_default();
    let present = |id: Option<&Sensitive<String>>| id.cloned().filter(|id| !id.expose().is_empty());
    let (job_id, user_id) = (
        present(document.job_id.as_ref()),
        present(document.user_id.as_ref()),
    );
    if is_another(reference.job_id.as_ref(), job_id.as_ref())
        || is_another(reference.user_id.as_ref(), user_id.as_ref())
    {
        return Err(Error::wrong_subject().with_provider(Provider::Smileid));
    }
    // The partner's own ids of the job, which are not the ids that V3 asks by. A webhook's ids can also stand in its headers
    // alone; the caller then names them.
    let params = document.partner_params.as_ref().and_then(Lenient::value);
    let partners = params.and_then(|params| present(params.job_id.as_ref()));
    let ours = is_ours(provenance.source);
    let about_nobody = if ours {
        job_id.is_none() || (reference.user_id.is_some() && user_id.is_none())
    } else {
        job_id.is_none() && partners.is_none() && reference.job_id.is_none()
    };

    let named = [
        product,
        reference.product.as_ref(),
        document.product.as_ref(),
    ];
    let products: BTreeSet<Product> = named.into_iter().flatten().cloned().collect();
    let other_product = products.len() > 1;
    let product = named.into_iter().flatten().next().cloned();
    let product = product.as_ref();
    let status = document.status.as_ref();
    let reason = document.reason.as_ref();
    let verdict = v3::verdict(status, Given::read(reason), product)
        .ok_or_else(|| Error::subject_not_found().with_provider(Provider::Smileid))?;

    let mut decisive = Reason::new(verdict.category, Weight::Decisive);
    let reason_code = reason
        .and_then(Lenient::value)
        .map(|reason| reason.as_str());
    let unknown_status = status.filter(|status| !status.is_known());
    // A status that nobody knows says more than the reason beside it.
    decisive.code = unknown_status
        .map(|status| status.as_str())
        .or(reason_code)
        .or(status.map(|status| status.as_str()))
        .map(Into::into);
    decisive.text = document.message.clone();
    let beside = unknown_status.and(reason_code).map(|code| {
        Reason::new(ReasonCategory::UnrecognizedValue, Weight::Advisory).with_code(code)
    });
    let mut ruling = Ruling {
        decision: verdict.decision,
        finality: verdict.finality,
        awaiting: verdict.awaiting,
        decided_by: verdict.row.into(),
        reasons: [decisive].into_iter().chain(beside).collect(),
        established: Vec::new(),
    };
    let rule_3 = if about_nobody {
        Some(("P3a", ReasonCategory::IncompleteAnswer))
    } else if other_product {
        Some(("P3b", ReasonCategory::ContradictoryAnswer))
    } else {
        None
    };
    if let Some((rule, category)) = rule_3 {
        ruling.overrule(rule, Decision::Inconclusive, Finality::Unknown, category);
    }
    if ruling.decision == Decision::Verified {
        if let Some(product) = product {
            ruling.established = established::of_v3_product(product).to_vec();
        }
        if let Some(category) = document.antifraud.as_ref().and_then(overlays::antifraud) {
            ruling.overrule("S1", Decision::NeedsReview, Finality::Final, category);
        }
    }
    reference.api = SmileApi::V3;
    reference.job_id = reference.job_id.or(job_id).or(partners);
    reference.user_id = reference.user_id.or(user_id);
    reference.product = product.cloned();
    let mut parts = assemble(
        ruling,
        product.cloned().unwrap_or(Product::Unspecified),
        reference,
        provenance,
    );
    parts
        .evidence
        .extend(data::receipt("kyc_receipt", document.kyc_receipt.as_ref()));
    if let Some(links) = &document.image_links {
        parts.evidence.extend(data::image_links(links));
    }
    parts.decided_at = document
        .completed_at
        .as_ref()
        .and_then(|text| smileid::read_time(text.expose()));
    close(parts, provenance)
}
