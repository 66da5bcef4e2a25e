//! A writer for replies: any valid way to write a record, chosen by a seed.

use std::collections::BTreeMap;

use kyc_model::{Sensitive, greenid::*};
use proptest::prelude::*;

use super::{SERVICE, SOAP, XSI};

/// A small source of choices, repeatable.
pub struct Choices(u64);

impl Choices {
    pub const fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    pub fn below(&mut self, count: usize) -> usize {
        // xorshift64*
        self.0 = if self.0 == 0 { 1 } else { self.0 };
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(mixed).unwrap() % count
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// What may be chosen.
#[derive(Clone, Copy)]
pub struct Freedom {
    /// Members in any order, list entries apart.
    pub order: bool,
    /// Members qualified by the service's namespace.
    pub qualified: bool,
    /// Nil members and entries, and members that say they are not nil.
    pub nil: bool,
    /// Elements that no document knows.
    pub unknown: bool,
    /// The other spellings of members and lists.
    pub spellings: bool,
    /// CDATA, comments, instructions and character references inside texts.
    pub texts: bool,
}

impl Freedom {
    pub const ALL: Self = Self {
        order: true,
        qualified: true,
        nil: true,
        unknown: true,
        spellings: true,
        texts: true,
    };
}

pub enum Content {
    Text(String),
    Members(Vec<Node>),
    Nil,
}

/// An element of the message.
pub struct Node {
    names: &'static [&'static str],
    content: Content,
    is_entry: bool,
}

fn push(into: &mut Vec<Node>, names: &'static [&'static str], text: Option<&str>) {
    if let Some(text) = text {
        into.push(Node {
            names,
            content: Content::Text(text.to_owned()),
            is_entry: false,
        });
    }
}

fn raw(text: &Option<Sensitive<String>>) -> Option<&str> {
    text.as_ref().map(|text| text.expose().as_str())
}

macro_rules! texts {
    ($into:ident, $record:ident, { $( $field:ident: $($name:literal)|+, )+ }) => {
        $( push(&mut $into, &[$($name),+], raw(&$record.$field)); )+
    };
}

macro_rules! codes {
    ($into:ident, $record:ident, { $( $field:ident: $name:literal, )+ }) => {
        $( push(&mut $into, &[$name], $record.$field.as_ref().map(|code| code.as_str())); )+
    };
}

fn entry(names: &'static [&'static str], members: Vec<Node>) -> Node {
    Node {
        names,
        content: Content::Members(members),
        is_entry: true,
    }
}

pub fn result(record: &RichVerificationResult) -> Vec<Node> {
    let mut all = Vec::new();
    texts!(all, record, { date_verified: "dateVerified", });
    for check in &record.individual_results {
        let names = &["individualResults", "individualResult"];
        all.push(entry(names, check_result(check)));
    }
    codes!(all, record, { mode: "mode", outcome: "outcome", });
    texts!(all, record, { rule_id: "ruleId", transaction_id: "transactionId", user_id: "userId", });
    all
}

fn check_result(check: &RichCheckResult) -> Vec<Node> {
    let mut all = Vec::new();
    texts!(all, check, { date_verified: "dateVerified", });
    for field in &check.field_results {
        let mut members = Vec::new();
        texts!(members, field, { data: "data", data_difference: "dataDifference", });
        codes!(members, field, { data_info: "dataInfo", });
        texts!(members, field, { format: "format", label: "label", name: "name", });
        codes!(members, field, { status: "status", });
        all.push(entry(
            &["fieldResults", "fieldsResults", "fieldResult"],
            members,
        ));
    }
    codes!(all, check, { method: "method", mode: "mode", });
    texts!(all, check, { name: "name", });
    if let Some(data) = &check.post_office_data {
        all.push(Node {
            is_entry: false,
            ..entry(&["postOfficeData"], post_office_data(data))
        });
    }
    texts!(all, check, { result_data: "resultData", });
    codes!(all, check, { state: "state", });
    all
}

