//! From a push to an action: taken, stored, confirmed, acted on, and not fooled.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod common;

use common::{Backend, Site};

macro_rules! on_every_store {
    ($($name:ident)*) => {
        on_every_store!(@on memory, Memory, $($name)*);
        #[cfg(feature = "sqlite")]
        on_every_store!(@on sqlite, Sqlite, $($name)*);
        #[cfg(feature = "postgres")]
        on_every_store!(@on postgres, Postgres, $($name)*);
    };
    (@on $module:ident, $backend:ident, $($name:ident)*) => {
        mod $module {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(site) = Site::new(Backend::$backend).await {
                        super::$name(&site).await;
                        site.remove().await;
                    }
                }
            )*
        }
    };
}

on_every_store! {
    a_store_that_takes_nothing_makes_the_provider_send_again
    a_callback_is_stored_confirmed_and_acted_on_once
    a_forged_body_under_a_valid_pair_is_refuted_by_asking
    whatever_is_refused_gets_the_same_answer_and_the_operator_the_cause
    stale_events_and_those_from_the_future_are_asked_about_like_any_other
    what_is_open_or_cannot_be_asked_waits_and_what_never_will_be_is_listed
    what_was_not_started_here_is_not_asked_about_and_what_is_new_is_not_lost
    a_v3_webhook_is_read_again_from_what_was_stored
    a_thousand_deliveries_of_one_event_are_one_action
    a_notification_of_greenid_is_a_hint_to_fetch
    an_action_that_failed_is_handed_out_again
}

use core::time::Duration;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use kyc_facade::{Registry, greenid::GreenidProvider, smileid::SmileProvider};
use kyc_http::{
    BoxFuture, FixedClock, Phase, ResponseLimits, RetryPolicy, Sender, TlsVerification, Transport,
    TransportError, TransportErrorKind,
};
use kyc_model::{
    Timestamp,
    outcome::{Decision, Relation, Source, VerificationOutcome},
};
use kyc_receiver::{Confirmer, Done, Intake, LookUpFailed, MemoryStore, Refusal, Store};
use serde_json::{Value, json};
use smileid::{
    ApiKey, Client, Credentials,
    callback::{LikelyCause, Verifier},
    signature, testing,
};

const AT: &str = "2026-01-02T03:04:05.678Z";

fn at() -> Timestamp {
    AT.parse().unwrap()
}

fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

type Answer = Result<(u16, String), TransportErrorKind>;

/// A provider that answers what it is told to, over verified TLS as far as anybody can see.
#[derive(Clone)]
struct Provider(Arc<Mutex<Answer>>, Arc<AtomicUsize>);

impl Transport for Provider {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
        _: ResponseLimits,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        self.1.fetch_add(1, Ordering::SeqCst);
        let answer = self.0.lock().unwrap().clone();
        Box::pin(async move {
            tokio::task::yield_now().await;
            let (status, body) =
                answer.map_err(|kind| TransportError::new(kind, Phase::MaybeSent))?;
            let answer = http::Response::builder()
                .status(status)
                .body(Bytes::from(body));
            Ok(answer.unwrap())
        })
    }

    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

struct House {
    clock: Arc<FixedClock>,
    store: Arc<dyn Store>,
    provider: Provider,
    intake: Intake,
    confirmer: Confirmer,
    refused: Arc<Mutex<Vec<String>>>,
    refuted: Arc<AtomicUsize>,
}

async fn house(site: &Site) -> House {
    house_with(site.open().await)
}

