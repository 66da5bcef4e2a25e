//! What a job returns besides its verdict: id fields, image links, fraud signals, list hits.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Lenient, Sensitive, record::record};

/// A text of the issuing authority. Smile ID sends numbers there too; they are kept as text.
pub type IdText = Option<Lenient<Sensitive<String>>>;

record! {
    /// The personal data that an id look-up returned. Nothing in it was compared with the person.
    pub struct IdFields {
        /// `Country`, two letters.
        country: IdText,
        /// `IDType`, such as `NIN`.
        id_type: IdText,
        /// `IDNumber`.
        id_number: IdText,
        /// `Secondary_ID_Number`, also spelled `SecondaryIDNumber`.
        secondary_id_number: IdText,
        /// `ExpirationDate`.
        expiration_date: IdText,
        /// `IssuanceDate`.
        issuance_date: IdText,
        /// `FullName`.
        full_name: IdText,
        /// `FirstName`.
        first_name: IdText,
        /// `LastName`.
        last_name: IdText,
        /// `OtherName`.
        other_name: IdText,
        /// `DOB`, usually `YYYY-MM-DD`.
        dob: IdText,
        /// `Gender`.
        gender: IdText,
        /// `PhoneNumber`.
        phone_number: IdText,
        /// `PhoneNumber2`.
        phone_number_2: IdText,
        /// `Address`.
        address: IdText,
        /// `Photo`: base64, up to about 1.5 MB.
        photo: IdText,
        /// `Document`: base64.
        document: IdText,
        /// `FullData`: the authority's record, as an object or a text.
        full_data: Option<Sensitive<Value>>,
        /// `IDNumberPreviouslyRegistered`: the number is already enrolled for another user.
        id_number_previously_registered: Option<Lenient<bool>>,
        /// `UserIDsOfPreviousRegistrants`.
        user_ids_of_previous_registrants: Option<Sensitive<Value>>,
        /// `IsAlive`: false when the authority has the person as dead.
        is_alive: Option<Lenient<bool>>,
    }
}

record! {
    /// Links to the images of a job. They expire and need no further credential: treat them like the images.
    pub struct ImageLinks {
        /// `selfie_image`.
        selfie_image: Option<Sensitive<String>>,
        /// `id_card_image`.
        id_card_image: Option<Sensitive<String>>,
        /// `id_card_back`.
        id_card_back: Option<Sensitive<String>>,
        /// `liveness_image_N`, by their names.
        liveness_images: BTreeMap<String, Sensitive<String>>,
        /// `error`: why there are no links.
        error: Option<Sensitive<String>>,
    }
}

record! {
    /// `Antifraud`: fraud signals beside the verdict.
    pub struct Antifraud {
        /// `summary`.
        summary: Option<Lenient<AntifraudSummary>>,
        /// `smile_secure`.
        smile_secure: Option<Lenient<SmileSecure>>,
        /// `fraud_risk` (V3).
        fraud_risk: Option<Lenient<FraudRisk>>,
    }
}

record! {
    /// `antifraud.fraud_risk` (V3).
    pub struct FraudRisk {
        /// `risk_level`: `low`, `medium` or `high`.
        risk_level: Option<Lenient<Sensitive<String>>>,
        /// `risk_score`, 0 to 100.
        risk_score: Option<Sensitive<Value>>,
    }
}

record! {
    /// `id_fields` of a V3 webhook. The body of a webhook is not signed: confirm before acting on it.
    pub struct V3IdFields {
        /// `country`, two letters.
        country: IdText,
        /// `id_type`.
        id_type: IdText,
        /// `id_number`.
        id_number: IdText,
        /// `full_name`.
        full_name: IdText,
        /// `first_name`.
        first_name: IdText,
        /// `last_name`.
        last_name: IdText,
        /// `date_of_birth`, usually `YYYY-MM-DD`.
        date_of_birth: IdText,
        /// `gender`.
        gender: IdText,
        /// `issuance_date`.
        issuance_date: IdText,
        /// `expiration_date`.
        expiration_date: IdText,
        /// `address`: a text or an object.
        address: Option<Sensitive<Value>>,
    }
}

