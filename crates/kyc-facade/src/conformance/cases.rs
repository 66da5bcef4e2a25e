//! How each case is played.

use bytes::Bytes;
use kyc_http::{Payload, Phase, TlsVerification};
use kyc_model::outcome::{
    Decision, Finality, GreenidReference, OtherReference, Provider, Reference, SmileReference,
    VerificationOutcome,
};

use super::{
    Asked, Bench, Case, Check, Conduct, ID, PERSON, Question, Reply, Report, Suite, UNKNOWN_VALUE,
    Verdict,
    bench::{ID_IN_ANOTHER_CASE, OTHER_ID},
    judge::{ExpectedError, Judge},
};
use crate::{AskOptions, ErrorKind as Kind};

const MALFORMED: ExpectedError<'_> = ExpectedError::answered(&[Kind::MalformedAnswer]);
/// At how many places an answer is cut, besides its last bytes.
const CUTS: usize = 200;
const NESTED: usize = 100_000;

impl<B: Bench> Suite<B> {
    pub(super) async fn play(&self, case: Case, report: &mut Report) {
        let due = match case {
            Case::LeakCanary => return self.leak_canary(case, report).await,
            Case::Verified => return self.verified(case, report).await,
            Case::AskedAgain => return self.asked_again(case, report).await,
            Case::RawKept => return self.raw_kept(case, report).await,
            Case::Rejected => return self.rejected(case, report).await,
            Case::Pending => return self.pending(case, report).await,
            Case::UnknownValue => return self.unknown_value(case, report).await,
            Case::NobodyNamed => return self.nobody_named(case, report).await,
            Case::UntrustedTls => return self.untrusted_tls(case, report).await,
            Case::Oversized => return self.oversized(case, report).await,
            Case::Redirected => return self.redirected(case, report).await,
            Case::ForeignReference => {
                let acme = Provider::from("canary_another_provider");
                let foreign = Reference::Other(OtherReference::new(acme));
                return self.refused_before_sending(case, &foreign, report).await;
            }
            Case::EmptyReference => {
                let empty = empty(&self.bench.reference());
                return self.refused_before_sending(case, &empty, report).await;
            }
            Case::WrongSubject | Case::WrongLetterCase => {
                ExpectedError::answered(&[Kind::WrongSubject]).retryable(false)
            }
            Case::Truncated | Case::Nested => MALFORMED,
            Case::TwoAnswers | Case::NotUtf8 | Case::AnotherLanguage => MALFORMED.retryable(false),
            Case::ServerError => ExpectedError::answered(&[Kind::ProviderFailure])
                .retryable(true)
                .http_status(500),
            Case::VerifiedBesideServerError => ExpectedError::answered(&[]),
            Case::TooManyRequests => ExpectedError::answered(&[Kind::ProviderFailure])
                .retryable(true)
                .http_status(429)
                .retry_after(7),
            Case::Unauthorized => ExpectedError::answered(&[Kind::NotAuthorized])
                .retryable(false)
                .http_status(401),
            Case::TimedOut => ExpectedError::answered(&[Kind::Transport])
                .phase(Phase::MaybeSent)
                .retryable(true),
            Case::NotConnected => ExpectedError::answered(&[Kind::Transport])
                .phase(Phase::NotSent)
                .retryable(true),
        };
        for conduct in self.conducts(case) {
            if let Some(asked) = self.put(case, conduct, report).await {
                Judge { case, report }.error(&asked, due);
            }
        }
    }

    /// What servers do in a case that has to end in an error.
    fn conducts(&self, case: Case) -> Vec<Conduct> {
        let good = self.good();
        let whole = good.body.clone();
        let bodies: Vec<Bytes> = match case {
            Case::TimedOut => return vec![Conduct::Hang],
            Case::NotConnected => return vec![Conduct::Refuse],
            Case::ServerError => return vec![page(500)],
            Case::Unauthorized => return vec![page(401)],
            Case::TooManyRequests => {
                let busy = html(429).with_header("retry-after", "7");
                return vec![Conduct::Answer(busy)];
            }
            Case::VerifiedBesideServerError => {
                return vec![Conduct::Answer(good.with_status(500))];
            }
            Case::WrongSubject => {
                let other = self.bench.reply(Verdict::Verified, Some(OTHER_ID));
                return vec![Conduct::Answer(other)];
            }
            Case::WrongLetterCase => {
                let other = self
                    .bench
                    .reply(Verdict::Verified, Some(ID_IN_ANOTHER_CASE));
                return vec![Conduct::Answer(other)];
            }
            Case::Truncated => cuts(&whole),
            Case::TwoAnswers => vec![[&whole[..], &whole[..]].concat().into()],
            Case::NotUtf8 => vec![without_utf8(&whole)],
            Case::AnotherLanguage => {
                return vec![page(200), Conduct::Answer(good.with_body(Bytes::new()))];
            }
            Case::Nested => vec!["[".repeat(NESTED).into(), "<a>".repeat(NESTED).into()],
            _ => Vec::new(),
        };
        bodies
            .into_iter()
            .map(|body| Conduct::Answer(good.clone().with_body(body)))
            .collect()
    }