fn house_with(store: Arc<dyn Store>) -> House {
    let clock = Arc::new(FixedClock::new(at()));
    let provider = Provider(
        Arc::new(Mutex::new(Ok((200, done("0810"))))),
        Arc::new(AtomicUsize::new(0)),
    );
    let sender = Sender::new(provider.clone())
        .with_clock(Arc::clone(&clock))
        .with_retry(RetryPolicy::never());
    let client = Client::new(smileid::Server::Production, credentials(), sender.clone());
    let account = greenid_soap::Credentials::password("acme", "fake-password").unwrap();
    let endpoint =
        greenid_soap::Endpoint::new("https://au.vixverify.com/VerificationServicesPassword")
            .unwrap();
    let greenid = greenid_soap::Client::new(endpoint, account, sender);
    let registry = Registry::new().with(GreenidProvider::new(greenid));
    let (refused, refuted) = (
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(AtomicUsize::new(0)),
    );
    let (notes, count) = (Arc::clone(&refused), Arc::clone(&refuted));
    let verifier = Verifier::new(credentials());
    let intake = Intake::smileid(Arc::clone(&store), verifier.clone())
        .with_clock(Arc::clone(&clock))
        .on_refused(move |refusal| notes.lock().unwrap().push(refusal.to_string()));
    let confirmer = Confirmer::new(Arc::clone(&store), registry)
        .with_smileid(SmileProvider::new(client), verifier)
        .with_clock(Arc::clone(&clock))
        .on_refuted(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
        });
    House {
        clock,
        store,
        provider,
        intake,
        confirmer,
        refused,
        refuted,
    }
}

impl House {
    fn answer(&self, answer: Answer) {
        *self.provider.0.lock().unwrap() = answer;
    }

    async fn push(&self, body: Bytes) -> StatusCode {
        let request = Request::post("/smileid").body(body).unwrap();
        self.intake.receive(&request).await.status()
    }

    async fn confirm(&self) -> Done {
        self.confirmer.confirm_next().await.unwrap()
    }

    /// Asks until nothing waits any more.
    async fn confirm_all(&self) -> Vec<Done> {
        let mut all = Vec::new();
        for _ in 0..200 {
            match self.confirm().await {
                Done::Nothing if self.store.counts(at()).await.unwrap().postponed == 0 => {
                    return all;
                }
                Done::Nothing => self.clock.advance(Duration::from_secs(900)),
                done => all.push(done),
            }
        }
        panic!("there is no end to it: {all:?}");
    }

    /// Everything there is to act on.
    async fn act(&self) -> Vec<VerificationOutcome> {
        let mut acted = Vec::new();
        while self
            .confirmer
            .act_on_next(|action| {
                acted.push(action.outcome);
                core::future::ready(true)
            })
            .await
            .unwrap()
        {}
        acted
    }
}

fn result(code: &str) -> Value {
    json!({
        "ResultCode": code, "ResultText": "words", "IsFinalResult": "true", "SmileJobID": "0000000001",
        "timestamp": AT, "PartnerParams": {"job_type": 6, "user_id": "u-1", "job_id": "j-1"}, "Actions": {},
    })
}

/// A job-status reply.
fn status(complete: bool, success: bool, result: &Value) -> String {
    json!({
        "job_complete": complete, "job_success": success, "code": "2302", "result": result, "history": [],
        "timestamp": AT, "signature": signature::sign(&credentials(), AT, at()).unwrap(),
    })
    .to_string()
}

fn done(code: &str) -> String {
    status(true, code == "0810", &result(code))
}

fn callback(members: &Value, signed_at: Timestamp) -> Bytes {
    testing::v1_callback(&credentials(), members.as_object().unwrap(), signed_at).unwrap()
}

async fn a_callback_is_stored_confirmed_and_acted_on_once(site: &Site) {
    let house = house(site).await;
    let body = callback(&result("0810"), at());
    assert_eq!(house.push(body.clone()).await, 200);
    assert_eq!(house.push(body.clone()).await, 200, "sent again");
    assert_eq!(
        house.provider.1.load(Ordering::SeqCst),
        0,
        "answered before anything is asked"
    );

    let Done::Settled(settled) = house.confirm().await else {
        panic!("not settled");
    };
    assert_eq!(settled.relation, Relation::Replaces);
    assert!(settled.action.is_some() && !settled.alert);
    let acted = house.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Verified);
    assert_eq!(acted[0].source(), Source::Confirmed);
    assert_eq!(house.confirm().await, Done::Nothing);

    // A later delivery of the same verdict brings a new pair, and nothing new.
    house.clock.advance(Duration::from_secs(60));
    let again = callback(
        &result("0810"),
        at().checked_add(Duration::from_secs(60)).unwrap(),
    );
    assert_eq!(house.push(again).await, 200);
    assert!(matches!(house.confirm().await, Done::Settled(_)));
    assert!(house.act().await.is_empty());
    assert_eq!(house.refuted.load(Ordering::SeqCst), 0);
}