fn post_office_data(data: &PostOfficeData) -> Vec<Node> {
    let mut all = Vec::new();
    texts!(all, data, { customer_id: "customerId", documents: "documents", });
    if let Some(header) = &data.header {
        let mut members = Vec::new();
        texts!(members, header, {
            amount: "amount", channel_id: "channelId", date: "date", date_of_birth: "dateOfBirth",
            filler: "filler", form_version: "formVersion", given_name: "givenName", id: "id",
            id_wizard_ref_no: "idWizardRefNo", payment_method: "paymentMethod", phone_no: "phoneNo",
            post_office_name: "postOfficeName", record_no: "recordNo", record_type: "recordType",
            reference_no: "referenceNo", surname: "surname",
            total_number_of_id_documents: "totalNumberOfIdDocuments" | "totalNumberOfIdDocument",
            type_code: "typeCode",
            unique_reference_number: "uniqueReferenceNo" | "uniqueReferenceNumber",
        });
        all.push(Node {
            is_entry: false,
            ..entry(&["header"], members)
        });
    }
    texts!(all, data, { po_file_name: "poFileName", });
    for record in &data.records {
        let mut members = Vec::new();
        texts!(members, record, {
            amount: "amount", comments: "comments", country_of_issue: "countryOfIssue",
            date_of_birth_matches_form: "dateOfBirthMatchesForm" | "dateOfBirthMatchesaForm",
            document_expiry_date: "documentExpiryDate", document_name: "documentName",
            document_number: "documentNumber", filler: "filler", id: "id",
            id_document_type: "idDocumentType", id_wizard_ref_no: "idWizardRefNo",
            issued_by: "issuedBy", issue_date: "issuedate" | "issueDate",
            name_matches_form: "nameMatchesform" | "nameMatchesForm", photo_match: "photoMatch",
            record_no: "recordNo", record_type: "recordType", reference_no: "referenceNo",
            residential_address_matches_form: "residentialAddressMatchesForm",
            state_or_territory_of_issue: "stateOrTerritoryOfIssue",
            utility_account_issuer: "utilityAccountIssuer",
            utility_account_type: "utilityAccountType",
        });
        all.push(entry(&["records"], members));
    }
    all
}

/// Writes a message, and the record that a reader must make of it.
pub fn write(
    record: &RichVerificationResult,
    seed: u64,
    freedom: Freedom,
) -> (String, RichVerificationResult) {
    let mut writer = Writer {
        text: String::new(),
        choices: Choices::new(seed),
        freedom,
        path: vec!["return".to_owned()],
        service: "",
        xsi: "",
        nil_entries: 0,
        unknown: BTreeMap::new(),
    };
    writer.document(result(record));
    let mut expected = record.clone();
    expected.nil_entries = writer.nil_entries;
    expected.unrecognized = Sensitive::new(writer.unknown);
    (writer.text, expected)
}

struct Writer {
    text: String,
    choices: Choices,
    freedom: Freedom,
    path: Vec<String>,
    service: &'static str,
    xsi: &'static str,
    nil_entries: u64,
    unknown: BTreeMap<String, u64>,
}

impl Writer {
    fn document(&mut self, members: Vec<Node>) {
        let soap = self.choices.pick(&["env", "soapenv", "S", "SOAP-ENV"]);
        self.service = self.choices.pick(&["ns2", "ser", "x"]);
        self.xsi = self.choices.pick(&["xsi", "i"]);
        let (service, xsi) = (self.service, self.xsi);
        let declarations = format!(" xmlns:{service}=\"{SERVICE}\" xmlns:{xsi}='{XSI}'");
        let early = self.choices.one_in(2);
        let (outer, inner) = if early {
            (declarations.as_str(), "")
        } else {
            ("", declarations.as_str())
        };
        if self.choices.one_in(2) {
            self.text
                .push_str("<?xml version='1.0' encoding='UTF-8'?>\n");
        }
        self.text
            .push_str(&format!("<{soap}:Envelope xmlns:{soap}='{SOAP}'{outer}>"));
        if self.choices.one_in(2) {
            self.text.push_str(&format!("<{soap}:Header/>"));
        }
        self.text.push_str(&format!(
            "<{soap}:Body><{service}:getVerificationResultResponse{inner}>"
        ));
        let is_qualified = self.freedom.qualified && self.choices.one_in(2);
        let name = if is_qualified {
            format!("{service}:return")
        } else {
            "return".to_owned()
        };
        self.text.push_str(&format!("<{name}>"));
        self.members(members);
        self.text.push_str(&format!(
            "</{name}></{service}:getVerificationResultResponse></{soap}:Body></{soap}:Envelope>"
        ));
    }