    /// The verified answer about the person who is asked for.
    fn good(&self) -> Reply {
        self.bench.reply(Verdict::Verified, Some(ID))
    }

    async fn put(&self, case: Case, conduct: Conduct, report: &mut Report) -> Option<Asked> {
        let reference = self.bench.reference();
        self.ask(Question::new(case, conduct, &reference), report)
            .await
    }

    async fn hear(&self, case: Case, verdict: Verdict, report: &mut Report) -> Option<Asked> {
        let reply = self.bench.reply(verdict, Some(ID));
        self.put(case, Conduct::Answer(reply), report).await
    }

    async fn leak_canary(&self, case: Case, report: &mut Report) {
        let good = self.good();
        let reference = serde_json::to_string(&self.bench.reference()).unwrap_or_default();
        for (what, is_planted) in [
            ("the reference holds no ID", reference.contains(ID)),
            ("the verified reply holds no PERSON", holds(&good, PERSON)),
            ("the verified reply holds no ID", holds(&good, ID)),
        ] {
            if !is_planted {
                report.fail(case, Check::Planted, what);
            }
        }
        for status in [200, 400, 404] {
            for body in [PERSON.to_owned(), format!("\"{PERSON}\"")] {
                let reply = good.clone().with_status(status).with_body(body);
                if let Some(asked) = self.put(case, Conduct::Answer(reply), report).await {
                    Judge { case, report }.error(&asked, ExpectedError::answered(&[]));
                }
            }
        }
    }

    async fn verified(&self, case: Case, report: &mut Report) {
        let Some(asked) = self.hear(case, Verdict::Verified, report).await else {
            return;
        };
        let mut judge = Judge { case, report };
        if asked.seen.questions == 0 {
            judge.fail(Check::Requests, "nothing was asked over the wire");
        }
        let Some(outcome) = judge.outcome(&asked) else {
            return;
        };
        judge.decision(outcome, Decision::Verified, &[Finality::Final]);
        let due = self.bench.established();
        if due.is_empty() {
            judge.fail(Check::Planted, "the bench says that nothing is established");
        }
        judge.check(Check::Established, outcome.established(), &due[..]);
        if outcome.parts().raw.is_some() {
            judge.fail(Check::Raw, "the payload is kept; nobody asked for that");
        }
    }

    async fn asked_again(&self, case: Case, report: &mut Report) {
        let first = self.hear(case, Verdict::Verified, report).await;
        let Some(outcome) = first.and_then(|asked| asked.answer.ok()) else {
            return report.fail(case, Check::Kind, "no outcome at the first time");
        };
        let conduct = Conduct::Answer(self.good());
        let question = Question::new(case, conduct, outcome.reference());
        if let Some(asked) = self.ask(question, report).await {
            let mut judge = Judge { case, report };
            if let Some(again) = judge.outcome(&asked) {
                judge.decision(again, outcome.decision(), &[outcome.finality()]);
            }
        }
    }

    async fn raw_kept(&self, case: Case, report: &mut Report) {
        let good = self.good();
        let reference = self.bench.reference();
        let mut question = Question::new(case, Conduct::Answer(good.clone()), &reference);
        question.options = AskOptions::default().with_raw(true);
        let Some(asked) = self.ask(question, report).await else {
            return;
        };
        let mut judge = Judge { case, report };
        let Some(outcome) = judge.outcome(&asked) else {
            return;
        };
        let Some(raw) = &outcome.parts().raw else {
            return judge.fail(Check::Raw, "the payload is not kept");
        };
        let hash = Payload::new("", good.body.clone()).map(|payload| payload.sha256());
        if raw.text.expose().as_bytes() != good.body || Ok(&raw.sha256) != hash.as_ref() {
            judge.fail(Check::Raw, "the payload or its SHA-256 is another one");
        }
    }

    async fn rejected(&self, case: Case, report: &mut Report) {
        if let Some(asked) = self.hear(case, Verdict::Rejected, report).await {
            let mut judge = Judge { case, report };
            if let Some(outcome) = judge.outcome(&asked) {
                judge.decision(outcome, Decision::Rejected, &[Finality::Final]);
            }
        }
    }

    /// Whom it waits for is an invariant of every outcome.
    async fn pending(&self, case: Case, report: &mut Report) {
        if let Some(asked) = self.hear(case, Verdict::Pending, report).await {
            let mut judge = Judge { case, report };
            if let Some(outcome) = judge.outcome(&asked) {
                let open = [Finality::Provisional, Finality::Unknown];
                judge.decision(outcome, Decision::Pending, &open);
            }
        }
    }

