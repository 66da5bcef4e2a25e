//! Which member of which type goes where.

use std::borrow::Cow;

use kyc_model::{
    Sensitive,
    greenid::{
        CheckMethod, CheckState, DataInfo, DetailRecordHeader, DocumentRecord, Fault, FaultCode,
        FieldStatus, Mode, OverallOutcome, PostOfficeData, RichCheckResult, RichFieldResult,
        RichVerificationResult,
    },
};

use super::{pull::Pull, tag::Tag, text::boolean};
use crate::ErrorKind;

type Outcome<T> = Result<T, ErrorKind>;

/// What a text becomes.
trait FromText {
    fn from_text(text: Cow<'_, str>) -> Self;
}

impl FromText for Sensitive<String> {
    fn from_text(text: Cow<'_, str>) -> Self {
        Self::new(text.into_owned())
    }
}

macro_rules! codes {
    ($($code:ty),+) => {$(
        impl FromText for $code {
            fn from_text(text: Cow<'_, str>) -> Self {
                match text {
                    Cow::Borrowed(text) => Self::from(text),
                    Cow::Owned(text) => Self::from(text),
                }
            }
        }
    )+};
}
codes!(
    CheckMethod,
    CheckState,
    DataInfo,
    FaultCode,
    FieldStatus,
    Mode,
    OverallOutcome
);

/// A member that is a text. Absent when nil.
fn scalar<T: FromText>(pull: &mut Pull<'_>, tag: Tag<'_>) -> Outcome<Option<T>> {
    if tag.is_nil()? {
        pull.nil()?;
        return Ok(None);
    }
    Ok(Some(T::from_text(pull.text()?)))
}

/// A member that is a record. Absent when nil.
fn nested<'a, T: Default>(
    pull: &mut Pull<'a>,
    tag: Tag<'a>,
    into: &mut Option<T>,
    read: fn(&mut Pull<'a>, &mut T) -> Outcome<()>,
) -> Outcome<()> {
    if tag.is_nil()? {
        return pull.nil();
    }
    read(pull, into.insert(T::default()))
}

/// Notes that a member came, which it may do once.
fn once(seen: &mut u32, bit: u32) -> Outcome<()> {
    let mask = 1_u32.checked_shl(bit).unwrap_or(0);
    if *seen & mask != 0 {
        return Err(ErrorKind::DuplicateMember);
    }
    *seen |= mask;
    Ok(())
}

/// Declares how a type is read: where each member goes, its names on the wire, and what it is.
macro_rules! reader {
    (
        fn $reader:ident($name:ident) -> $record:ty {
            $( $slot:ident: $wire:literal $(| $alias:literal)* => $what:ident $(($read:ident))?, )+
        }
    ) => {
        fn $reader(pull: &mut Pull<'_>, record: &mut $record) -> Outcome<()> {
            #[expect(non_camel_case_types, reason = "named after the fields, which hold them once")]
            #[allow(dead_code, reason = "lists may come any number of times")]
            #[repr(u32)]
            enum Bit { $( $slot, )+ }
            let mut seen = 0;
            while let Some(tag) = pull.child()? {
                match tag.$name() {
                    $( $wire $(| $alias)* => reader!(
                        @$what $(($read))? pull, tag, record.$slot, $wire, seen, Bit::$slot as u32
                    ), )+
                    _ => pull.unknown(tag)?,
                }
            }
            Ok(())
        }
    };
    (@text $pull:ident, $tag:ident, $slot:expr, $wire:literal, $seen:ident, $bit:expr) => {
        $slot = $pull.leaf($wire, |pull| {
            once(&mut $seen, $bit)?;
            scalar(pull, $tag)
        })?
    };
    (@record($read:ident) $pull:ident, $tag:ident, $slot:expr, $wire:literal, $seen:ident, $bit:expr) => {
        $pull.inside($wire, None, |pull| {
            once(&mut $seen, $bit)?;
            nested(pull, $tag, &mut $slot, $read)
        })?
    };
    (@list($read:ident) $pull:ident, $tag:ident, $slot:expr, $wire:literal, $seen:ident, $bit:expr) => {
        if $tag.flags.is_nil {
            $pull.inside($wire, None, |pull| {
                $tag.is_nil()?;
                pull.nil_entry()
            })?
        } else {
            let mut entry = Default::default();
            $pull.inside($wire, Some($slot.len()), |pull| {
                pull.count_entry()?;
                $tag.is_nil()?;
                $read(pull, &mut entry)
            })?;
            $slot.push(entry);
        }
    };
}

reader! {
    fn result(member) -> RichVerificationResult {
        date_verified: "dateVerified" => text,
        individual_results: "individualResults" | "individualResult" => list(check_result),
        mode: "mode" => text,
        outcome: "outcome" => text,
        rule_id: "ruleId" => text,
        transaction_id: "transactionId" => text,
        user_id: "userId" => text,
    }
}

reader! {
    fn check_result(member) -> RichCheckResult {
        date_verified: "dateVerified" => text,
        field_results: "fieldResults" | "fieldsResults" | "fieldResult" => list(field_result),
        method: "method" => text,
        mode: "mode" => text,
        name: "name" => text,
        post_office_data: "postOfficeData" => record(boxed_post_office_data),
        result_data: "resultData" => text,
        state: "state" => text,
    }
}

reader! {
    fn field_result(member) -> RichFieldResult {
        data: "data" => text,
        data_difference: "dataDifference" => text,
        data_info: "dataInfo" => text,
        format: "format" => text,
        label: "label" => text,
        name: "name" => text,
        status: "status" => text,
    }
}

fn boxed_post_office_data(pull: &mut Pull<'_>, record: &mut Box<PostOfficeData>) -> Outcome<()> {
    post_office_data(pull, record)
}

reader! {
    fn post_office_data(member) -> PostOfficeData {
        customer_id: "customerId" => text,
        documents: "documents" => text,
        header: "header" => record(detail_record_header),
        po_file_name: "poFileName" => text,
        records: "records" => list(document_record),
    }
}

reader! {
    fn detail_record_header(member) -> DetailRecordHeader {
        amount: "amount" => text,
        channel_id: "channelId" => text,
        date: "date" => text,
        date_of_birth: "dateOfBirth" => text,
        filler: "filler" => text,
        form_version: "formVersion" => text,
        given_name: "givenName" => text,
        id: "id" => text,
        id_wizard_ref_no: "idWizardRefNo" => text,
        payment_method: "paymentMethod" => text,
        phone_no: "phoneNo" => text,
        post_office_name: "postOfficeName" => text,
        record_no: "recordNo" => text,
        record_type: "recordType" => text,
        reference_no: "referenceNo" => text,
        surname: "surname" => text,
        total_number_of_id_documents:
            "totalNumberOfIdDocuments" | "totalNumberOfIdDocument" => text,
        type_code: "typeCode" => text,
        unique_reference_number: "uniqueReferenceNo" | "uniqueReferenceNumber" => text,
    }
}

reader! {
    fn document_record(member) -> DocumentRecord {
        amount: "amount" => text,
        comments: "comments" => text,
        country_of_issue: "countryOfIssue" => text,
        date_of_birth_matches_form:
            "dateOfBirthMatchesForm" | "dateOfBirthMatchesaForm" => text,
        document_expiry_date: "documentExpiryDate" => text,
        document_name: "documentName" => text,
        document_number: "documentNumber" => text,
        filler: "filler" => text,
        id: "id" => text,
        id_document_type: "idDocumentType" => text,
        id_wizard_ref_no: "idWizardRefNo" => text,
        issued_by: "issuedBy" => text,
        issue_date: "issuedate" | "issueDate" => text,
        name_matches_form: "nameMatchesform" | "nameMatchesForm" => text,
        photo_match: "photoMatch" => text,
        record_no: "recordNo" => text,
        record_type: "recordType" => text,
        reference_no: "referenceNo" => text,
        residential_address_matches_form: "residentialAddressMatchesForm" => text,
        state_or_territory_of_issue: "stateOrTerritoryOfIssue" => text,
        utility_account_issuer: "utilityAccountIssuer" => text,
        utility_account_type: "utilityAccountType" => text,
    }
}

reader! {
    fn fault_details(member) -> Fault {
        code: "code" => text,
        details: "details" => text,
    }
}

/// The parts of a fault, with `detail` read into the same record.
pub(super) fn fault(pull: &mut Pull<'_>) -> Outcome<Fault> {
    let mut fault = Fault::default();
    let mut seen = 0;
    while let Some(tag) = pull.child()? {
        match tag.fault_part() {
            "faultcode" => {
                fault.fault_code = pull.leaf("faultcode", |pull| {
                    once(&mut seen, 0)?;
                    scalar(pull, tag)
                })?;
            }
            "faultstring" => {
                fault.fault_string = pull.leaf("faultstring", |pull| {
                    once(&mut seen, 1)?;
                    scalar(pull, tag)
                })?;
            }
            "detail" => {
                let mut details = None;
                pull.inside("detail", None, |pull| {
                    once(&mut seen, 2)?;
                    nested(pull, tag, &mut details, detail)
                })?;
                let details = details.unwrap_or_default();
                (fault.code, fault.details) = (details.code, details.details);
            }
            _ => pull.unknown(tag)?,
        }
    }
    Ok(fault)
}

fn detail(pull: &mut Pull<'_>, into: &mut Fault) -> Outcome<()> {
    let mut details = None;
    let mut seen = 0;
    while let Some(tag) = pull.child()? {
        if tag.member() == "faultDetails" {
            pull.inside("faultDetails", None, |pull| {
                once(&mut seen, 0)?;
                nested(pull, tag, &mut details, fault_details)
            })?;
        } else {
            pull.unknown(tag)?;
        }
    }
    *into = details.unwrap_or_default();
    Ok(())
}

/// The one `return` of a response. Nil is as good as none.
fn returned<'a, T>(
    pull: &mut Pull<'a>,
    mut read: impl FnMut(&mut Pull<'a>) -> Outcome<T>,
) -> Outcome<T> {
    let mut returned = None;
    let mut seen = 0;
    while let Some(tag) = pull.child()? {
        if tag.member() == "return" {
            returned = pull.inside("return", None, |pull| {
                once(&mut seen, 0)?;
                if tag.is_nil()? {
                    pull.nil()?;
                    return Ok(None);
                }
                read(pull).map(Some)
            })?;
        } else {
            pull.unknown(tag)?;
        }
    }
    match returned {
        Some(value) => Ok(value),
        None => pull.inside("return", None, |_| Err(ErrorKind::MissingMember)),
    }
}

/// A response whose `return` is a verification result.
pub(super) fn result_message(pull: &mut Pull<'_>) -> Outcome<RichVerificationResult> {
    returned(pull, |pull| {
        let mut record = RichVerificationResult::default();
        result(pull, &mut record).map(|()| record)
    })
}

/// A response whose `return` is a boolean.
pub(super) fn registered_message(pull: &mut Pull<'_>) -> Outcome<bool> {
    returned(pull, |pull| boolean(&pull.text()?))
}
