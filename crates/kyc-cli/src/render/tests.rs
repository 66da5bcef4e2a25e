//! Screens of saved payloads, narrow and wide.

use std::{fs, path::Path};

use kyc_facade::Normalizer;
use kyc_model::outcome::VerificationOutcome;

use super::*;

fn outcome(fixture: &str) -> VerificationOutcome {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(fixture);
    let mut normalizer = Normalizer::new();
    normalizer.smileid.vouch_for_source = true;
    normalizer.greenid.vouch_for_source = true;
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    normalizer.normalize(&fs::read(path).unwrap(), now).unwrap()
}

fn screen(fixture: &str, width: usize, show_personal: bool) -> String {
    let look = Look {
        show_personal,
        show_ids: show_personal,
        explain: true,
        page: Page::plain(width),
    };
    people::text(&outcome(fixture), None, &look)
}

const POST_OFFICE: &str = "greenid/get_verification_result/done-when/response.xml";
const DOCUMENT: &str = "smileid/job_status/spec-page-example/response.json";

#[test]
fn wide_screens() {
    insta::assert_snapshot!("post_office_160", screen(POST_OFFICE, 160, true));
    insta::assert_snapshot!("document_160", screen(DOCUMENT, 160, false));
}

#[test]
fn no_line_is_wider_than_the_page() {
    for fixture in [POST_OFFICE, DOCUMENT] {
        for width in [80, 100, 119, 120, 160] {
            for line in screen(fixture, width, true).lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
                assert_eq!(line, line.trim_end(), "{width}");
            }
        }
    }
}

#[test]
fn wide_and_narrow_screens_say_the_same_of_the_person() {
    for width in [80, 160] {
        let hidden = screen(POST_OFFICE, width, false);
        for value in ["Tilda", "Matilda", "04/03/1985", "invented-user-1", "2999"] {
            assert!(!hidden.contains(value), "{value}: {hidden}");
            assert!(screen(POST_OFFICE, width, true).contains(value), "{value}");
        }
    }
}
