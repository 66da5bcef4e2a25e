//! The rules of Smile ID's tables, in the words of the tables. A test holds them against the tables in both directions.

use super::super::{
    Basis::{
        Documented as D, DrawnFromDocumented as DJ, DrawnFromReported as TJ, Judged as J,
        Reported as T,
    },
    Rule,
    conditions::Line,
};
use crate::explain::Basis;

const fn line(
    id: &'static str,
    class: &'static str,
    when: &'static str,
    basis: Option<Basis>,
) -> Line {
    Line {
        id,
        class,
        when,
        basis,
    }
}

/// 2.1: the first line that holds decides; what is left of class L goes to [`HALVES`].
#[rustfmt::skip]
pub(super) const FLAGS: &[Line] = &[
    line("F1", "*", "shape=wrapped complete=false result=none code=2314", Some(DJ)),
    line("F2", "-", "shape=wrapped complete=false result=none code=other", Some(D)),
    line("F2", "P", "shape=wrapped complete=false result=object", Some(D)),
    line("F2", "A|R|N|E|U", "shape=wrapped complete=false result=object", Some(D)),
    line("F3", "*", "shape=wrapped complete=missing|unreadable", Some(J)),
    line("F4", "*", "shape=wrapped complete=true result=none", Some(J)),
    line("F5", "*", "shape=wrapped complete=true jobtype=missing", Some(J)),
    line("F5", "*", "shape=bare jobtype=missing", Some(J)),
    line("F6", "A|R|N|E|P|U", "final=unreadable", Some(J)),
    line("F6", "L", "shape=wrapped complete=true final=unreadable", Some(J)),
    line("F6", "L", "shape=bare final=unreadable", Some(J)),
    line("F7", "A|R|N|E|P|U", "final=false", Some(D)),
    line("F8", "A", "shape=wrapped complete=true final=true|missing success=true", None),
    line("F9", "A", "shape=wrapped complete=true final=true|missing success=false", Some(J)),
    line("F10", "A", "shape=wrapped complete=true success=missing|unreadable", Some(J)),
    line("F10", "R", "shape=wrapped complete=true final=true|missing success=unreadable", Some(J)),
    line("F11", "R", "shape=wrapped complete=true final=true|missing success=false|missing", Some(D)),
    line("F12", "R", "shape=wrapped complete=true final=true|missing success=true", Some(J)),
    line("F13", "N", "shape=wrapped complete=true final=true|missing", None),
    line("F14", "E", "shape=wrapped complete=true final=true|missing", None),
    line("F15", "P", "shape=wrapped complete=true final=true", Some(DJ)),
    line("F16", "P", "shape=wrapped complete=true final=missing", Some(J)),
    line("F17", "U", "shape=wrapped complete=true final=true|missing", None),
    line("F18", "A", "shape=bare final=true", None),
    line("F19", "A", "shape=bare final=missing lookup_product=yes", Some(DJ)),
    line("F20", "A", "shape=bare final=missing lookup_product=no", Some(J)),
    line("F21", "R|N|E|U", "shape=bare final=true", None),
    line("F22", "R|N|E|U", "shape=bare final=missing lookup_product=yes", None),
    line("F22", "R|N|E|U", "shape=bare final=missing lookup_product=no", None),
    line("F23", "P", "shape=bare final=true", None),
    line("F23", "P", "shape=bare final=missing", None),
];

/// 2.4: the two halves of job types 1 and 11; `lookup` is the code of the look-up half.
#[rustfmt::skip]
pub(super) const HALVES: &[Line] = &[
    line("L1", "L", "shape=wrapped complete=false", Some(D)),
    line("L1", "L", "shape=bare", Some(D)),
    line("L2", "L", "shape=wrapped complete=true history=absent", Some(J)),
    line("L3", "L", "shape=wrapped complete=true history=none lookup=1012|1020|1021", Some(J)),
    line("L4", "L", "shape=wrapped complete=true success=false|missing history=none lookup=1013|1022|1023", Some(DJ)),
    line("L4", "L", "shape=wrapped complete=true success=true history=none lookup=1013|1022|1023", Some(DJ)),
    line("L4", "L", "shape=wrapped complete=true success=unreadable history=none lookup=1013|1022|1023", Some(DJ)),
    line("L5", "L", "shape=wrapped complete=true history=none lookup=1014|1015|1016", Some(DJ)),
    line("L6", "L", "shape=wrapped complete=true success=true history=A lookup=1012|1020", Some(J)),
    line("L7", "L", "shape=wrapped complete=true success=true history=A lookup=1021", Some(J)),
    line("L8", "L", "shape=wrapped complete=true history=A lookup=1013|1014|1015|1016|1022|1023", Some(J)),
    line("L9", "L", "shape=wrapped complete=true success=false|missing|unreadable history=A", Some(J)),
    line("L10", "L", "shape=wrapped complete=true success=false|missing|unreadable history=R", Some(DJ)),
    line("L10", "L", "shape=wrapped complete=true success=true history=R", Some(DJ)),
    line("L11", "L", "shape=wrapped complete=true history=N", Some(J)),
    line("L11", "L", "shape=wrapped complete=true history=E", Some(J)),
    line("L11", "L", "shape=wrapped complete=true history=U", Some(J)),
    line("L12", "L", "shape=wrapped complete=true history=P", Some(J)),
    line("L12", "L", "shape=wrapped complete=true history=flagged", Some(J)),
    line("L13", "L", "shape=wrapped complete=true history=mixed", Some(J)),
];

