//! What stands in a tag behind its name.

use super::{
    scope::{Bound, Namespace, Scope},
    tag::Flags,
    text::{BLANKS, attribute_value, boolean, is_name, split_name},
};
use crate::ErrorKind;

/// Attributes that an element may have, namespace declarations included.
const MAX_ATTRIBUTES: usize = 64;

/// An attribute as it is written.
#[derive(Clone, Copy)]
struct Attribute<'a> {
    prefix: &'a str,
    local: &'a str,
    /// References and all.
    raw: &'a str,
}

/// Reads the attributes of one element after the other.
#[derive(Default)]
pub(super) struct Attributes<'a> {
    all: Vec<Attribute<'a>>,
    /// Those with a prefix, by what it is bound to.
    names: Vec<(Bound, &'a str)>,
    /// The last attributes that declared nothing, as they are written, and what they said. In the same scope they say it
    /// again.
    last: Option<(&'a str, Flags)>,
}

impl<'a> Attributes<'a> {
    /// Reads the rest of the tag of the element at this depth. What it declares comes into scope.
    pub(super) fn read(
        &mut self,
        rest: &'a str,
        scope: &mut Scope<'a>,
        depth: usize,
    ) -> Result<Flags, ErrorKind> {
        if let Some((last, flags)) = self.last
            && last == rest
        {
            return Ok(flags);
        }
        split(rest, &mut self.all)?;
        let declares = self.declare(scope, depth)?;
        let flags = self.flags(scope)?;
        self.last = (!declares).then_some((rest, flags));
        Ok(flags)
    }

    /// To be called when the scope changed.
    pub(super) fn forget(&mut self) {
        self.last = None;
    }

    /// Takes namespace declarations into scope, and tells whether there were any.
    fn declare(&self, scope: &mut Scope<'a>, depth: usize) -> Result<bool, ErrorKind> {
        let mut declares = false;
        for attribute in &self.all {
            let prefix = match (attribute.prefix, attribute.local) {
                ("", "xmlns") => "",
                ("xmlns", prefix) => prefix,
                _ => continue,
            };
            declares = true;
            scope.declare(prefix, attribute_value(attribute.raw)?, depth)?;
        }
        Ok(declares)
    }

    /// What the other attributes say.
    fn flags(&mut self, scope: &Scope<'a>) -> Result<Flags, ErrorKind> {
        let mut flags = Flags::default();
        self.names.clear();
        for attribute in &self.all {
            let value = attribute_value(attribute.raw)?;
            if matches!(attribute.prefix, "" | "xmlns") {
                flags.is_reference |= attribute.prefix.is_empty() && attribute.local == "href";
                continue;
            }
            let bound = scope.of_attribute(attribute.prefix)?;
            let name = (bound, attribute.local);
            if self.names.contains(&name) {
                return Err(ErrorKind::DuplicateAttribute);
            }
            self.names.push(name);
            match (bound.namespace, attribute.local) {
                (Namespace::Xsi, "nil") => flags.is_nil = boolean(&value)?,
                (Namespace::Soap, "mustUnderstand") => flags.must_understand = boolean(&value)?,
                _ => {}
            }
        }
        Ok(flags)
    }
}

/// Splits the rest of a tag into attributes and checks that none stands twice.
fn split<'a>(mut rest: &'a str, into: &mut Vec<Attribute<'a>>) -> Result<(), ErrorKind> {
    into.clear();
    loop {
        let start = rest.trim_start_matches(BLANKS);
        if start.is_empty() {
            return Ok(());
        }
        if start.len() == rest.len() {
            return Err(ErrorKind::MalformedXml);
        }
        if into.len() >= MAX_ATTRIBUTES {
            return Err(ErrorKind::TooMany);
        }
        let (attribute, after) = one(start)?;
        let same = |other: &Attribute<'_>| {
            other.local == attribute.local && other.prefix == attribute.prefix
        };
        if into.iter().any(same) {
            return Err(ErrorKind::DuplicateAttribute);
        }
        into.push(attribute);
        rest = after;
    }
}

fn one(text: &str) -> Result<(Attribute<'_>, &str), ErrorKind> {
    let (name, after) = text.split_once('=').ok_or(ErrorKind::MalformedXml)?;
    let (prefix, local) = split_name(name.trim_end_matches(BLANKS))?;
    let after = after.trim_start_matches(BLANKS);
    let quote = after
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))
        .ok_or(ErrorKind::MalformedXml)?;
    let value = after.strip_prefix(quote).unwrap_or(after);
    let (raw, after) = value.split_once(quote).ok_or(ErrorKind::MalformedXml)?;
    let is_sound = is_name(local) && (prefix.is_empty() || is_name(prefix)) && !raw.contains('<');
    if !is_sound {
        return Err(ErrorKind::MalformedXml);
    }
    Ok((Attribute { prefix, local, raw }, after))
}

/// Checks an XML declaration, given without its `<?` and `?>`: XML 1.0 in UTF-8.
pub(super) fn check_declaration(declaration: &str) -> Result<(), ErrorKind> {
    let rest = declaration
        .strip_prefix("xml")
        .ok_or(ErrorKind::MalformedXml)?;
    let mut attributes = Vec::new();
    split(rest, &mut attributes)?;
    let mut attributes = attributes.iter().peekable();
    let mut value = |name: &str| {
        attributes
            .next_if(|attribute| attribute.prefix.is_empty() && attribute.local == name)
            .map(|attribute| attribute_value(attribute.raw))
            .transpose()
    };
    let version = value("version")?;
    let encoding = value("encoding")?;
    let standalone = value("standalone")?;
    if version.as_deref() != Some("1.0") {
        return Err(ErrorKind::MalformedXml);
    }
    if encoding.is_some_and(|encoding| !is_utf8(&encoding)) {
        return Err(ErrorKind::UnsupportedEncoding);
    }
    let is_sound = standalone.is_none_or(|value| matches!(&*value, "yes" | "no"));
    if !is_sound || attributes.next().is_some() {
        return Err(ErrorKind::MalformedXml);
    }
    Ok(())
}

/// Names of encodings that are UTF-8 or a part of it.
pub(crate) fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"]
        .iter()
        .any(|known| encoding.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_has_its_parts_in_their_order_and_no_others() {
        for sound in [
            r#"xml version="1.0""#,
            "xml version='1.0' encoding='utf-8'",
            "xml version='1.0' encoding='US-ASCII' standalone='no'",
            "xml version='1.0' standalone='yes'",
        ] {
            assert_eq!(check_declaration(sound), Ok(()), "{sound}");
        }
        for faulty in [
            "xml",
            "xml version='1.1'",
            "xml encoding='utf-8' version='1.0'",
            "xml x:version='1.0'",
            "xml other='1.0'",
            "xml version='1.0' x:encoding='utf-8'",
            "xml version='1.0' standalone='maybe'",
            "xml version='1.0' other='1'",
            "xml version='1.0' standalone='no' encoding='utf-8'",
            "yml version='1.0'",
        ] {
            let found = check_declaration(faulty);
            assert_eq!(found, Err(ErrorKind::MalformedXml), "{faulty}");
        }
        for other in ["utf-16", "ISO-8859-1", ""] {
            let declaration = format!("xml version='1.0' encoding='{other}'");
            let found = check_declaration(&declaration);
            assert_eq!(found, Err(ErrorKind::UnsupportedEncoding), "{other}");
        }
    }
}
