//! What each crate may depend on, held against `cargo tree`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{collections::BTreeSet, process::Command};

/// The names in a crate's tree of normal dependencies, without itself.
fn tree(package: &str, arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}", "--package", package])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && !text.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty() && *name != package)
        .map(str::to_owned)
        .collect()
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn kyc_model_depends_on_serde_serde_json_and_jiff_alone() {
    let direct = tree("kyc-model", &["--depth", "1"]);
    assert_eq!(direct, names(&["jiff", "serde", "serde_json"]));
    let whole = tree("kyc-model", &[]);
    let expected = [
        "itoa",
        "jiff",
        "jiff-core",
        "memchr",
        "proc-macro2",
        "quote",
        "serde",
        "serde_core",
        "serde_derive",
        "serde_json",
        "syn",
        "unicode-ident",
        "zmij",
    ];
    assert_eq!(whole, names(&expected));
}

#[test]
fn nothing_but_feature_reqwest_brings_an_http_client_or_tls() {
    for (package, arguments) in [
        ("kyc-http", &["--no-default-features"][..]),
        ("smileid", &["--no-default-features"]),
        ("greenid-soap", &["--no-default-features"]),
        (
            "greenid-soap",
            &["--no-default-features", "--features", "client"],
        ),
        (
            "smileid",
            &["--no-default-features", "--features", "client"],
        ),
        (
            "kyc-facade",
            &[
                "--no-default-features",
                "--features",
                "client,smileid,tracing",
            ],
        ),
    ] {
        let tree = tree(package, arguments);
        for banned in [
            "reqwest",
            "hyper",
            "rustls",
            "ring",
            "tokio",
            "native-tls",
            "openssl-sys",
        ] {
            assert!(!tree.contains(banned), "{package} {arguments:?}: {banned}");
        }
    }
    assert!(tree("smileid", &[]).contains("reqwest"));
}

#[test]
fn the_example_with_another_http_client_has_no_reqwest_in_its_tree() {
    // Later options win: the example is built with development dependencies.
    let client = ["--no-default-features", "--features", "client"];
    let with_dev = [&client[..], &["--edges", "normal,dev"]].concat();
    let tree = tree("smileid", &with_dev);
    assert!(tree.contains("ureq"));
    assert!(!tree.contains("reqwest"), "{tree:?}");
}

#[test]
fn a_receiver_that_keeps_nothing_on_disk_has_no_database_in_its_tree() {
    let memory = tree("kyc-receiver", &["--no-default-features"]);
    for banned in ["sqlx", "libsqlite3-sys", "tokio", "rustls"] {
        assert!(!memory.contains(banned), "{banned}");
    }
    let default = tree("kyc-receiver", &[]);
    assert!(default.contains("sqlx-sqlite"));
    for banned in ["sqlx-postgres", "sqlx-macros", "rustls"] {
        assert!(!default.contains(banned), "{banned}");
    }
}

#[test]
fn no_tree_brings_openssl() {
    for package in [
        "kyc-cli",
        "kyc-facade",
        "kyc-receiver",
        "kyc-sandbox",
        "xtask",
    ] {
        let tree = tree(package, &["--all-features"]);
        for banned in ["native-tls", "openssl", "openssl-sys"] {
            assert!(!tree.contains(banned), "{package}: {banned}");
        }
    }
}

#[test]
fn a_crate_uses_only_the_floors_below_it() {
    let ours = |package: &str| -> BTreeSet<String> {
        tree(package, &["--all-features"])
            .into_iter()
            .filter(|name| {
                name.starts_with("kyc-")
                    || matches!(name.as_str(), "greenid-soap" | "smileid" | "xtask")
            })
            .collect()
    };
    assert_eq!(ours("kyc-model"), names(&[]));
    assert_eq!(ours("kyc-http"), names(&["kyc-model"]));
    assert_eq!(ours("smileid"), names(&["kyc-http", "kyc-model"]));
    assert_eq!(ours("greenid-soap"), names(&["kyc-http", "kyc-model"]));
    assert_eq!(
        ours("kyc-facade"),
        names(&["greenid-soap", "kyc-http", "kyc-model", "smileid"])
    );
    assert_eq!(
        ours("kyc-receiver"),
        names(&["kyc-facade", "kyc-http", "kyc-model", "smileid"])
    );
    assert_eq!(
        ours("kyc-cli"),
        names(&[
            "greenid-soap",
            "kyc-facade",
            "kyc-http",
            "kyc-model",
            "kyc-sandbox",
            "smileid"
        ])
    );
    // Nothing above the adapters, so that a test double decides nothing.
    assert_eq!(
        ours("kyc-sandbox"),
        names(&["kyc-http", "kyc-model", "smileid"])
    );
}
