//! What a browser makes of a case file. Needs Chromium: `.ci/chromium` brings it, and `CHROMIUM` names another one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
#[path = "../common/mod.rs"]
mod common;
mod listener;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use browser::{browse, chromium, colors};
use common::{kyc, run};
use listener::Listener;
use serde_json::{Value, json};

/// The page of a case with these outcomes, as a file.
fn page(folder: &Path, outcomes: &[Value]) -> PathBuf {
    let path = folder.join("case.html");
    let lines: Vec<_> = outcomes.iter().map(Value::to_string).collect();
    let made = run(
        kyc(&["report", "-", "--force", "--out", path.to_str().unwrap()]),
        lines.join("\n").as_bytes(),
    );
    assert_eq!((made.status, made.err.as_str()), (0, ""), "{made:?}");
    path
}

fn outcome(decision: &str, user_id: &str, wherever: &str) -> Value {
    json!({
        "provider": "greenid", "product": wherever,
        "reference": { "provider": "greenid", "version": 1, "user_id": user_id },
        "decision": decision, "finality": "final",
        "decided_by": wherever, "table_version": wherever, "remedy": "review",
        "reasons": [
            { "category": "no_match", "weight": "decisive", "code": wherever, "text": wherever, "rule": wherever },
            { "category": wherever, "weight": "alert" }
        ],
        "source": "asked", "signature": "not_due", "environment": "production",
        "checks": [{
            "kind": wherever, "name": wherever, "result": "failed", "value": wherever, "method": wherever,
            "performed_by": wherever,
            "fields": [{
                "name": wherever, "claim": wherever, "result": wherever, "submitted": wherever,
                "verified": wherever, "address": wherever, "source_checked": true
            }]
        }],
        "fields": [{ "name": wherever, "result": "returned", "verified": wherever, "source_checked": true }],
        "evidence": [
            {
                "kind": "image_link", "name": wherever, "country": wherever, "number_masked": wherever,
                "expires": wherever, "link": wherever, "sha256": wherever
            },
            { "kind": "post_office_file", "name": wherever },
            { "kind": "payload_hash", "sha256": wherever }
        ],
        "watchlist": [{ "kind": "pep", "person": wherever, "list": wherever }],
        "raw": { "media_type": wherever, "sha256": wherever, "text": wherever }
    })
}

/// What a hostile person would put everywhere.
fn hostile(address: SocketAddr) -> String {
    format!(
        "</style></title></td></table><img src=http://{address}/img onerror=\"document.title='canary'\">\
         <script>document.title='canary';fetch('http://{address}/js')</script>\
         <link rel=stylesheet href=http://{address}/css><style>@import url(http://{address}/import)</style>\
         <svg onload=\"document.title='canary'\"><iframe src=http://{address}/frame></iframe>\
         <base href=http://{address}/>\
         '\"&amp;{{{{ 7 }}}}{{% 7 %}}\u{202e}txt.exe\u{2066}\u{0}\u{1b}[2J"
    )
}