async fn a_forged_body_under_a_valid_pair_is_refuted_by_asking(site: &Site) {
    let house = house(site).await;
    house.answer(Ok((200, done("0811"))));
    // Whoever saw the honest pair posts an approval with it, before and after the honest one.
    let honest: Value = serde_json::from_slice(&callback(&result("0811"), at())).unwrap();
    let mut forged = honest.clone();
    forged["ResultCode"] = json!("0810");
    for body in [&forged, &honest, &forged] {
        assert_eq!(house.push(body.to_string().into()).await, 200);
    }
    let all = house.confirm_all().await;
    let settled = all
        .iter()
        .filter(|done| matches!(done, Done::Settled(_)))
        .count();
    let looked_again = all
        .iter()
        .filter(|done| matches!(done, Done::Postponed { .. }))
        .count();
    assert_eq!((settled, looked_again), (2, 3), "{all:?}");
    assert_eq!(house.refuted.load(Ordering::SeqCst), 1);
    let acted = house.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Rejected);
}

async fn whatever_is_refused_gets_the_same_answer_and_the_operator_the_cause(site: &Site) {
    let house = house(site).await;
    let good: Value = serde_json::from_slice(&callback(&result("0810"), at())).unwrap();
    let other = |partner: &str, key: &str| {
        let other = Credentials::new(partner, ApiKey::new(key)).unwrap();
        let body = testing::v1_callback(&other, result("0810").as_object().unwrap(), at());
        String::from_utf8(body.unwrap().to_vec()).unwrap()
    };
    let mut malformed = good.clone();
    malformed["signature"] = json!("Canary");
    let twice = good
        .to_string()
        .replace("\"signature\"", "\"signature\":\"x\",\"signature\"");
    let mut answers = Vec::new();
    for body in [
        other("085", "another-key"),
        other("85", "fake-api-key-0123456789"),
        malformed.to_string(),
        twice,
        "{}".to_owned(),
        "<html>Canary".to_owned(),
        String::new(),
    ] {
        let request = Request::post("/smileid").body(Bytes::from(body)).unwrap();
        let answer = house.intake.receive(&request).await;
        answers.push((
            answer.status(),
            answer.headers().clone(),
            answer.body().clone(),
        ));
    }
    assert_eq!(answers[0].0, 400);
    assert!(
        answers.iter().all(|answer| answer == &answers[0]),
        "{answers:?}"
    );
    assert!(answers[0].2.is_empty());
    assert_eq!(house.confirm().await, Done::Nothing);
    let refused = house.refused.lock().unwrap().clone();
    assert_eq!(refused.len(), 7);
    assert!(
        refused[1].contains(&LikelyCause::PartnerIdZeros.to_string()),
        "{}",
        refused[1]
    );
    assert!(!refused.concat().contains("Canary"));

    // Both forms at once, and a method that is none of ours.
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at()).unwrap();
    let mut both = Request::post("/smileid")
        .body(Bytes::from(good.to_string()))
        .unwrap();
    *both.headers_mut() = headers;
    assert_eq!(house.intake.receive(&both).await.status(), 400);
    let get = Request::builder()
        .method(Method::GET)
        .body(Bytes::new())
        .unwrap();
    assert_eq!(house.intake.receive(&get).await.status(), 405);
    let huge = Bytes::from(vec![b' '; 50_000_000]);
    assert_eq!(house.push(huge).await, 413);
}

async fn stale_events_and_those_from_the_future_are_asked_about_like_any_other(site: &Site) {
    for now in ["2026-03-02T03:04:05Z", "2026-01-01T03:04:05Z"] {
        let house = house(site).await;
        house.clock.set(now.parse().unwrap());
        let mut members = result("0810");
        members["ResultText"] = json!(now);
        assert_eq!(house.push(callback(&members, at())).await, 200);
        assert!(matches!(house.confirm().await, Done::Settled(_)), "{now}");
        let acted = house.act().await;
        assert!(
            acted
                .iter()
                .all(|outcome| outcome.source() == Source::Confirmed)
        );
        assert_eq!(
            acted.len(),
            usize::from(now.starts_with("2026-03")),
            "the same verdict"
        );
    }
}

