//! What Australia Post scanned. Members are raw text, padding included, as the page demands; typed readings stand beside
//! them. Source: spec page, tables PostOfficeData, DetailRecordHeader and DocumentRecord.

use super::{
    AustralianState, Date, MatchFlag, PaymentMethod, Reading, UniqueReference, UtilityAccountType,
    readings,
};
use crate::{Sensitive, record::closed_record};

type Raw = Option<Sensitive<String>>;

closed_record! {
    /// `PostOfficeData`: the raw data retrieved from Australia Post.
    pub struct PostOfficeData {
        /// `customerId`: greenID's identifier for the client application.
        customer_id: Raw,
        /// `documents`: the names of the documents, separated by commas, for people.
        documents: Raw,
        /// `header` of the flat file.
        header: Option<DetailRecordHeader>,
        /// `poFileName`: the file read from Australia Post.
        po_file_name: Raw,
        /// `records`: the documents used.
        records: Vec<DocumentRecord>,
    }
}

closed_record! {
    /// `DetailRecordHeader`: the header of the flat file. Not all contracts have all members.
    pub struct DetailRecordHeader {
        /// `amount`: unsigned, in cents.
        amount: Raw,
        /// `channelId`: 0 is the default.
        channel_id: Raw,
        /// `date`: ddmmyy, made by the system.
        date: Raw,
        /// `dateOfBirth` on the form: ddmmyyyy.
        date_of_birth: Raw,
        /// `filler`: serves no purpose.
        filler: Raw,
        /// `formVersion`: A to Z.
        form_version: Raw,
        /// `givenName`: 16 characters of it.
        given_name: Raw,
        /// `id`: identifies the record; not set by Australia Post.
        id: Raw,
        /// `idWizardRefNo`.
        id_wizard_ref_no: Raw,
        /// `paymentMethod`.
        payment_method: Raw,
        /// `phoneNo` on the form.
        phone_no: Raw,
        /// `postOfficeName`.
        post_office_name: Raw,
        /// `recordNo`: seems to be fixed as 1.
        record_no: Raw,
        /// `recordType`: seems to be fixed as 5.
        record_type: Raw,
        /// `referenceNo`: most often the userId, 16 characters or less.
        reference_no: Raw,
        /// `surname`: 20 characters of it.
        surname: Raw,
        /// `totalNumberOfIdDocument` or `totalNumberOfIdDocuments`.
        total_number_of_id_documents: Raw,
        /// `typeCode`.
        type_code: Raw,
        /// `uniqueReferenceNumber` or `uniqueReferenceNo`: wwwwwwttnnnnn.
        unique_reference_number: Raw,
    }
}

closed_record! {
    /// `DocumentRecord`: one document used to verify the person.
    pub struct DocumentRecord {
        /// `amount`: always zero.
        amount: Raw,
        /// `comments`.
        comments: Raw,
        /// `countryOfIssue`.
        country_of_issue: Raw,
        /// `dateOfBirthMatchesForm` or `dateOfBirthMatchesaForm`: Y, or X for not applicable.
        date_of_birth_matches_form: Raw,
        /// `documentExpiryDate`: dd/mm/yyyy, or blanks.
        document_expiry_date: Raw,
        /// `documentName`: the name of `idDocumentType`.
        document_name: Raw,
        /// `documentNumber`.
        document_number: Raw,
        /// `filler`: serves no purpose.
        filler: Raw,
        /// `id`: identifies the record; not set by Australia Post.
        id: Raw,
        /// `idDocumentType`: a code number.
        id_document_type: Raw,
        /// `idWizardRefNo`.
        id_wizard_ref_no: Raw,
        /// `issuedBy`: may stand instead of country, state and utility.
        issued_by: Raw,
        /// `issueDate` or `issuedate`: dd/mm/yyyy, or blanks.
        issue_date: Raw,
        /// `nameMatchesForm` or `nameMatchesform`: Y, or X for not applicable.
        name_matches_form: Raw,
        /// `photoMatch`: Y, or X for not applicable.
        photo_match: Raw,
        /// `recordNo`.
        record_no: Raw,
        /// `recordType`.
        record_type: Raw,
        /// `referenceNo`.
        reference_no: Raw,
        /// `residentialAddressMatchesForm`: Y, or X for not applicable.
        residential_address_matches_form: Raw,
        /// `stateOrTerritoryOfIssue`.
        state_or_territory_of_issue: Raw,
        /// `utilityAccountIssuer`.
        utility_account_issuer: Raw,
        /// `utilityAccountType`.
        utility_account_type: Raw,
    }
}

