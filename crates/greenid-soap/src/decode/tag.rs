//! The start of an element.

use super::scope::Namespace;
use crate::ErrorKind;

#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    pub(super) namespace: Namespace,
    pub(super) local: &'a str,
    pub(super) flags: Flags,
}

/// What the attributes of an element say of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    /// `xsi:nil`.
    pub(super) is_nil: bool,
    /// SOAP's `mustUnderstand`.
    pub(super) must_understand: bool,
    /// SOAP's `href`: the content stands in another element.
    pub(super) is_reference: bool,
}

impl<'a> Tag<'a> {
    pub(super) fn is_soap(&self, local: &str) -> bool {
        self.namespace == Namespace::Soap && self.local == local
    }

    pub(super) fn is_service(&self, local: &str) -> bool {
        self.namespace == Namespace::Service && self.local == local
    }

    /// Whether it is nil. One whose content stands elsewhere would look empty.
    pub(super) fn is_nil(&self) -> Result<bool, ErrorKind> {
        if self.flags.is_reference {
            return Err(ErrorKind::WrongType);
        }
        Ok(self.flags.is_nil)
    }

    /// The name as that of a member of a greenID type, qualified or not; empty in another namespace.
    pub(super) fn member(&self) -> &'a str {
        match self.namespace {
            Namespace::None | Namespace::Service => self.local,
            Namespace::Soap | Namespace::Xsi | Namespace::Other => "",
        }
    }

    /// The name as that of a part of a fault; empty in another namespace.
    pub(super) fn fault_part(&self) -> &'a str {
        match self.namespace {
            Namespace::None | Namespace::Soap => self.local,
            Namespace::Service | Namespace::Xsi | Namespace::Other => "",
        }
    }
}