/// Part 1, rule 3: what is missing or another product.
pub(super) const BOUND: [Rule; 2] = [
    Rule {
        id: "P3a",
        says: "the answer lacks the ids it should carry",
        reads: &["user_id", "job_id"],
        otherwise: "no id is missing that has to be there",
        basis: None,
    },
    Rule {
        id: "P3b",
        says: "the answer is about another product, or another job of Smile ID's counting, than was asked for",
        reads: &["job_type", "product", "SmileJobID"],
        otherwise: "no other product was expected",
        basis: None,
    },
];

/// 2.4: entries of the same job that lower `result`.
pub(super) const LOWERING: [Rule; 3] = [
    Rule {
        id: "H1",
        says: "approved, and a reviewer's entry of the same job is not",
        reads: &["history"],
        otherwise: "history has no such entry of this job",
        basis: None,
    },
    Rule {
        id: "H2",
        says: "approved, and a look-up of the same job was refused",
        reads: &["history"],
        otherwise: "history has no such entry of this job",
        basis: None,
    },
    Rule {
        id: "H3",
        says: "provisional, and a reviewer's entry of the same job is settled",
        reads: &["history"],
        otherwise: "history has no such entry of this job",
        basis: None,
    },
];

/// 2.3: what turns an approval into a review.
pub(super) const OVERLAYS: [Rule; 6] = [
    Rule {
        id: "S1",
        says: "a fraud signal, or one that cannot be read",
        reads: &["Antifraud"],
        otherwise: "no fraud signal is in the answer",
        basis: Some(J),
    },
    Rule {
        id: "S2",
        says: "a check failed and no reviewer passed it",
        reads: &["Actions"],
        otherwise: "no check that counts has failed",
        basis: Some(DJ),
    },
    Rule {
        id: "S3",
        says: "the person is not alive, or nobody can read whether",
        reads: &["IsAlive"],
        otherwise: "IsAlive is not false",
        basis: Some(J),
    },
    Rule {
        id: "S4",
        says: "a business that is not active",
        reads: &["company_information"],
        otherwise: "no business is said not to be active",
        basis: Some(J),
    },
    Rule {
        id: "S5",
        says: "not listed, and yet people were found",
        reads: &["no_of_persons_found", "people"],
        otherwise: "no list check found people",
        basis: Some(J),
    },
    Rule {
        id: "S6",
        says: "an outcome that was ordered from the sandbox, in production",
        reads: &["sandbox_result"],
        otherwise: "no result was ordered in production",
        basis: Some(J),
    },
];

/// What a rule of [`FLAGS`] or [`HALVES`] is about.
pub(super) fn says(id: &str) -> &'static str {
    match id {
        "F1" => "not complete: nothing was submitted",
        "F2" => "not complete",
        "F3" => "whether it is complete is not known",
        "F4" => "complete without a result",
        "F5" => "a result without a job type",
        "F6" => "whether the result is final cannot be read",
        "F7" => "the result is not final",
        "F8" => "approved, complete and successful",
        "F9" => "approved, but not successful",
        "F10" => "whether it was successful is not known",
        "F11" => "refused",
        "F12" => "refused, but successful",
        "F13" => "finished: a person of yours must look",
        "F14" => "finished: nothing was decided",
        "F15" => "finished, and still provisional",
        "F16" => "provisional, finality not stated",
        "F17" => "a code that is in no row",
        "F18" => "approved in a final result",
        "F19" => "approved by a product that has one result",
        "F20" => "approved, finality not stated",
        "F21" => "a final result that is no approval",
        "F22" => "no approval, finality not stated",
        "F23" => "a provisional result",
        "L1" => "the first of two results",
        "L2" => "the look-up half, without history",
        "L3" => "a good look-up, the other half is nowhere",
        "L4" => "a refused look-up, the other half is nowhere",
        "L5" => "a look-up that decided nothing, the other half is nowhere",
        "L6" => "a good look-up, the other half approved",
        "L7" => "a partial look-up, the other half approved",
        "L8" => "a failed look-up, the other half approved",
        "L9" => "the other half approved, but not successful",
        "L10" => "the other half refused",
        "L11" => "the other half is neither approved nor refused",
        "L12" => "the other half is still provisional",
        "L13" => "the other half contradicts itself",
        _ => "",
    }
}

/// What the row of a job type and code rests on.
pub(super) fn basis_of_row(job_type: &str, code: &str) -> Option<Basis> {
    Some(match (job_type, code) {
        ("default", _) => return None,
        (
            "1" | "11",
            "1012" | "1013" | "1014" | "1015" | "1016" | "1020" | "1021" | "1022" | "1023",
        ) => {
            return None;
        }
        (_, "0001") | ("5" | "6", "1014") | ("5", "1021") => DJ,
        ("10", "1030" | "1031") | ("1", "1213") | ("6" | "11", "0817") => DJ,
        (_, "0903") => J,
        ("4", "0841") => Basis::DocumentedAndReported,
        ("5", "1010" | "1011") | ("7", "1013" | "1014" | "1015" | "1016") | ("10", "1017") => T,
        ("1", "0816" | "0817") => TJ,
        _ => D,
    })
}

/// What a row of V3 rests on. `is_list_check`: the product looks for a person on lists.
pub(super) fn basis_of_status(status: &str, reason: &str, is_list_check: bool) -> Option<Basis> {
    Some(match (status, reason) {
        ("other", _) => return None,
        ("clear", "none") if !is_list_check => D,
        ("clear", "none") | ("attention", _) => DJ,
        ("clear", _) | ("block", "aml_match_found") => J,
        _ => D,
    })
}