    async fn unknown_value(&self, case: Case, report: &mut Report) {
        let reply = self.bench.reply(Verdict::Unknown, Some(ID));
        if !holds(&reply, UNKNOWN_VALUE) {
            report.fail(case, Check::Planted, "the reply holds no UNKNOWN_VALUE");
        }
        let Some(asked) = self.put(case, Conduct::Answer(reply), report).await else {
            return;
        };
        let mut judge = Judge { case, report };
        judge.not_verified(&asked);
        let Some(outcome) = judge.outcome(&asked) else {
            return;
        };
        if !matches!(
            outcome.decision(),
            Decision::Inconclusive | Decision::NeedsReview
        ) {
            let found = format!(
                "{}; due is inconclusive or needs_review",
                outcome.decision()
            );
            judge.fail(Check::Decision, found);
        }
        if !is_kept(outcome) {
            judge.fail(Check::Kept, "the value is not in the outcome");
        }
    }

    async fn nobody_named(&self, case: Case, report: &mut Report) {
        let reply = self.bench.reply(Verdict::Verified, None);
        if holds(&reply, ID) {
            report.fail(case, Check::Planted, "the reply holds the ID all the same");
        }
        if let Some(asked) = self.put(case, Conduct::Answer(reply), report).await {
            Judge { case, report }.not_verified(&asked);
        }
    }

    async fn untrusted_tls(&self, case: Case, report: &mut Report) {
        let reference = self.bench.reference();
        let mut question = Question::new(case, Conduct::Answer(self.good()), &reference);
        question.tls = TlsVerification::NotVerified;
        if let Some(asked) = self.ask(question, report).await {
            Judge { case, report }.not_verified(&asked);
        }
    }

    async fn oversized(&self, case: Case, report: &mut Report) {
        let good = self.good();
        let mut body = good.body.to_vec();
        body.resize(self.max_body_bytes.saturating_add(1), b' ');
        let conduct = Conduct::Answer(good.with_body(body));
        if let Some(asked) = self.put(case, conduct, report).await {
            let due = ExpectedError::answered(&[Kind::Transport, Kind::MalformedAnswer]);
            let mut judge = Judge { case, report };
            judge.error(&asked, due.retryable(false));
            let limit = asked.seen.largest_limit;
            if limit > self.max_body_bytes {
                let found = format!("{limit} bytes; due are {} at most", self.max_body_bytes);
                judge.fail(Check::Limit, found);
            }
        }
    }

    async fn redirected(&self, case: Case, report: &mut Report) {
        let elsewhere = html(302).with_header("location", "https://canary.example/elsewhere");
        if let Some(asked) = self.put(case, Conduct::Answer(elsewhere), report).await {
            let mut judge = Judge { case, report };
            judge.error(&asked, ExpectedError::answered(&[]));
            judge.check(Check::Requests, asked.seen.questions, 1);
        }
    }

    async fn refused_before_sending(&self, case: Case, reference: &Reference, report: &mut Report) {
        let conduct = Conduct::Answer(self.good());
        let question = Question::new(case, conduct, reference);
        if let Some(asked) = self.ask(question, report).await {
            let due = ExpectedError::answered(&[Kind::InvalidRequest]).phase(Phase::NotSent);
            let mut judge = Judge { case, report };
            judge.error(&asked, due.retryable(false));
            judge.check(Check::Requests, asked.seen.questions, 0);
        }
    }
}

fn html(status: u16) -> Reply {
    let page = format!("<html><body>verified: {PERSON}</body></html>");
    Reply::new("text/html", page).with_status(status)
}

fn page(status: u16) -> Conduct {
    Conduct::Answer(html(status))
}

fn holds(reply: &Reply, text: &str) -> bool {
    String::from_utf8_lossy(&reply.body).contains(text)
}

fn is_kept(outcome: &VerificationOutcome) -> bool {
    serde_json::to_string(outcome).is_ok_and(|json| json.contains(UNKNOWN_VALUE))
}

/// A reference to the same provider, without ids.
fn empty(reference: &Reference) -> Reference {
    match reference {
        Reference::Smileid(smile) => {
            let mut empty = SmileReference::default();
            empty.api = smile.api;
            Reference::Smileid(empty)
        }
        Reference::Greenid(_) => Reference::Greenid(GreenidReference::default()),
        other => Reference::Other(OtherReference::new(other.provider().clone())),
    }
}

/// Proper beginnings of `whole`; blanks at its end count for nothing.
fn cuts(whole: &Bytes) -> Vec<Bytes> {
    let end = whole.trim_ascii_end().len();
    let step = end.div_ceil(CUTS).max(1);
    (0..end)
        .filter(|at| at % step == 0 || end.saturating_sub(*at) <= 16)
        .map(|at| whole.slice(..at))
        .collect()
}

/// `whole` with the first letter of [`PERSON`] made a byte that no UTF-8 holds.
fn without_utf8(whole: &Bytes) -> Bytes {
    let needle = PERSON.as_bytes();
    let place = whole
        .windows(needle.len())
        .position(|window| window == needle);
    let mut bytes = whole.to_vec();
    if let Some(first) = place.and_then(|at| bytes.get_mut(at)) {
        *first = 0xff;
    }
    bytes.into()
}