    fn members(&mut self, mut members: Vec<Node>) {
        if self.freedom.order && members.len() > 1 {
            // Swaps neighbors, but never two entries: their order means something.
            for _ in 0..members.len() * 2 {
                let at = self.choices.below(members.len() - 1);
                let are_entries = members[at].is_entry && members[at + 1].is_entry;
                if !are_entries {
                    members.swap(at, at + 1);
                }
            }
        }
        for node in members {
            self.extras(&node);
            self.node(node);
        }
        if self.freedom.unknown && self.choices.one_in(8) {
            self.unknown_element();
        }
    }

    /// What may stand before an element.
    fn extras(&mut self, node: &Node) {
        if self.choices.one_in(4) {
            self.text.push_str("\n  ");
        }
        if self.choices.one_in(16) {
            self.text.push_str("<!-- a < comment & more -->");
        }
        if self.freedom.unknown && self.choices.one_in(16) {
            self.unknown_element();
        }
        if self.freedom.nil && node.is_entry && self.choices.one_in(8) {
            self.nil_entries += 1;
            self.node(Node {
                names: node.names,
                content: Content::Nil,
                is_entry: true,
            });
        }
    }

    fn unknown_element(&mut self) {
        let (name, content) = [
            ("added", "<deep><er xmlns='urn:x'>&amp;</er></deep>text"),
            ("other", ""),
        ][self.choices.below(2)];
        let path = format!("{}.{name}", self.path.join("."));
        *self.unknown.entry(path).or_default() += 1;
        let foreign = ["", " xmlns=\"urn:other\""][self.choices.below(2)];
        self.text
            .push_str(&format!("<{name}{foreign} a='1'>{content}</{name}>"));
    }

    fn node(&mut self, node: Node) {
        let spelling = if self.freedom.spellings {
            self.choices.below(node.names.len())
        } else {
            0
        };
        let local = node.names[spelling];
        let (name, attribute) = match self.choices.below(4) {
            0 if self.freedom.qualified => (format!("{}:{local}", self.service), String::new()),
            1 if self.freedom.qualified => {
                // As the default namespace, for this element and what is inside.
                (local.to_owned(), format!(" xmlns='{SERVICE}'"))
            }
            _ => (local.to_owned(), String::new()),
        };
        let nil = |value: &str| format!(" {}:nil=\"{value}\"", self.xsi);
        let nil = match &node.content {
            Content::Nil => nil(["true", "1", " true "][self.choices.below(3)]),
            _ if self.freedom.nil && self.choices.one_in(16) => nil("false"),
            _ => String::new(),
        };
        self.text.push_str(&format!("<{name}{attribute}{nil}"));
        let is_empty = match &node.content {
            Content::Nil => true,
            Content::Text(text) => text.is_empty(),
            Content::Members(members) => members.is_empty(),
        };
        if is_empty && self.choices.one_in(2) {
            self.text.push_str("/>");
            return;
        }
        self.text.push('>');
        match node.content {
            Content::Nil => {}
            Content::Text(text) => self.value(&text),
            Content::Members(members) => {
                self.path.push(node.names[0].to_owned());
                self.members(members);
                self.path.pop();
            }
        }
        self.text.push_str(&format!("</{name}>"));
    }

    fn value(&mut self, text: &str) {
        let is_cdata = self.freedom.texts
            && self.choices.one_in(4)
            && !text.contains("]]>")
            && !text.contains('\r');
        if is_cdata {
            self.text.push_str(&format!("<![CDATA[{text}]]>"));
            return;
        }
        for c in text.chars() {
            if self.freedom.texts && self.choices.one_in(24) {
                self.text.push_str(
                    self.choices
                        .pick(&["<!-- x -->", "<?pi x?>", "<![CDATA[]]>"]),
                );
            }
            match c {
                '<' => self.text.push_str("&lt;"),
                '&' => self.text.push_str("&amp;"),
                '>' => self.text.push_str("&gt;"),
                '\r' => self.text.push_str("&#13;"),
                '"' if self.choices.one_in(2) => self.text.push_str("&quot;"),
                _ if self.freedom.texts && self.choices.one_in(12) => {
                    self.text.push_str(&format!("&#x{:x};", u32::from(c)));
                }
                _ => self.text.push(c),
            }
        }
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~éЖ漢\u{1F600}\t\n\r]{0,12}",
        1 => Just(String::new()),
        1 => Just("   padded   ".to_owned()),
        1 => Just("a]]>b&amp;<c/>".to_owned()),
    ]
}

fn member() -> impl Strategy<Value = Option<Sensitive<String>>> {
    prop::option::of(any_text().prop_map(Sensitive::new))
}

