//! A record that is built up, and written in one line as the service writes.

/// An element without prefix: a text, a record, or a null of a list.
#[derive(Clone)]
pub(super) struct Element {
    name: &'static str,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Text(String),
    Members(Vec<Element>),
    Nil,
}

/// How five members of the Post Office records are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Live,
    Spec,
}

/// As the live service spells them, and as its documentation does.
pub(super) const SPELLINGS: [(&str, &str); 5] = [
    ("dateOfBirthMatchesForm", "dateOfBirthMatchesaForm"),
    ("issuedate", "issueDate"),
    ("nameMatchesform", "nameMatchesForm"),
    ("totalNumberOfIdDocuments", "totalNumberOfIdDocument"),
    ("uniqueReferenceNo", "uniqueReferenceNumber"),
];

impl Spelling {
    pub(super) const fn of(settings: &crate::settings::Settings) -> Self {
        if settings.spec_spelling {
            Self::Spec
        } else {
            Self::Live
        }
    }

    fn of_member(self, name: &'static str) -> &'static str {
        match SPELLINGS.iter().find(|(live, _)| *live == name) {
            Some((_, spec)) if self == Self::Spec => spec,
            _ => name,
        }
    }
}

impl Element {
    pub(super) const fn record(name: &'static str) -> Self {
        Self {
            name,
            content: Content::Members(Vec::new()),
        }
    }

    pub(super) fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            content: Content::Text(text.into()),
        }
    }

    pub(super) const fn nil(name: &'static str) -> Self {
        Self {
            name,
            content: Content::Nil,
        }
    }

    /// Adds a member, also where there is one of that name.
    #[must_use]
    pub(super) fn with(mut self, member: Self) -> Self {
        if let Content::Members(members) = &mut self.content {
            members.push(member);
        }
        self
    }

    /// Adds members.
    #[must_use]
    pub(super) fn with_all(self, members: impl IntoIterator<Item = Self>) -> Self {
        members.into_iter().fold(self, Self::with)
    }

    /// A text member, instead of any that has this name.
    #[must_use]
    pub(super) fn set(self, name: &'static str, text: impl Into<String>) -> Self {
        self.without(name).with(Self::text(name, text))
    }

    #[must_use]
    pub(super) fn without(mut self, name: &str) -> Self {
        if let Content::Members(members) = &mut self.content {
            members.retain(|member| member.name != name);
        }
        self
    }

    /// The text of a member.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        let Content::Members(members) = &self.content else {
            return None;
        };
        members.iter().find_map(|member| match &member.content {
            Content::Text(text) if member.name == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// As it goes over the wire: members in ASCII order of their live names, an empty element with both tags.
    pub(super) fn write(&self, out: &mut String, spelling: Spelling) {
        let name = spelling.of_member(self.name);
        out.push('<');
        out.push_str(name);
        match &self.content {
            Content::Nil => out.push_str(
                " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\">",
            ),
            Content::Text(text) => {
                out.push('>');
                escape(text, out);
            }
            Content::Members(members) => {
                out.push('>');
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by_key(|member| member.name);
                for member in sorted {
                    member.write(out, spelling);
                }
            }
        }
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// The live service escapes quotes too. A bare carriage return would reach nobody as one.
pub(super) fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(element: &Element, spelling: Spelling) -> String {
        let mut out = String::new();
        element.write(&mut out, spelling);
        out
    }

    #[test]
    fn members_stand_in_order_and_are_escaped() {
        let record = Element::record("a")
            .set("c", "1")
            .with(Element::nil("d"))
            .set("b", "x<&>\"'\r")
            .with(Element::text("c", "2"))
            .with(Element::record("B"));
        assert_eq!(
            written(&record, Spelling::Live),
            "<a><B></B><b>x&lt;&amp;&gt;&quot;'&#13;</b><c>1</c><c>2</c>\
             <d xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"></d></a>"
        );
        assert_eq!(record.text_of("c"), Some("1"));
        assert_eq!(
            written(
                &record.set("c", "3").without("d").without("B"),
                Spelling::Live
            ),
            "<a><b>x&lt;&amp;&gt;&quot;'&#13;</b><c>3</c></a>"
        );
    }

    #[test]
    fn five_members_have_two_spellings() {
        let record = Element::record("records")
            .set("issuedBy", "b")
            .set("issuedate", "d")
            .set("nameMatchesform", "Y");
        assert_eq!(
            written(&record, Spelling::Live),
            "<records><issuedBy>b</issuedBy><issuedate>d</issuedate><nameMatchesform>Y</nameMatchesform></records>"
        );
        assert_eq!(
            written(&record, Spelling::Spec),
            "<records><issuedBy>b</issuedBy><issueDate>d</issueDate><nameMatchesForm>Y</nameMatchesForm></records>"
        );
    }
}
