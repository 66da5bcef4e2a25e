//! Which prefix stands for which namespace.

use std::borrow::Cow;

use crate::ErrorKind;

/// The namespaces that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// None at all.
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
    /// The depth of the element that declares it.
    depth: usize,
}

/// The bindings in scope, innermost last.
#[derive(Default)]
pub(super) struct Scope<'a>(Vec<Binding<'a>>);

impl<'a> Scope<'a> {
    /// Binds a prefix, empty for the default namespace, for the element at this depth and all inside.
    pub(super) fn declare(
        &mut self,
        prefix: &'a str,
        uri: Cow<'a, str>,
        depth: usize,
    ) -> Result<(), ErrorKind> {
        if self.0.len() >= MAX_BINDINGS {
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
        self.0.push(Binding {
            prefix,
            uri,
            namespace,
            depth,
        });
        Ok(())
    }

    /// Takes back what elements deeper than this declared.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.0.last().is_some_and(|binding| binding.depth > depth) {
            self.0.pop();
        }
    }

    fn find(&self, prefix: &str) -> Option<&Binding<'a>> {
        self.0.iter().rev().find(|binding| binding.prefix == prefix)
    }

    /// The namespace of an element with this prefix.
    pub(super) fn of_element(&self, prefix: &str) -> Result<Namespace, ErrorKind> {
        match self.find(prefix) {
            Some(binding) => Ok(binding.namespace),
            None if prefix.is_empty() => Ok(Namespace::None),
            None if prefix == "xml" => Ok(Namespace::Other),
            None => Err(ErrorKind::UnboundPrefix),
        }
    }

    /// The namespace of an attribute with this prefix, which is not empty, and its URI.
    pub(super) fn of_attribute(&self, prefix: &str) -> Result<(Namespace, &str), ErrorKind> {
        match self.find(prefix) {
            Some(binding) => Ok((binding.namespace, &binding.uri)),
            None if prefix == "xml" => Ok((Namespace::Other, XML)),
            None => Err(ErrorKind::UnboundPrefix),
        }
    }
}