record! {
    /// `user_provided_info` of a V3 webhook.
    pub struct UserProvidedInfo {
        /// `given_names`.
        given_names: IdText,
        /// `last_name`.
        last_name: IdText,
        /// `email`.
        email: IdText,
        /// `phone_number`, as `+` and digits.
        phone_number: IdText,
    }
}

record! {
    /// `consent` of a V3 webhook: a record after ISO 27560. Its members beyond these are kept.
    pub struct Consent {
        /// `schema_version`, such as `ISO27560-v1`.
        schema_version: Option<Lenient<Sensitive<String>>>,
        /// `granted`.
        granted: Option<Lenient<bool>>,
        /// `granted_at`.
        granted_at: Option<Lenient<Sensitive<String>>>,
        /// `notice_language`, two letters.
        notice_language: Option<Lenient<Sensitive<String>>>,
        /// `notice_privacy_policy_url`.
        notice_privacy_policy_url: Option<Lenient<Sensitive<String>>>,
    }
}

record! {
    /// `Antifraud.summary`.
    pub struct AntifraudSummary {
        /// `fraud_detected`.
        fraud_detected: Option<Lenient<bool>>,
        /// `fraud_sources`.
        fraud_sources: Option<Sensitive<Value>>,
    }
}

record! {
    /// `Antifraud.smile_secure`: the same face under other users.
    pub struct SmileSecure {
        /// `ResultCode`, of a list of its own.
        result_code: Option<Lenient<Sensitive<String>>>,
        /// `ResultText`.
        result_text: Option<Lenient<Sensitive<String>>>,
        /// `SuspectUsers`: other users with this face.
        suspect_users: Option<Lenient<Vec<SuspectUser>>>,
    }
}

record! {
    /// One entry of `SuspectUsers`.
    pub struct SuspectUser {
        /// `user_id` of the other user.
        user_id: Option<Lenient<Sensitive<String>>>,
        /// `reasons`.
        reasons: Option<Sensitive<Value>>,
    }
}

record! {
    /// Members of a watch-list answer (JT10).
    pub struct Aml {
        /// `no_of_persons_found`.
        no_of_persons_found: Option<Lenient<u64>>,
        /// `StrictMatch`.
        strict_match: Option<Lenient<bool>>,
        /// `people`: the possible matches.
        people: Option<Lenient<Vec<AmlPerson>>>,
    }
}

record! {
    /// A possible match on a watch list. It is a lead, not a verdict.
    pub struct AmlPerson {
        /// `name`.
        name: Option<Lenient<Sensitive<String>>>,
        /// `aliases`.
        aliases: Option<Sensitive<Value>>,
        /// `addresses`.
        addresses: Option<Sensitive<Value>>,
        /// `dates_of_birth`.
        dates_of_birth: Option<Sensitive<Value>>,
        /// `nationalities`.
        nationalities: Option<Sensitive<Value>>,
        /// `associations`.
        associations: Option<Sensitive<Value>>,
        /// `adverse_media`.
        adverse_media: Option<Sensitive<Value>>,
        /// `pep`: level, positions, sources.
        pep: Option<Lenient<Pep>>,
        /// `sanctions`.
        sanctions: Option<Lenient<Vec<Sanction>>>,
    }
}

record! {
    /// A politically exposed person.
    pub struct Pep {
        /// `pep_level`.
        pep_level: Option<Lenient<Sensitive<u64>>>,
        /// `political_positions`.
        political_positions: Option<Sensitive<Value>>,
        /// `sources`.
        sources: Option<Sensitive<Value>>,
    }
}

record! {
    /// An entry of a sanctions list.
    pub struct Sanction {
        /// `date_of_birth` on the list.
        date_of_birth: Option<Lenient<Sensitive<String>>>,
        /// `nationality` on the list.
        nationality: Option<Lenient<Sensitive<String>>>,
        /// `source_details`: the list itself.
        source_details: Option<Lenient<SanctionSource>>,
    }
}

record! {
    /// The list that a sanction stands on.
    pub struct SanctionSource {
        /// `source_name`, such as the name of the list.
        source_name: Option<Lenient<Sensitive<String>>>,
        /// `source_type`.
        source_type: Option<Lenient<Sensitive<String>>>,
        /// `listed_date`.
        listed_date: Option<Lenient<Sensitive<String>>>,
        /// `source_link`.
        source_link: Option<Sensitive<Value>>,
    }
}