async fn a_store_that_takes_nothing_makes_the_provider_send_again(site: &Site) {
    let house = house_with(site.open_for(1).await);
    let first = callback(&result("0810"), at());
    assert_eq!(house.push(first.clone()).await, 200);
    assert_eq!(house.push(callback(&result("0811"), at())).await, 503);
    assert_eq!(house.push(first).await, 200, "what is there is there");
    assert!(matches!(house.refused.lock().unwrap().last(), Some(text) if text.contains("full")));
    let _: fn(&Refusal) -> String = ToString::to_string;
}

async fn what_is_open_or_cannot_be_asked_waits_and_what_never_will_be_is_listed(site: &Site) {
    let house = house(site).await;
    house.push(callback(&result("0810"), at())).await;
    house.answer(Ok((200, status(false, false, &json!("In progress")))));
    let Done::Postponed { until } = house.confirm().await else {
        panic!("not postponed");
    };
    assert_eq!(until.since(at()), Some(Duration::from_secs(5)));
    assert_eq!(house.confirm().await, Done::Nothing);
    house.clock.advance(Duration::from_secs(5));
    house.answer(Err(TransportErrorKind::Timeout));
    let Done::Postponed { until } = house.confirm().await else {
        panic!("not postponed");
    };
    assert_eq!(until.since(at()), Some(Duration::from_secs(15)));
    house.clock.advance(Duration::from_secs(10));
    house.answer(Ok((200, done("0810"))));
    assert!(matches!(house.confirm().await, Done::Settled(_)));

    // An operator can mend an account that is refused; ids that belong to somebody else nobody can.
    house.push(callback(&result("0811"), at())).await;
    house.answer(Ok((401, "{}".to_owned())));
    assert!(matches!(house.confirm().await, Done::Postponed { .. }));
    let mut foreign = result("0811");
    foreign["PartnerParams"]["user_id"] = json!("u-2");
    house.answer(Ok((200, status(true, false, &foreign))));
    house.clock.advance(Duration::from_secs(900));
    assert!(matches!(house.confirm().await, Done::GivenUp { .. }));
    let listed = house.store.given_up(10).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(
        listed[0].reason.contains("another job"),
        "{}",
        listed[0].reason
    );

    // Neither does a job wait that stays open for more than a week.
    house.push(callback(&result("0812"), at())).await;
    house.answer(Ok((200, status(false, false, &json!("In progress")))));
    house.clock.advance(Duration::from_secs(8 * 86_400));
    assert!(matches!(house.confirm().await, Done::GivenUp { .. }));
}

async fn what_was_not_started_here_is_not_asked_about_and_what_is_new_is_not_lost(site: &Site) {
    let house = house(site).await;
    let works = Arc::new(AtomicUsize::new(0));
    let looked_up = Arc::clone(&works);
    let confirmer = house.confirmer.clone().with_started(move |_| {
        // First the look-up fails, then nothing is found.
        let is_up = looked_up.fetch_add(1, Ordering::SeqCst) > 0;
        core::future::ready(if is_up { Ok(None) } else { Err(LookUpFailed) })
    });
    house.push(callback(&result("0810"), at())).await;
    for _ in 0..2 {
        let done = confirmer.confirm_next().await.unwrap();
        assert!(matches!(done, Done::Postponed { .. }), "{done:?}");
        house.clock.advance(Duration::from_secs(450));
    }
    let done = confirmer.confirm_next().await.unwrap();
    assert!(matches!(done, Done::GivenUp { reason } if reason.contains("not started")));
    assert_eq!(house.provider.1.load(Ordering::SeqCst), 0);

    assert_eq!(
        house
            .push(callback(&json!({"kind": "something new"}), at()))
            .await,
        200
    );
    assert!(
        matches!(house.confirm().await, Done::GivenUp { reason } if reason.contains("not known"))
    );
    assert_eq!(house.store.given_up(10).await.unwrap().len(), 2);
}

