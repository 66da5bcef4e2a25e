//! Replies that are as dear for their size as anybody can make them, within the limits.

use greenid_soap::{Operation, decode};
use kyc_http::ResponseLimits;

use super::reply::{self, message};

const BYTES: usize = 500_000;

/// What to call it, and the reply.
pub(crate) fn replies() -> Vec<(&'static str, String)> {
    let repeated = |piece: &str| message(&piece.repeat(BYTES / piece.len()));
    let data = |piece: &str| {
        message(&format!(
            "<individualResults><resultData>{}</resultData></individualResults>",
            piece.repeat(BYTES / piece.len())
        ))
    };
    let mut all = vec![
        (
            "unknown elements",
            repeated("<unknownMember>text</unknownMember>"),
        ),
        ("unknown elements, shortest", repeated("<u/>")),
        ("unknown elements, all different", all_different()),
        ("character references", data("&#x41;")),
        ("escapes", data("&lt;")),
        ("deep", deep(50)),
        (
            "duplicates",
            message("<mode>a</mode><mode>b</mode>") + &" ".repeat(BYTES),
        ),
        (
            "nil entries",
            repeated("<individualResults xsi:nil=\"true\"/>"),
        ),
        (
            "nil members",
            repeated(
                "<individualResults><name xsi:nil=\"true\"/><state xsi:nil='1'/></individualResults>",
            ),
        ),
        ("CDATA", data("<![CDATA[some text]]>")),
        ("CDATA, empty", data("<![CDATA[]]>")),
        ("comments", repeated("<!---->")),
        ("brackets", data("]]&gt;]")),
        ("carriage returns", data("\r")),
        (
            "U+FFFD, whose first byte a forbidden character has",
            data("\u{FFFD}"),
        ),
        ("attributes", repeated(&in_turn(&many_attributes()))),
        ("one name in many namespaces", many_namespaces()),
        ("elements under many namespaces", under_many_namespaces()),
    ];
    all.extend(empty_entries());
    all
}

/// Entries of lists with nothing in them: the less they take in the reply, the more of them there are in memory. Written
/// close, and with as much room around them as entries must have.
fn empty_entries() -> Vec<(&'static str, String)> {
    /// Just above a power of two, also where half of them are in one list: the list has just been moved.
    const ENTRIES: usize = 8_200;
    const ROOM: usize = 64;
    let check = ("<individualResults>", "</individualResults>");
    let document = (
        "<individualResults><postOfficeData>",
        "</postOfficeData></individualResults>",
    );
    let check_of_field = "<individualResult><fieldResult/></individualResult>";
    let check_of_document = "<individualResult><postOfficeData><header/><records/></postOfficeData>\
                             </individualResult>";
    [
        (
            ["empty checks", "empty checks, in their room"],
            ("", "<individualResult/>", ""),
            1,
        ),
        (
            ["empty fields", "empty fields, in their room"],
            (check.0, "<fieldResult/>", check.1),
            1,
        ),
        (
            ["empty documents", "empty documents, in their room"],
            (document.0, "<records/>", document.1),
            1,
        ),
        (
            [
                "checks of an empty field",
                "checks of an empty field, in their room",
            ],
            ("", check_of_field, ""),
            2,
        ),
        (
            [
                "checks of an empty document",
                "checks of an empty document, in their room",
            ],
            ("", check_of_document, ""),
            2,
        ),
    ]
    .into_iter()
    .flat_map(|([close, roomy], (before, piece, after), entries)| {
        let of =
            |piece: &str, times: usize| message(&format!("{before}{}{after}", piece.repeat(times)));
        let width = entries * ROOM;
        [
            (close, of(piece, BYTES / piece.len())),
            (roomy, of(&format!("{piece:width$}"), ENTRIES / entries)),
        ]
    })
    .collect()
}

/// A plain reply of about so many bytes.
pub(crate) fn plain(bytes: usize) -> String {
    reply::checks(bytes / (reply::checks(9).len() - reply::checks(8).len()))
}

/// Decodes, and lets a refusal pass: it is the other way for a reply to end.
pub(crate) fn decode(body: &str, limits: ResponseLimits) -> bool {
    decode::verification_result(body.as_bytes(), Operation::GetVerificationResult, limits).is_ok()
}

/// Unknown elements, so many inside each other, until there is enough.
pub(crate) fn deep(depth: usize) -> String {
    let one = "<unknown>".repeat(depth) + &"</unknown>".repeat(depth);
    message(&one.repeat(1_000))
}

fn all_different() -> String {
    let members: String = (0..BYTES / 20)
        .map(|index| format!("<unknown{index:07}/>"))
        .collect();
    message(&members)
}

fn many_attributes() -> String {
    let attributes: String = (0..64).map(|index| format!(" a{index}=''")).collect();
    format!("<unknown{attributes}/>")
}

/// Attributes of one local name, each in a namespace of its own.
fn many_namespaces() -> String {
    let declarations: String = (0..60)
        .map(|index| format!(" xmlns:p{index}='http://example.invalid/{index}'"))
        .collect();
    let attributes: String = (0..60).map(|index| format!(" p{index}:a=''")).collect();
    let elements = in_turn(&format!("<unknown{attributes}/>"));
    message(&format!(
        "<unknown{declarations}>{}</unknown>",
        elements.repeat(BYTES / elements.len())
    ))
}

/// An element in both quotes, so that no attributes are those of the element before.
fn in_turn(element: &str) -> String {
    element.to_owned() + &element.replace('\'', "\"")
}

/// The namespace in use is the farthest of all that are in scope.
fn under_many_namespaces() -> String {
    let declarations = |from: usize| -> String {
        (from..from + 60)
            .map(|index| format!(" xmlns:p{index}='http://example.invalid/{index}'"))
            .collect()
    };
    message(&format!(
        "<u{}><u{}>{}</u></u>",
        declarations(0),
        declarations(60),
        "<p0:u/>".repeat(BYTES / 7)
    ))
}
