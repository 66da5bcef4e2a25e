//! Which scenario answers what to which operation.

use kyc_sandbox::Sandbox;

use super::{call, result_of, start};

#[tokio::test]
async fn whether_an_id_is_registered() {
    let sandbox = start(Sandbox::builder()).await;
    for (id, is_registered) in [
        ("verified", "true"),
        ("locked-out.7", "true"),
        ("user-id-in-use", "true"),
        ("user-id-for-invitation", "true"),
        ("not-found", "false"),
        ("nobody", "false"),
    ] {
        let answered = call(
            &sandbox,
            "isUserIdRegistered",
            &format!("<userId>{id}</userId>"),
        )
        .await;
        assert_eq!(
            (answered.status, answered.text("return")),
            (200, Some(is_registered)),
            "{id}"
        );
    }
    for (id, code) in [
        ("system-fault", "SystemFault"),
        ("invalid-password", "InvalidPasswordFault"),
    ] {
        let answered = call(
            &sandbox,
            "isUserIdRegistered",
            &format!("<userId>{id}</userId>"),
        )
        .await;
        assert_eq!(answered.fault(), Some(code));
    }
}

#[tokio::test]
async fn an_id_longer_than_any_is_nobodys() {
    let sandbox = start(Sandbox::builder()).await;
    let longest = format!("verified.{}", "é".repeat(246));
    assert_eq!(longest.chars().count(), 255);
    let longer = format!("{longest}x");
    let members = |id: &str| format!("<userId>{id}</userId>");
    let is_registered = async |id: &str| {
        let answered = call(&sandbox, "isUserIdRegistered", &members(id)).await;
        (answered.status, answered.text("return").map(str::to_owned))
    };
    let (yes, no) = (Some("true".to_owned()), Some("false".to_owned()));
    assert_eq!(is_registered(&longest).await, (200, yes));
    assert_eq!(is_registered(&longer).await, (200, no));
    let found = result_of(&sandbox, &longest).await;
    assert_eq!(found.text("userId"), Some(&*longest));
    for id in [longer, format!("system-fault.{}", "x".repeat(100_000))] {
        let looked_up = result_of(&sandbox, &id).await;
        assert_eq!(looked_up.fault(), Some("UserIdNotFoundFault"));
        let registered = call(&sandbox, "registerUser", &members(&id)).await;
        assert_eq!(registered.fault(), Some("FieldValidationFault"));
        assert_eq!(
            registered.text("faultstring"),
            Some("Invalid input field - userId")
        );
    }
}

#[tokio::test]
async fn every_fault_has_its_code() {
    let sandbox = start(Sandbox::builder()).await;
    for (id, code) in [
        ("not-found", "UserIdNotFoundFault"),
        ("invalid-customer", "InvalidCustomerIdFault"),
        ("invalid-password", "InvalidPasswordFault"),
        ("invalid-certificate", "InvalidCertificateException"),
        ("invalid-ip-address", "InvalidIPAddressFault"),
        ("field-validation", "FieldValidationFault"),
        ("invalid-source-id", "InvalidSourceIdFault"),
        ("user-id-in-use", "UserIdInUseFault"),
        ("user-id-for-invitation", "UserIdForInvitationFault"),
        ("system-fault", "SystemFault"),
        ("unknown-fault", "InventedFault"),
    ] {
        assert_eq!(result_of(&sandbox, id).await.fault(), Some(code));
        let members = format!("<userId>{id}.2</userId>");
        let answered = call(&sandbox, "registerUser", &members).await;
        // Who is not there yet can be registered, with everything that is required.
        let code = match id {
            "not-found" => "FieldValidationFault",
            _ => code,
        };
        assert_eq!(answered.fault(), Some(code));
    }
    let answered = result_of(&sandbox, "fault-without-detail").await;
    assert_eq!((answered.status, answered.fault()), (500, None));
    assert_eq!(answered.text("faultstring"), Some("System error"));
}

#[tokio::test]
async fn transport_faults_apply_to_every_operation() {
    let sandbox = start(Sandbox::builder()).await;
    for operation in ["getVerificationResult", "isUserIdRegistered"] {
        let answered = call(&sandbox, operation, "<userId>html-500</userId>").await;
        assert_eq!(
            (
                answered.status,
                answered.headers["content-type"].to_str().unwrap()
            ),
            (500, "text/html")
        );
        let answered = call(&sandbox, operation, "<userId>rate-limited</userId>").await;
        assert_eq!(
            (answered.status, &answered.headers["retry-after"]),
            (429, &"1".parse().unwrap())
        );
        let answered = call(&sandbox, operation, "<userId>doctype</userId>").await;
        assert!(
            answered
                .body
                .starts_with("<!DOCTYPE env:Envelope><env:Envelope ")
        );
        let answered = call(&sandbox, operation, "<userId>empty</userId>").await;
        assert_eq!((answered.status, answered.body.as_str()), (200, ""));
    }
}
