//! One thing wrong in an XML document.

use core::ops::Range;

use arbitrary::{Result, Unstructured};
use roxmltree::{Document, Node};

use super::text;
use crate::CANARY;

/// Markup that may stand where a text is due.
const MARKUP: [&str; 12] = [
    "<a/>",
    "<![CDATA[VERIFIED]]>",
    "VERI<!-- -->FIED",
    "&#86;ERIFIED",
    "<outcome>VERIFIED</outcome>",
    "&nope;",
    "]]>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE a>",
    "<zq9canary/>",
    "&zq9canary;",
    "<zq9canary:a/>",
];

/// What may stand in a tag behind the name.
const ATTRIBUTES: [&str; 10] = [
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='zq9canary'",
    " xmlns='urn:zq9canary'",
    " xmlns='http://services.registrations.edentiti.com/'",
    " xmlns=''",
    " a='zq9canary'",
    " zq9canary:a='1'",
    " a='1' a='2'",
    " a=zq9canary",
    " a='<'",
];

/// The document with one thing wrong; as it was, where it cannot be read any more.
pub(super) fn spoil(u: &mut Unstructured<'_>, message: &str) -> Result<String> {
    let Ok(document) = Document::parse(message) else {
        return Ok(message.to_owned());
    };
    let elements: Vec<Node<'_, '_>> = document
        .descendants()
        .filter(|node| node.is_element())
        .collect();
    let chosen = elements[u.choose_index(elements.len())?];
    let whole = chosen.range();
    let element = &message[whole.clone()];
    let inside = inside(chosen);
    let replaced = |range: Range<usize>, by: &str| {
        format!("{}{by}{}", &message[..range.start], &message[range.end..])
    };
    Ok(match u.int_in_range(0..=10)? {
        0 => replaced(whole, ""),
        1 => replaced(whole, &format!("{element}{element}")),
        2 => {
            let other = inside.map_or_else(String::new, |inside| {
                let start = inside.start - whole.start;
                let end = inside.end - whole.start;
                format!("{}{CANARY}{}", &element[..start], &element[end..])
            });
            replaced(whole, &format!("{element}{other}"))
        }
        3 => {
            let around = inside.unwrap_or(whole);
            let nested = format!("{element}{}", &message[around.clone()]);
            replaced(around, &nested)
        }
        4 => {
            let name = text(u)?;
            replaced(whole, &format!("<{name}>{element}</{name}>"))
        }
        5 => {
            let behind_name = whole.start + 1 + name_length(element);
            let attribute = *u.choose(&ATTRIBUTES)?;
            replaced(behind_name..behind_name, attribute)
        }
        6 => {
            let markup = *u.choose(&MARKUP)?;
            replaced(inside.unwrap_or(whole), markup)
        }
        7 => {
            let deep = "<a>".repeat(70);
            replaced(inside.unwrap_or(whole), &deep)
        }
        8 => {
            let other = elements[u.choose_index(elements.len())?].range();
            replaced(whole, &message[other])
        }
        _ => {
            let text = text(u)?;
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            replaced(inside.unwrap_or(whole), &escaped)
        }
    })
}

/// Where the content of an element stands, if it has any.
fn inside(node: Node<'_, '_>) -> Option<Range<usize>> {
    let first = node.first_child()?.range();
    let last = node.last_child()?.range();
    Some(first.start..last.end)
}

/// How long the name in a start tag is.
fn name_length(element: &str) -> usize {
    element[1..]
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(0)
}