async fn a_v3_webhook_is_read_again_from_what_was_stored(site: &Site) {
    let house = house(site).await;
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at()).unwrap();
    let body = json!({"status": "clear", "product": "document_verification", "message": "x"});
    let mut request = Request::post("/smileid")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    *request.headers_mut() = headers;
    assert_eq!(house.intake.receive(&request).await.status(), 200);
    // Partner 085 cannot ask V3, which takes no leading zeros; it got as far as asking, and an operator can mend it.
    assert!(matches!(house.confirm().await, Done::Postponed { .. }));
    house.clock.advance(Duration::from_secs(8 * 86_400));
    assert!(matches!(house.confirm().await, Done::GivenUp { .. }));
    let listed = house.store.given_up(1).await.unwrap();
    let attributes = listed[0].delivery.attributes();
    assert_eq!(attributes["job-id"].expose(), "job_01");
    assert_eq!(listed[0].delivery.code(), Some("clear"));
}

async fn a_thousand_deliveries_of_one_event_are_one_action(site: &Site) {
    let house = Arc::new(house(site).await);
    let body = callback(&result("0810"), at());
    let pushes = (0..1000).map(|_| {
        let (house, body) = (Arc::clone(&house), body.clone());
        tokio::spawn(async move {
            assert_eq!(house.push(body).await, 200);
            house.confirm().await
        })
    });
    let mut settled = 0;
    for push in pushes.collect::<Vec<_>>() {
        settled += usize::from(matches!(push.await.unwrap(), Done::Settled(_)));
    }
    assert_eq!(settled, 1);
    assert_eq!(house.act().await.len(), 1);
}

async fn a_notification_of_greenid_is_a_hint_to_fetch(site: &Site) {
    let house = house(site).await;
    let intake = Intake::greenid(Arc::clone(&house.store)).with_clock(Arc::clone(&house.clock));
    for (query, body, status) in [
        ("?userId=g%2F1", "userId=g%2F1", 200),
        ("", "userId=g%2F1&x=y", 200),
        ("?userId=g%2F1", "", 200),
        ("?userId=g1", "userId=g2", 400),
        ("", "userId=a&userId=b", 400),
        ("", "userId=", 400),
        ("", "user=g1", 400),
        ("", "<xml/>", 400),
    ] {
        house.clock.advance(Duration::from_millis(1));
        let request = Request::post(format!("https://us.example/greenid{query}"))
            .body(Bytes::from(body))
            .unwrap();
        assert_eq!(
            intake.receive(&request).await.status(),
            status,
            "{query} {body}"
        );
    }
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let service = "http://services.registrations.edentiti.com/";
    house.answer(Ok((200, format!(
        "<env:Envelope xmlns:env='{soap}'><env:Body><n:getVerificationResultResponse xmlns:n='{service}'><return>\
         <outcome>LOCKED_OUT</outcome><userId>g/1</userId></return></n:getVerificationResultResponse></env:Body></env:Envelope>"
    ))));
    for _ in 0..3 {
        let done = house.confirm().await;
        assert!(matches!(done, Done::Settled(_)), "{done:?}");
    }
    assert_eq!(house.confirm().await, Done::Nothing);
    let acted = house.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Rejected);
}

/// A selfie check whose machine verdict a reviewer confirms or reverses, as its provider tells it at each time.
fn history(reviewer: &str) -> Vec<(Value, String)> {
    let entry = |code: &str, time: &str| {
        let mut entry = result(code);
        entry["PartnerParams"]["job_type"] = json!(2);
        entry["timestamp"] = json!(time);
        entry
    };
    let machine = entry("0820", "2026-01-02T03:04:05.678Z");
    let human = entry(reviewer, "2026-01-02T05:00:00.000Z");
    let told = |complete, result: &Value, earlier: &[&Value]| {
        let mut reply: Value = serde_json::from_str(&status(complete, complete, result)).unwrap();
        reply["job_success"] =
            json!(complete && !result["ResultCode"].to_string().contains("1221"));
        reply["history"] = json!(earlier);
        reply.to_string()
    };
    vec![
        (machine.clone(), told(false, &json!("In progress"), &[])),
        (machine.clone(), told(true, &machine, &[&machine])),
        (human.clone(), told(true, &human, &[&human, &machine])),
    ]
}