fn read<T>(raw: &Raw, read: impl FnOnce(&str) -> Option<T>) -> Reading<T> {
    Reading::of(raw.as_ref().map(|text| text.expose().as_str()), read)
}

impl DetailRecordHeader {
    /// `amount` in cents.
    #[must_use]
    pub fn amount_cents(&self) -> Reading<u64> {
        read(&self.amount, readings::whole_number)
    }

    /// `date`, whose two-digit year is of this century.
    #[must_use]
    pub fn file_date(&self) -> Reading<Date> {
        read(&self.date, Date::from_ddmmyy)
    }

    /// `dateOfBirth`.
    #[must_use]
    pub fn birth_date(&self) -> Reading<Date> {
        read(&self.date_of_birth, Date::from_ddmmyyyy)
    }

    /// `formVersion`, A to Z.
    #[must_use]
    pub fn form_version_letter(&self) -> Reading<char> {
        read(&self.form_version, readings::form_version)
    }

    /// `paymentMethod`.
    #[must_use]
    pub fn payment(&self) -> Reading<PaymentMethod> {
        read(&self.payment_method, PaymentMethod::parse)
    }

    /// `totalNumberOfIdDocument`.
    #[must_use]
    pub fn document_count(&self) -> Reading<u64> {
        read(&self.total_number_of_id_documents, readings::whole_number)
    }

    /// `uniqueReferenceNumber` in its parts.
    #[must_use]
    pub fn unique_reference(&self) -> Reading<UniqueReference> {
        read(&self.unique_reference_number, UniqueReference::parse)
    }
}

impl DocumentRecord {
    /// `amount` in cents; always zero.
    #[must_use]
    pub fn amount_cents(&self) -> Reading<u64> {
        read(&self.amount, readings::whole_number)
    }

    /// `documentExpiryDate`.
    #[must_use]
    pub fn expires_on(&self) -> Reading<Date> {
        read(&self.document_expiry_date, Date::from_slashed)
    }

    /// `issueDate`.
    #[must_use]
    pub fn issued_on(&self) -> Reading<Date> {
        read(&self.issue_date, Date::from_slashed)
    }

    /// `nameMatchesForm`.
    #[must_use]
    pub fn name_match(&self) -> MatchFlag {
        MatchFlag::read(self.name_matches_form.as_ref())
    }

    /// `dateOfBirthMatchesForm`.
    #[must_use]
    pub fn birth_date_match(&self) -> MatchFlag {
        MatchFlag::read(self.date_of_birth_matches_form.as_ref())
    }

    /// `residentialAddressMatchesForm`.
    #[must_use]
    pub fn address_match(&self) -> MatchFlag {
        MatchFlag::read(self.residential_address_matches_form.as_ref())
    }

    /// `photoMatch`.
    #[must_use]
    pub fn photo_match_flag(&self) -> MatchFlag {
        MatchFlag::read(self.photo_match.as_ref())
    }

    /// `stateOrTerritoryOfIssue`.
    #[must_use]
    pub fn state_of_issue(&self) -> Reading<AustralianState> {
        read(&self.state_or_territory_of_issue, |text| {
            Some(AustralianState::from(text)).filter(AustralianState::is_known)
        })
    }

    /// `utilityAccountType`.
    #[must_use]
    pub fn utility(&self) -> Reading<UtilityAccountType> {
        read(&self.utility_account_type, |text| {
            Some(UtilityAccountType::from(text)).filter(UtilityAccountType::is_known)
        })
    }
}