fn code<T: for<'a> From<&'a str> + Clone + core::fmt::Debug>(
    known: &'static [T],
) -> impl Strategy<Value = Option<T>> {
    prop::option::of(prop_oneof![
        3 => prop::sample::select(known),
        1 => any_text().prop_map(|text| T::from(text.as_str())),
    ])
}

fn any_field() -> impl Strategy<Value = RichFieldResult> {
    (
        (member(), member(), member(), member(), member()),
        code(FieldStatus::KNOWN),
        code(DataInfo::KNOWN),
    )
        .prop_map(
            |((name, data, data_difference, label, format), status, data_info)| {
                let mut field = RichFieldResult::default();
                field.name = name;
                field.data = data;
                field.data_difference = data_difference;
                field.label = label;
                field.format = format;
                field.status = status;
                field.data_info = data_info;
                field
            },
        )
}

fn any_post_office() -> impl Strategy<Value = PostOfficeData> {
    let header = prop::collection::vec(member(), 19).prop_map(|texts| {
        let mut texts = texts.into_iter().map(Option::unwrap_or_default).map(Some);
        let mut next = || {
            texts
                .next()
                .flatten()
                .filter(|text| !text.expose().is_empty())
        };
        let mut header = DetailRecordHeader::default();
        header.amount = next();
        header.channel_id = next();
        header.date = next();
        header.date_of_birth = next();
        header.filler = next();
        header.form_version = next();
        header.given_name = next();
        header.id = next();
        header.id_wizard_ref_no = next();
        header.payment_method = next();
        header.phone_no = next();
        header.post_office_name = next();
        header.record_no = next();
        header.record_type = next();
        header.reference_no = next();
        header.surname = next();
        header.total_number_of_id_documents = next();
        header.type_code = next();
        header.unique_reference_number = next();
        header
    });
    let record = prop::collection::vec(member(), 22).prop_map(|texts| {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().flatten();
        let mut record = DocumentRecord::default();
        record.amount = next();
        record.comments = next();
        record.country_of_issue = next();
        record.date_of_birth_matches_form = next();
        record.document_expiry_date = next();
        record.document_name = next();
        record.document_number = next();
        record.filler = next();
        record.id = next();
        record.id_document_type = next();
        record.id_wizard_ref_no = next();
        record.issued_by = next();
        record.issue_date = next();
        record.name_matches_form = next();
        record.photo_match = next();
        record.record_no = next();
        record.record_type = next();
        record.reference_no = next();
        record.residential_address_matches_form = next();
        record.state_or_territory_of_issue = next();
        record.utility_account_issuer = next();
        record.utility_account_type = next();
        record
    });
    (
        (member(), member(), member()),
        prop::option::of(header),
        prop::collection::vec(record, 0..3),
    )
        .prop_map(
            |((customer_id, documents, po_file_name), header, records)| {
                let mut data = PostOfficeData::default();
                data.customer_id = customer_id;
                data.documents = documents;
                data.po_file_name = po_file_name;
                data.header = header;
                data.records = records;
                data
            },
        )
}

fn any_check() -> impl Strategy<Value = RichCheckResult> {
    (
        (member(), member(), member()),
        code(CheckState::KNOWN),
        code(CheckMethod::KNOWN),
        code(Mode::KNOWN),
        prop::collection::vec(any_field(), 0..4),
        prop::option::weighted(0.3, any_post_office()),
    )
        .prop_map(
            |((name, result_data, date_verified), state, method, mode, fields, post_office)| {
                let mut check = RichCheckResult::default();
                check.name = name;
                check.result_data = result_data;
                check.date_verified = date_verified;
                check.state = state;
                check.method = method;
                check.mode = mode;
                check.field_results = fields;
                check.post_office_data = post_office;
                check
            },
        )
}

/// Any record that a reply can carry.
pub fn any_result() -> impl Strategy<Value = RichVerificationResult> {
    (
        (member(), member(), member(), member()),
        code(OverallOutcome::KNOWN),
        code(Mode::KNOWN),
        prop::collection::vec(any_check(), 0..4),
    )
        .prop_map(
            |((user_id, transaction_id, rule_id, date_verified), outcome, mode, checks)| {
                let mut record = RichVerificationResult::default();
                record.user_id = user_id;
                record.transaction_id = transaction_id;
                record.rule_id = rule_id;
                record.date_verified = date_verified;
                record.outcome = outcome;
                record.mode = mode;
                record.individual_results = checks;
                record
            },
        )
}
