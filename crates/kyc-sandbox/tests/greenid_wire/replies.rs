//! The bytes of answers.

use kyc_sandbox::Sandbox;

use super::{result_of, start};

async fn sandbox() -> Sandbox {
    let sandbox = start(Sandbox::builder()).await;
    sandbox
        .clock()
        .stop_at("2026-01-02T03:04:05.678Z".parse().unwrap());
    sandbox
}

#[tokio::test]
async fn a_result_is_one_line_in_the_order_of_the_wsdl() {
    let sandbox = sandbox().await;
    let answered = result_of(&sandbox, "pending").await;
    assert_eq!(answered.status, 200);
    assert_eq!(answered.headers["content-type"], "text/xml;charset=UTF-8");
    assert_eq!(
        answered.body,
        "<env:Envelope xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><env:Header></env:Header><env:Body>\
         <ns2:getVerificationResultResponse xmlns:ns2=\"http://services.registrations.edentiti.com/\"><return>\
         <individualResults><fieldResults><data>Invented</data><dataDifference>Nonsuch</dataDifference>\
         <format>plain</format><label>Surname</label><name>surname</name><status>CHANGED</status></fieldResults>\
         <method>BG</method><name>AEC</name><state>PENDING</state></individualResults>\
         <individualResults><method>BG</method><name>WatchList</name><state>PASSED</state></individualResults>\
         <outcome>PENDING</outcome><ruleId>default</ruleId><transactionId>1234567890</transactionId>\
         <userId>pending</userId></return></ns2:getVerificationResultResponse></env:Body></env:Envelope>"
    );
}

#[tokio::test]
async fn a_fault_is_an_http_500_with_fault_details() {
    let answered = result_of(&sandbox().await, "nobody").await;
    assert_eq!(answered.status, 500);
    assert_eq!(answered.headers["content-type"], "text/xml;charset=UTF-8");
    assert_eq!(
        answered.body,
        "<env:Envelope xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><env:Header></env:Header><env:Body>\
         <env:Fault xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><faultcode>env:Server</faultcode>\
         <faultstring>User id not found</faultstring><detail>\
         <ns2:faultDetails xmlns:ns2=\"http://services.registrations.edentiti.com/\">\
         <code>UserIdNotFoundFault</code><details>No such user</details></ns2:faultDetails></detail></env:Fault>\
         </env:Body></env:Envelope>"
    );
}

#[tokio::test]
async fn dates_are_those_of_the_sandbox_and_stay() {
    let sandbox = sandbox().await;
    for _ in 0..2 {
        let answered = result_of(&sandbox, "verified").await;
        let date = "<dateVerified>2026-01-02T13:04:05.678+10:00</dateVerified>";
        assert_eq!(answered.body.matches(date).count(), 2);
        sandbox.clock().advance(core::time::Duration::from_secs(60));
    }
    let later = result_of(&sandbox, "verified.2").await;
    assert_eq!(
        later.text("dateVerified"),
        Some("2026-01-02T13:06:05.678+10:00")
    );
    assert_eq!(later.text("userId"), Some("verified.2"));
}

#[tokio::test]
async fn result_data_is_escaped_with_its_quotes() {
    let answered = result_of(&sandbox().await, "verified-with-changes").await;
    assert_eq!(
        answered.text("resultData"),
        Some(
            "&lt;?xml version=&quot;1.0&quot; encoding=&quot;UTF-8&quot;?&gt;\
             &lt;raw source='invented'&gt;a &amp; b&lt;/raw&gt;"
        )
    );
}

#[tokio::test]
async fn null_entries_of_lists_declare_their_namespace() {
    let answered = result_of(&sandbox().await, "nil-items").await;
    for name in ["individualResults", "fieldResults"] {
        let nil = format!(
            "<{name} xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"></{name}>"
        );
        assert_eq!(answered.body.matches(&nil).count(), 1, "{name}");
    }
}

#[tokio::test]
async fn the_post_office_s_records_have_two_spellings() {
    let live = sandbox().await;
    let spec = start(Sandbox::builder().spec_spelling(true)).await;
    spec.clock()
        .stop_at("2026-01-02T03:04:05.678Z".parse().unwrap());
    let (live, spec) = (
        result_of(&live, "post-office").await,
        result_of(&spec, "post-office").await,
    );
    assert_eq!(live.text("totalNumberOfIdDocuments"), Some("02"));
    assert_eq!(live.text("uniqueReferenceNo"), Some("9999990100001"));
    assert_eq!(live.text("nameMatchesform"), Some("Y"));
    assert_eq!(live.text("issuedate"), Some("05/06/2021"));
    assert_eq!(live.text("date"), Some("020126"));
    assert_eq!(live.text("surname"), Some("INVENTED            "));
    let respelled = [
        ("dateOfBirthMatchesForm>", "dateOfBirthMatchesaForm>"),
        ("issuedate>", "issueDate>"),
        ("nameMatchesform>", "nameMatchesForm>"),
        ("totalNumberOfIdDocuments>", "totalNumberOfIdDocument>"),
        ("uniqueReferenceNo>", "uniqueReferenceNumber>"),
    ]
    .iter()
    .fold(live.body, |body, (live, spec)| {
        assert!(body.contains(live) && !body.contains(spec));
        body.replace(live, spec)
    });
    assert_eq!(respelled, spec.body);
}
