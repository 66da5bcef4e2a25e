//! The cases and the checks, each with the name under which a report tells of it.

macro_rules! named {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$vmeta:meta])* $variant:ident => $text:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$vmeta])* #[doc = concat!("\n\nName: `", $text, "`.")] $variant, )+
        }

        impl $name {
            /// All of them, in the order in which they are played or looked at.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// Its name in a report.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$variant => $text, )+
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// What happens to a question, and what has to come of it.
    pub enum Case {
        /// The canaries stand in the reference and in the verified answer, or nothing could leak; answers that consist of
        /// them alone are errors.
        LeakCanary => "leak_canary",
        /// *verified*, final, and establishes what the bench says; keeps no payload that nobody asked to keep.
        Verified => "verified",
        /// The reference of the verified outcome is enough to ask again, with the same answer.
        AskedAgain => "asked_again",
        /// With `keep_raw` the outcome holds the payload as it came, with its SHA-256.
        RawKept => "raw_kept",
        /// *rejected*, final.
        Rejected => "rejected",
        /// *pending*, not final, and says who is next.
        Pending => "pending",
        /// A verdict that is in no list: *inconclusive* or *needs_review*, and the value is kept in the outcome.
        UnknownValue => "unknown_value",
        /// The verified answer without an id: anything but *verified*.
        NobodyNamed => "nobody_named",
        /// The verified answer about somebody else: `WrongSubject`, answered, not retryable.
        WrongSubject => "wrong_subject",
        /// The verified answer with an id that differs in the case of one letter: the same.
        WrongLetterCase => "wrong_letter_case",
        /// The verified answer cut short, at many places: `MalformedAnswer`, answered.
        Truncated => "truncated",
        /// The verified answer twice, one after the other: `MalformedAnswer`, answered, not retryable.
        TwoAnswers => "two_answers",
        /// The verified answer with bytes that are no UTF-8: the same.
        NotUtf8 => "not_utf8",
        /// Status 200 with nothing, or with the HTML page of a proxy: the same.
        AnotherLanguage => "another_language",
        /// Brackets and elements, nested a hundred thousand deep: `MalformedAnswer`, answered.
        Nested => "nested",
        /// The verified answer with blanks behind it, one byte over the limit: `Transport` or `MalformedAnswer`, answered,
        /// not retryable; and no more than the limit was asked of the transport.
        Oversized => "oversized",
        /// HTTP 500 with a page: `ProviderFailure`, answered, retryable.
        ServerError => "server_error",
        /// The verified answer with HTTP 500: an error.
        VerifiedBesideServerError => "verified_beside_server_error",
        /// HTTP 429 with `Retry-After: 7`: `ProviderFailure`, answered, retryable, after seven seconds.
        TooManyRequests => "too_many_requests",
        /// HTTP 401 with a page: `NotAuthorized`, answered, not retryable.
        Unauthorized => "unauthorized",
        /// HTTP 302: an error, answered; nothing is sent to the place it names.
        Redirected => "redirected",
        /// The time runs out: `Transport`, may have been sent, retryable.
        TimedOut => "timed_out",
        /// Nobody takes the connection: `Transport`, not sent, retryable.
        NotConnected => "not_connected",
        /// The verified answer over a transport that does not check who answers: anything but *verified*.
        UntrustedTls => "untrusted_tls",
        /// Asked for a reference of another provider: `InvalidRequest`, not sent.
        ForeignReference => "foreign_reference",
        /// Asked for a reference without ids: the same.
        EmptyReference => "empty_reference",
    }
}

named! {
    /// What a case looks at.
    pub enum Check {
        /// The bench plants the canaries.
        Planted => "planted",
        /// The provider does not panic.
        Panic => "panic",
        /// It ends within the time limit.
        Time => "time",
        /// No canary is shown by any way: `Debug` and `Display` of outcome, error and all sources, an error's path, a panic,
        /// spans and events, and what [`Suite::also_reading`](super::Suite::also_reading) reads.
        Leak => "leak",
        /// No *verified* where the case allows none.
        Verified => "verified",
        /// There is an outcome, or there is an error, whichever is due.
        Kind => "kind",
        /// The outcome's decision.
        Decision => "decision",
        /// The outcome's finality.
        Finality => "finality",
        /// What the outcome establishes.
        Established => "established",
        /// The outcome says where it came from: `asked` or `loopback`, and `unverified` where nobody checked who answers.
        Source => "source",
        /// The outcome says when it was asked.
        RetrievedAt => "retrieved_at",
        /// The outcome is of this provider and about the id that was asked for.
        Subject => "subject",
        /// The outcome is the same after JSON.
        Json => "json",
        /// The value that is in no list stands in the outcome.
        Kept => "kept",
        /// The payload is in the outcome when it is to be kept, and else not.
        Raw => "raw",
        /// The error's phase.
        Phase => "phase",
        /// Whether the error is retryable.
        Retryable => "retryable",
        /// The error's HTTP status.
        HttpStatus => "http_status",
        /// How long the error asks to wait.
        RetryAfter => "retry_after",
        /// How often the provider's server was asked.
        Requests => "requests",
        /// How much of an answer would have been read.
        Limit => "limit",
    }
}
