//! Tokens and statuses of V3.

use super::*;

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_it_expires_and_fetched_anew_when_it_is_refused() {
    let mut mock = MockServer::new_async().await;
    let clock = clock();
    let registry = Registry::new().with(provider_at(&mock, &clock));
    let ask = || async {
        let outcome = registry
            .outcome(&Reference::Smileid(started_v3()), &AskOptions::default())
            .await;
        outcome.map(|outcome| (outcome.decision(), outcome.source(), outcome.signature()))
    };
    let first = token("first", 900);
    let fetched = tokens(&mut mock, &first, 1).await;
    let status = v3_status(&mut mock, &first, 200, &v3("clear")).await;
    let expected = (Decision::Verified, Source::Loopback, SignatureState::NotDue);
    for _ in 0..5 {
        assert_eq!(ask().await.unwrap(), expected);
    }
    clock.advance(Duration::from_secs(839));
    assert_eq!(ask().await.unwrap(), expected);
    fetched.assert_async().await;
    fetched.remove_async().await;

    // A minute before it expires a new one is fetched.
    clock.advance(Duration::from_secs(1));
    let second = token("second", 9000);
    let fetched = tokens(&mut mock, &second, 1).await;
    status.remove_async().await;
    let refusing = v3_status(&mut mock, &second, 200, &v3("clear")).await;
    assert_eq!(ask().await.unwrap(), expected);
    fetched.assert_async().await;
    fetched.remove_async().await;
    refusing.remove_async().await;

    // It is refused once: a third one is fetched, once.
    let third = token("third", 9000);
    let fetched = tokens(&mut mock, &third, 1).await;
    v3_status(
        &mut mock,
        &second,
        401,
        &json!({"status": "Unauthorized", "message": "x"}),
    )
    .await;
    v3_status(&mut mock, &third, 200, &v3("clear")).await;
    clock.advance(Duration::from_secs(1));
    assert_eq!(ask().await.unwrap(), expected);
    fetched.assert_async().await;
}

#[tokio::test]
async fn many_questions_at_once_share_one_token() {
    let mut mock = MockServer::new_async().await;
    let good = token("good", 900);
    let fetched = tokens(&mut mock, &good, 1).await;
    v3_status(&mut mock, &good, 202, &v3("processing")).await;
    let registry = Registry::new().with(provider(&mock));
    let reference = Reference::Smileid(started_v3());
    let options = AskOptions::default();
    let asked = (0..20).map(|_| registry.outcome(&reference, &options));
    for outcome in futures_util::future::join_all(asked).await {
        assert_eq!(outcome.unwrap().decision(), Decision::Pending);
    }
    fetched.assert_async().await;
}

#[tokio::test]
async fn a_v3_status_in_no_list_is_an_answer_that_decides_nothing() {
    for status in [200, 202] {
        let mut mock = MockServer::new_async().await;
        let good = token("good", 900);
        tokens(&mut mock, &good, 1).await;
        v3_status(&mut mock, &good, status, &v3("queued")).await;
        let registry = Registry::new().with(provider(&mock));
        let reference = Reference::Smileid(started_v3());
        let outcome = registry
            .outcome(&reference, &AskOptions::default())
            .await
            .unwrap();
        assert_eq!(outcome.decision(), Decision::Inconclusive, "{status}");
        assert_eq!(outcome.finality(), Finality::Unknown, "{status}");
        let category = &outcome.reasons()[0].category;
        assert_eq!(category.as_str(), "unrecognized_value", "{status}");
    }
}

#[tokio::test]
async fn bad_v3_answers_are_errors() {
    for (status, body, kind) in [
        (404, v3("not_found"), ErrorKind::SubjectNotFound),
        (200, v3("not_found"), ErrorKind::SubjectNotFound),
        (404, json!({"x": 1}), ErrorKind::ProviderRefused),
        (202, v3("clear"), ErrorKind::UnrecognizedPayload),
        (
            200,
            json!({"message": "no status"}),
            ErrorKind::UnrecognizedPayload,
        ),
        (400, v3("Bad Request"), ErrorKind::ProviderRefused),
        (403, v3("Forbidden"), ErrorKind::NotAuthorized),
        (429, v3("Too Many Requests"), ErrorKind::ProviderFailure),
        (500, v3("Internal Server Error"), ErrorKind::ProviderFailure),
        (
            200,
            json!({"status": "clear", "job_id": "job_02", "user_id": "user_01"}),
            ErrorKind::WrongSubject,
        ),
        (
            200,
            json!({"status": "clear", "job_id": "job_01", "user_id": "user_02"}),
            ErrorKind::WrongSubject,
        ),
    ] {
        let mut mock = MockServer::new_async().await;
        let good = token("good", 900);
        tokens(&mut mock, &good, 1).await;
        v3_status(&mut mock, &good, status, &body).await;
        let registry = Registry::new().with(provider(&mock));
        let reference = Reference::Smileid(started_v3());
        let error = registry
            .outcome(&reference, &AskOptions::default())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
    }
    // No token, no answer.
    for (status, body, kind) in [
        (401, "{}", ErrorKind::NotAuthorized),
        (200, "{}", ErrorKind::UnrecognizedPayload),
        (200, "<html>", ErrorKind::UnrecognizedPayload),
        (
            200,
            "{\"token\":\"Canary\\u0007\"}",
            ErrorKind::UnrecognizedPayload,
        ),
    ] {
        let mut mock = MockServer::new_async().await;
        mock.mock("POST", "/v3/token")
            .with_status(status)
            .with_body(body)
            .create_async()
            .await;
        let registry = Registry::new().with(provider(&mock));
        let reference = Reference::Smileid(started_v3());
        let error = registry
            .outcome(&reference, &AskOptions::default())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert!(!format!("{error:?}").contains("Canary"));
    }
}

#[tokio::test]
async fn v3_takes_no_partner_id_with_leading_zeros_and_no_id_that_is_a_path() {
    struct Untouched;
    impl Transport for Untouched {
        fn send<'a>(
            &'a self,
            _: http::Request<Bytes>,
            _: ResponseLimits,
        ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
            panic!("nothing may be sent")
        }
        fn tls(&self) -> TlsVerification {
            TlsVerification::Verified
        }
    }
    for (partner, job, kind) in [
        ("085", "job_01", ErrorKind::InvalidConfiguration),
        ("acme", "job_01", ErrorKind::InvalidConfiguration),
        ("85", "..", ErrorKind::InvalidRequest),
        ("85", "", ErrorKind::InvalidRequest),
    ] {
        let credentials = Credentials::new(partner, ApiKey::new("k")).unwrap();
        let client = Client::new(smileid::Server::Sandbox, credentials, Untouched);
        let mut started = started_v3();
        started.job_id = Some(job.into());
        let registry = Registry::new().with(SmileProvider::new(client));
        let asked = registry
            .outcome(&Reference::Smileid(started), &AskOptions::default())
            .await;
        assert_eq!(asked.unwrap_err().kind(), kind, "{partner} {job}");
    }
}
