//! A writer for replies: any valid way to write a record, chosen by a seed.

mod nodes;
pub mod records;

use std::collections::BTreeMap;

use kyc_model::{Sensitive, greenid::*};
use nodes::result;

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
