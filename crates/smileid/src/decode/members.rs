//! Which member of which object goes where.

use kyc_model::{
    Extra, Lenient, Sensitive,
    smileid::{
        AmlPerson, Antifraud, AntifraudSummary, CompanyInformation, Consent, FraudRisk, ImageLinks,
        JobResult, JobStatus, PartnerParams, Pep, Sanction, SanctionSource, SmileSecure,
        SuspectUser, UserProvidedInfo, V3IdFields, V3StatusDocument,
    },
};
use serde::de::MapAccess;
use serde_json::{Map, Value};

use super::{
    context::{Context, Step},
    records::{Record, actions, lenient_list, lenient_object, list, object, status_result},
    scalars as s,
    value::is_integer,
};
use crate::ErrorKind;

/// Declares which wire member goes to which field, read how.
macro_rules! members {
    ($record:ty { $($rest:tt)* }) => { members!(@ $record, 0_u32, {}, $($rest)*); };
    (@ $record:ty, $index:expr, { $($done:tt)* }, $name:literal => $($field:ident).+ : $read:expr, $($rest:tt)*) => {
        members!(@ $record, $index + 1, { $($done)* { $index, $name, ($($field).+), $read } }, $($rest)*);
    };
    (@ $record:ty, $count:expr, { $({ $index:expr, $name:literal, ($($field:ident).+), $read:expr })* },) => {
        impl Record for $record {
            fn member<'de, A: MapAccess<'de>>(
                &mut self,
                name: &str,
                seen: &mut u64,
                map: &mut A,
                cx: &Context,
            ) -> Result<bool, A::Error> {
                match name {
                    $( $name => {
                        let bit = 1_u64 << ($index);
                        let read = if *seen & bit == 0 {
                            *seen |= bit;
                            $read(map, cx)
                        } else {
                            Err(cx.fail(ErrorKind::DuplicateMember))
                        };
                        self.$($field).+ =
                            read.map_err(|error| cx.failed_in(Step::Member($name), error))?;
                    } )*
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn keep(&mut self, mut extra: Map<String, Value>) {
                self.absorb(&mut extra);
                self.extra = Extra::new(extra);
            }
        }
    };
}

/// Spelling quirks: undocumented names that mean a documented member.
trait Absorb {
    fn absorb(&mut self, _: &mut Map<String, Value>) {}
}

macro_rules! no_quirks { ($($record:ty),+ $(,)?) => { $( impl Absorb for $record {} )+ }; }
no_quirks!(
    JobStatus,
    PartnerParams,
    CompanyInformation,
    Antifraud,
    AntifraudSummary,
    SmileSecure,
    SuspectUser,
    AmlPerson,
    Pep,
    Sanction,
    SanctionSource,
    V3StatusDocument,
    FraudRisk,
    V3IdFields,
    UserProvidedInfo,
    Consent,
);

impl Absorb for JobResult {
    fn absorb(&mut self, extra: &mut Map<String, Value>) {
        const SECOND_SPELLING: &str = "SecondaryIDNumber";
        if self.id_fields.secondary_id_number.is_none()
            && let Some(number) = match extra.get(SECOND_SPELLING) {
                Some(Value::String(number)) => Some(number.clone()),
                Some(Value::Number(number)) if is_integer(number) => Some(number.to_string()),
                _ => None,
            }
        {
            self.id_fields.secondary_id_number = Some(Lenient::Value(Sensitive::new(number)));
            extra.remove(SECOND_SPELLING);
        }
    }
}

/// `liveness_image_N`, and nothing that could be anything else.
fn is_liveness_image(name: &str) -> bool {
    let number = name.strip_prefix("liveness_image_").unwrap_or_default();
    !number.is_empty() && number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit())
}

impl Absorb for ImageLinks {
    fn absorb(&mut self, extra: &mut Map<String, Value>) {
        let names: Vec<String> = extra
            .iter()
            .filter(|(name, link)| is_liveness_image(name) && link.is_string())
            .map(|(name, _)| name.clone())
            .collect();
        for name in names {
            if let Some(Value::String(link)) = extra.remove(&name) {
                self.liveness_images.insert(name, Sensitive::new(link));
            }
        }
    }
}

members!(JobStatus {
    "timestamp" => timestamp: s::text,
    "signature" => signature: s::text,
    "job_complete" => job_complete: s::flag,
    "job_success" => job_success: s::flag,
    "code" => code: s::status_code,
    "result" => result: status_result,
    "history" => history: list,
    "image_links" => image_links: object,
    "kyc_receipt" => kyc_receipt: s::text,
    "kyb_receipt" => kyb_receipt: s::text,
});

members!(JobResult {
    "ConfidenceValue" => confidence_value: s::confidence,
    "JSONVersion" => json_version: s::text_or_number,
    "Actions" => actions: actions,
    "ResultText" => result_text: s::text,
    "ResultCode" => result_code: s::result_code,
    "ResultType" => result_type: s::result_type,
    "IsFinalResult" => is_final_result: s::flag,
    "IsMachineResult" => is_machine_result: s::fact,
    "PartnerParams" => partner_params: object,
    "Source" => source: s::submission_source,
    "SmileJobID" => smile_job_id: s::text_or_number,
    "timestamp" => timestamp: s::lenient_text,
    "signature" => signature: s::lenient_text,
    "Antifraud" => antifraud: object,
    "ImageLinks" => image_links: object,
    "kyc_receipt" => kyc_receipt: s::text,
    "kyb_receipt" => kyb_receipt: s::text,
    "company_information" => company_information: object,
    "no_of_persons_found" => aml.no_of_persons_found: s::count,
    "StrictMatch" => aml.strict_match: s::fact,
    "people" => aml.people: lenient_list,
    "Country" => id_fields.country: s::lenient_text_or_number,
    "IDType" => id_fields.id_type: s::lenient_text_or_number,
    "IDNumber" => id_fields.id_number: s::lenient_text_or_number,
    "Secondary_ID_Number" => id_fields.secondary_id_number: s::lenient_text_or_number,
    "ExpirationDate" => id_fields.expiration_date: s::lenient_text_or_number,
    "IssuanceDate" => id_fields.issuance_date: s::lenient_text_or_number,
    "FullName" => id_fields.full_name: s::lenient_text_or_number,
    "FirstName" => id_fields.first_name: s::lenient_text_or_number,
    "LastName" => id_fields.last_name: s::lenient_text_or_number,
    "OtherName" => id_fields.other_name: s::lenient_text_or_number,
    "DOB" => id_fields.dob: s::lenient_text_or_number,
    "Gender" => id_fields.gender: s::lenient_text_or_number,
    "PhoneNumber" => id_fields.phone_number: s::lenient_text_or_number,
    "PhoneNumber2" => id_fields.phone_number_2: s::lenient_text_or_number,
    "Address" => id_fields.address: s::lenient_text_or_number,
    "Photo" => id_fields.photo: s::lenient_text_or_number,
    "Document" => id_fields.document: s::lenient_text_or_number,
    "FullData" => id_fields.full_data: s::any,
    "IDNumberPreviouslyRegistered" => id_fields.id_number_previously_registered: s::fact,
    "UserIDsOfPreviousRegistrants" => id_fields.user_ids_of_previous_registrants: s::any,
    "IsAlive" => id_fields.is_alive: s::fact,
});

members!(PartnerParams {
    "job_type" => job_type: s::job_type,
    "user_id" => user_id: s::text,
    "job_id" => job_id: s::text,
    "optional_info" => optional_info: s::any,
    "sandbox_result" => sandbox_result: s::present_text_or_number,
});

members!(CompanyInformation {
    "status" => status: s::lenient_text_or_number,
    "legal_name" => legal_name: s::lenient_text_or_number,
    "registration_number" => registration_number: s::lenient_text_or_number,
    "company_type" => company_type: s::lenient_text_or_number,
    "country" => country: s::lenient_text_or_number,
});

members!(ImageLinks {
    "selfie_image" => selfie_image: s::text,
    "id_card_image" => id_card_image: s::text,
    "id_card_back" => id_card_back: s::text,
    "error" => error: s::text,
});

members!(Antifraud {
    "summary" => summary: lenient_object,
    "smile_secure" => smile_secure: lenient_object,
    "fraud_risk" => fraud_risk: lenient_object,
});

members!(FraudRisk {
    "risk_level" => risk_level: s::lenient_text,
    "risk_score" => risk_score: s::any,
});

members!(V3IdFields {
    "country" => country: s::lenient_text_or_number,
    "id_type" => id_type: s::lenient_text_or_number,
    "id_number" => id_number: s::lenient_text_or_number,
    "full_name" => full_name: s::lenient_text_or_number,
    "first_name" => first_name: s::lenient_text_or_number,
    "last_name" => last_name: s::lenient_text_or_number,
    "date_of_birth" => date_of_birth: s::lenient_text_or_number,
    "gender" => gender: s::lenient_text_or_number,
    "issuance_date" => issuance_date: s::lenient_text_or_number,
    "expiration_date" => expiration_date: s::lenient_text_or_number,
    "address" => address: s::any,
});

members!(UserProvidedInfo {
    "given_names" => given_names: s::lenient_text_or_number,
    "last_name" => last_name: s::lenient_text_or_number,
    "email" => email: s::lenient_text_or_number,
    "phone_number" => phone_number: s::lenient_text_or_number,
});

members!(Consent {
    "schema_version" => schema_version: s::lenient_text,
    "granted" => granted: s::fact,
    "granted_at" => granted_at: s::lenient_text,
    "notice_language" => notice_language: s::lenient_text,
    "notice_privacy_policy_url" => notice_privacy_policy_url: s::lenient_text,
});

members!(AntifraudSummary {
    "fraud_detected" => fraud_detected: s::fact,
    "fraud_sources" => fraud_sources: s::any,
});

members!(SmileSecure {
    "ResultCode" => result_code: s::lenient_text_or_number,
    "ResultText" => result_text: s::lenient_text_or_number,
    "SuspectUsers" => suspect_users: lenient_list,
});

members!(SuspectUser {
    "user_id" => user_id: s::lenient_text_or_number,
    "reasons" => reasons: s::any,
});

members!(AmlPerson {
    "name" => name: s::lenient_text_or_number,
    "aliases" => aliases: s::any,
    "addresses" => addresses: s::any,
    "dates_of_birth" => dates_of_birth: s::any,
    "nationalities" => nationalities: s::any,
    "associations" => associations: s::any,
    "adverse_media" => adverse_media: s::any,
    "pep" => pep: lenient_object,
    "sanctions" => sanctions: lenient_list,
});

members!(Pep {
    "pep_level" => pep_level: s::count,
    "political_positions" => political_positions: s::any,
    "sources" => sources: s::any,
});

members!(Sanction {
    "date_of_birth" => date_of_birth: s::lenient_text_or_number,
    "nationality" => nationality: s::lenient_text_or_number,
    "source_details" => source_details: lenient_object,
});

members!(SanctionSource {
    "source_name" => source_name: s::lenient_text_or_number,
    "source_type" => source_type: s::lenient_text_or_number,
    "listed_date" => listed_date: s::lenient_text_or_number,
    "source_link" => source_link: s::any,
});

members!(V3StatusDocument {
    "status" => status: s::v3_status,
    "reason" => reason: s::v3_reason,
    "product" => product: s::product,
    "job_id" => job_id: s::text,
    "user_id" => user_id: s::text,
    "message" => message: s::text,
    "created_at" => created_at: s::text,
    "completed_at" => completed_at: s::text,
    "partner_params" => partner_params: lenient_object,
    "kyc_receipt" => kyc_receipt: s::text,
    "image_links" => image_links: object,
    "antifraud" => antifraud: object,
    "id_fields" => id_fields: lenient_object,
    "user_provided_info" => user_provided_info: lenient_object,
    "consent" => consent: lenient_object,
});