/// The text between the tags of a document.
fn text(dom: &str) -> String {
    let body = dom.split_once("</head>").unwrap().1;
    let mut text = String::new();
    for piece in body.split('<').skip(1) {
        text.push_str(piece.split_once('>').unwrap().1);
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[test]
fn hostile_values_stay_text_and_nothing_is_asked_for() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let listener = Listener::start();
    let value = hostile(listener.address);
    // A policy has no say over where a page goes, so this one is not put into the page below.
    let refresh = format!(
        "<meta http-equiv=refresh content=0;url=http://{}/meta>",
        listener.address
    );
    let long = "N".repeat(10 * 1024);
    let page = page(
        folder.path(),
        &[
            outcome("rejected", &value, &format!("{value}{refresh}")),
            outcome("rejected", "u-2", &long),
        ],
    );

    let dom = browse(&chromium, &["--dump-dom"], &page);
    assert!(
        dom.contains("<title>Case file: identity verification</title>"),
        "a script ran"
    );
    for tag in ["<script", "<img", "<svg", "<link", "<iframe", "<base"] {
        assert!(!dom.contains(tag), "{tag} became an element");
    }
    assert_eq!(dom.matches("<style").count(), 1);
    assert_eq!(dom.matches("<meta ").count(), 7);
    assert_eq!(dom.matches("<article ").count(), 2);
    assert!(!dom.contains(['\u{202e}', '\u{2066}', '\u{1b}']));
    let text = text(&dom);
    let shown = value
        .replace('\u{202e}', "U+202E")
        .replace('\u{2066}', "U+2066")
        .replace('\u{0}', "U+0000")
        .replace('\u{1b}', "U+001B");
    // All but the text and the noted hash of the payload, and a check's name once more with what it compared.
    let outcome = outcome("rejected", "u", "CANARY").to_string();
    let times = outcome.matches("CANARY").count() - 2 + 1;
    assert_eq!(text.matches(&shown).count(), times + 1, "with the user id");
    assert_eq!(text.matches(&long).count(), times);
    assert_eq!(listener.heard(), [""; 0]);

    // Even if a value became markup, the policy of the page would keep it from running and asking.
    let html = fs::read_to_string(&page).unwrap();
    let injected = folder.path().join("injected.html");
    fs::write(&injected, html.replace("<main ", &format!("{value}<main "))).unwrap();
    let dom = browse(&chromium, &["--dump-dom"], &injected);
    assert!(
        dom.contains("<img ") && dom.contains("<script>"),
        "nothing was injected"
    );
    assert!(!dom.contains("<title>canary"), "a script ran");
    assert_eq!(listener.heard(), [""; 0]);

    // And without the policy the listener would have heard of it.
    let open = folder.path().join("open.html");
    let without = fs::read_to_string(&injected).unwrap();
    let without = without.replace("http-equiv=\"Content-Security-Policy\"", "name=\"none\"");
    fs::write(&open, without).unwrap();
    let dom = browse(
        &chromium,
        &["--dump-dom", "--virtual-time-budget=2000"],
        &open,
    );
    assert!(dom.contains("<title>canary"), "no script ran");
    let heard = listener.heard();
    assert!(
        heard.iter().any(|line| line.starts_with("GET /img ")),
        "{heard:?}"
    );
}

#[test]
fn the_page_is_seen_in_light_dark_and_narrow() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let outcomes = ["u-1", "u-2", "u-3"].map(|user| outcome("rejected", user, "Invented"));
    let page = page(folder.path(), &outcomes);
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let dark = "--blink-settings=preferredColorScheme=0";
    for (name, options, ground, bad) in [
        (
            "light",
            &["--window-size=1200,1600"][..],
            [255, 255, 255],
            [0xfc, 0xe8, 0xe8],
        ),
        (
            "dark",
            &["--window-size=1200,1600", dark],
            [0x14, 0x17, 0x1b],
            [0x41, 0x17, 0x17],
        ),
        (
            "narrow",
            &["--window-size=400,1600"],
            [255, 255, 255],
            [0xfc, 0xe8, 0xe8],
        ),
    ] {
        let picture = pictures.join(format!("report-{name}.png"));
        let _ = fs::remove_file(&picture);
        let screenshot = format!("--screenshot={}", picture.display());
        browse(
            &chromium,
            &[options, &[screenshot.as_str()]].concat(),
            &page,
        );
        let colors = colors(&picture);
        let all: usize = colors.values().sum();
        let share = |color| colors.get(&color).copied().unwrap_or_default() * 1000 / all;
        // The ground, the panel of the decision, and text: not blank, and with the style that the policy lets in.
        assert!(
            (300..995).contains(&share(ground)),
            "{name}: {} of 1000",
            share(ground)
        );
        assert!(share(bad) > 5, "{name}: {} of 1000", share(bad));
        assert!(colors.len() > 50, "{name}: {} colors", colors.len());
    }
}

#[test]
fn each_case_is_printed_on_pages_of_its_own() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let outcomes = ["u-1", "u-2", "u-3", "u-4"].map(|user| outcome("rejected", user, "Invented"));
    let page = page(folder.path(), &outcomes);
    let html = fs::read_to_string(&page).unwrap();
    // Only where tables may be parted does the number of pages tell where cases begin.
    let html = html
        .replace("http-equiv=\"Content-Security-Policy\"", "name=\"none\"")
        .replace("break-inside: avoid", "break-inside: auto");
    let pages = |html: &str, pdf: &Path| {
        let changed = folder.path().join("changed.html");
        fs::write(&changed, html).unwrap();
        let print = format!("--print-to-pdf={}", pdf.display());
        browse(&chromium, &["--no-pdf-header-footer", &print], &changed);
        let bytes = fs::read(pdf).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        String::from_utf8_lossy(&bytes)
            .matches("/Type /Page\n")
            .count()
    };
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.pdf");
    let _ = fs::remove_file(&kept);
    let apart = pages(&html, &kept);
    let together = html.replace("break-before: page", "break-before: auto");
    let together = pages(&together, &folder.path().join("together.pdf"));
    assert!(
        apart > outcomes.len() && apart > together,
        "{apart} and {together} pages"
    );
}
