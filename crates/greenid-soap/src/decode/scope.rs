//! Which prefix stands for which namespace.

use std::borrow::Cow;

use crate::ErrorKind;

/// The namespaces that mean something here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Namespace {
    /// None at all.
    #[default]
    None,
    /// The envelope of SOAP 1.1.
    Soap,
    /// greenID's service.
    Service,
    /// XML Schema instance, for `nil`.
    Xsi,
    /// Any other.
    Other,
}

pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const SERVICE: &str = "http://services.registrations.edentiti.com/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Bindings that may be in scope at a time.
const MAX_BINDINGS: usize = 128;

struct Binding<'a> {
    prefix: &'a str,
    uri: Cow<'a, str>,
    namespace: Namespace,
    /// The first binding to the same URI.
    first: usize,
    /// The depth of the element that declares it.
    depth: usize,
}

/// The bindings in scope, innermost last.
#[derive(Default)]
pub(super) struct Scope<'a> {
    bindings: Vec<Binding<'a>>,
    /// The default namespace, which nearly every element asks for.
    default: Namespace,
}

/// A namespace, told apart from every other in scope.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) namespace: Namespace,
    /// The first binding to its URI; the prefix `xml` needs none.
    first: Option<usize>,
}

impl<'a> Scope<'a> {
    /// Binds a prefix, empty for the default namespace, for the element at this depth and all inside.
    pub(super) fn declare(
        &mut self,
        prefix: &'a str,
        uri: Cow<'a, str>,
        depth: usize,
    ) -> Result<(), ErrorKind> {
        if self.bindings.len() >= MAX_BINDINGS {
            return Err(ErrorKind::TooMany);
        }
        let is_reserved = match prefix {
            "xml" => uri != XML,
            "xmlns" => true,
            // Only the default namespace can be taken back.
            _ => uri == XML || uri == XMLNS || (uri.is_empty() && !prefix.is_empty()),
        };
        if is_reserved {
            return Err(ErrorKind::MalformedXml);
        }
        let namespace = match &*uri {
            "" => Namespace::None,
            SOAP => Namespace::Soap,
            SERVICE => Namespace::Service,
            XSI => Namespace::Xsi,
            _ => Namespace::Other,
        };
        let first = self.bindings.iter().position(|other| other.uri == uri);
        self.bindings.push(Binding {
            prefix,
            uri,
            namespace,
            first: first.unwrap_or(self.bindings.len()),
            depth,
        });
        if prefix.is_empty() {
            self.default = namespace;
        }
        Ok(())
    }

    /// Takes back what elements deeper than this declared, and tells whether there was anything.
    pub(super) fn leave(&mut self, depth: usize) -> bool {
        let mut has_left = false;
        let mut has_default_left = false;
        while let Some(binding) = self.bindings.pop_if(|binding| binding.depth > depth) {
            has_left = true;
            has_default_left |= binding.prefix.is_empty();
        }
        if has_default_left {
            self.default = self.find("").map_or(Namespace::None, |it| it.namespace);
        }
        has_left
    }

    fn find(&self, prefix: &str) -> Option<&Binding<'a>> {
        self.bindings
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix)
    }

    /// The namespace of an element with this prefix.
    pub(super) fn of_element(&self, prefix: &str) -> Result<Namespace, ErrorKind> {
        if prefix.is_empty() {
            return Ok(self.default);
        }
        Ok(self.of_attribute(prefix)?.namespace)
    }

    /// The namespace of an attribute with this prefix, which is not empty.
    pub(super) fn of_attribute(&self, prefix: &str) -> Result<Bound, ErrorKind> {
        match self.find(prefix) {
            Some(binding) => Ok(Bound {
                namespace: binding.namespace,
                first: Some(binding.first),
            }),
            None if prefix == "xml" => Ok(Bound {
                namespace: Namespace::Other,
                first: None,
            }),
            None => Err(ErrorKind::UnboundPrefix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(prefix: &'static str, uri: &'static str) -> Result<(), ErrorKind> {
        Scope::default().declare(prefix, Cow::Borrowed(uri), 1)
    }

    #[test]
    fn reserved_names_stand_for_what_they_are_reserved_for() {
        for (prefix, uri) in [("xml", XML), ("", ""), ("", "u"), ("n", "u"), ("", SERVICE)] {
            assert_eq!(declared(prefix, uri), Ok(()), "{prefix} {uri}");
        }
        for (prefix, uri) in [
            ("xml", "u"),
            ("xml", ""),
            ("xmlns", XMLNS),
            ("xmlns", "u"),
            ("n", XML),
            ("n", XMLNS),
            ("", XML),
            ("", XMLNS),
            ("n", ""),
        ] {
            let found = declared(prefix, uri);
            assert_eq!(found, Err(ErrorKind::MalformedXml), "{prefix} {uri}");
        }
    }

    #[test]
    fn two_prefixes_of_one_uri_are_the_same_namespace() {
        let mut scope = Scope::default();
        for (prefix, uri) in [("a", "u"), ("b", "v"), ("c", "u"), ("d", "v")] {
            scope.declare(prefix, Cow::Borrowed(uri), 1).unwrap();
        }
        let bound = |prefix| scope.of_attribute(prefix).ok();
        assert!(bound("a") == bound("c") && bound("b") == bound("d"));
        assert!(bound("a") != bound("b"));
        assert!(bound("n").is_none());
        // Bound without being declared.
        assert!(bound("xml").is_some_and(|it| it.namespace == Namespace::Other));
        assert!(bound("xml") != bound("a"));
    }

    #[test]
    fn what_an_element_declared_ends_with_it() {
        let mut scope = Scope::default();
        scope.declare("", Cow::Borrowed(SERVICE), 1).unwrap();
        scope.declare("", Cow::Borrowed(SOAP), 2).unwrap();
        scope.declare("n", Cow::Borrowed(XSI), 2).unwrap();
        assert_eq!(scope.of_element(""), Ok(Namespace::Soap));
        assert_eq!(scope.of_element("n"), Ok(Namespace::Xsi));
        assert!(!scope.leave(2));
        assert!(scope.leave(1));
        assert_eq!(scope.of_element(""), Ok(Namespace::Service));
        assert_eq!(scope.of_element("n"), Err(ErrorKind::UnboundPrefix));
        assert!(scope.leave(0));
        assert_eq!(scope.of_element(""), Ok(Namespace::None));
    }
}