#[tokio::test]
async fn a_history_that_is_shuffled_repeated_delayed_and_played_back_ends_the_same() {
    for seed in 0..200 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (reviewer, expected) = if random.bool() {
            ("1220", Decision::Verified)
        } else {
            ("1221", Decision::Rejected)
        };
        let stages = history(reviewer);
        let house = house_with(Arc::new(MemoryStore::new()));
        let mut acted = Vec::new();
        let mut stage = 0;
        house.answer(Ok((200, stages[0].1.clone())));
        for step in 0..30 {
            house.clock.advance(Duration::from_secs(random.u64(1..600)));
            match random.u32(..10) {
                0 | 1 if stage < 2 => {
                    stage += 1;
                    house.answer(Ok((200, stages[stage].1.clone())));
                }
                2 => house.answer(Err(TransportErrorKind::Timeout)),
                3 => house.answer(Ok((200, stages[stage].1.clone()))),
                // Any callback so far, now or once more, with its old pair or a new one.
                4..8 => {
                    let members = &stages[random.usize(..=stage)].0;
                    let late = Duration::from_secs(random.u64(..2) * step);
                    let body = callback(members, at().checked_add(late).unwrap());
                    assert_eq!(house.push(body).await, 200);
                }
                8 => acted.extend(house.act().await),
                _ => drop(house.confirm().await),
            }
        }
        // At last the reviewer's callback comes, and whatever was held up.
        house.answer(Ok((200, stages[2].1.clone())));
        house.push(callback(&stages[2].0, at())).await;
        while house.confirm().await != Done::Nothing
            || house.store.counts(at()).await.unwrap().postponed > 0
        {
            house.clock.advance(Duration::from_secs(900));
        }
        acted.extend(house.act().await);
        let last = acted.last().unwrap();
        assert_eq!(last.decision(), expected, "seed {seed}");
        let key = kyc_model::outcome::SubjectKey::of(last).unwrap();
        let stored = house.store.outcome(&key).await.unwrap().unwrap();
        assert_eq!(
            stored.decided_by(),
            format!("smileid/2/{reviewer}"),
            "seed {seed}"
        );
        assert_eq!(stored.decision(), expected, "seed {seed}");
        let counts = house.store.counts(at()).await.unwrap();
        assert_eq!(
            (counts.open, counts.given_up, counts.actions),
            (0, 0, 0),
            "seed {seed}"
        );
        // Each verdict is acted on once, in its order.
        let decided: Vec<_> = acted.iter().map(VerificationOutcome::decided_by).collect();
        let mut once = decided.clone();
        once.dedup();
        assert_eq!(decided, once, "seed {seed}");
    }
}

async fn an_action_that_failed_is_handed_out_again(site: &Site) {
    let house = house(site).await;
    house.push(callback(&result("0810"), at())).await;
    house.confirm().await;
    let tries = AtomicUsize::new(0);
    for _ in 0..3 {
        house
            .confirmer
            .act_on_next(|_| {
                let works = tries.fetch_add(1, Ordering::SeqCst) == 1;
                core::future::ready(works)
            })
            .await
            .unwrap();
        house.clock.advance(Duration::from_secs(5));
    }
    assert_eq!(tries.load(Ordering::SeqCst), 2);
}

#[cfg(feature = "tower")]
mod service {
    use http_body_util::{Full, StreamBody};
    use kyc_receiver::IntakeService;
    use tower_service::Service;

    use super::*;

    #[tokio::test]
    async fn bodies_are_read_within_limits_of_size_and_time() {
        let house = house_with(Arc::new(MemoryStore::new()));
        let intake = house.intake.clone().with_max_body_bytes(2000);
        let mut service = IntakeService::new(intake).with_time_limit(Duration::from_millis(200));
        let good = Request::post("/")
            .body(Full::new(callback(&result("0810"), at())))
            .unwrap();
        assert_eq!(service.call(good).await.unwrap().status(), 200);
        let large = Request::post("/")
            .body(Full::new(Bytes::from(vec![b' '; 2001])))
            .unwrap();
        assert_eq!(service.call(large).await.unwrap().status(), 413);
        let slow =
            futures_util::stream::pending::<Result<http_body::Frame<Bytes>, std::io::Error>>();
        let slow = Request::post("/").body(StreamBody::new(slow)).unwrap();
        assert_eq!(service.call(slow).await.unwrap().status(), 503);
    }
}
