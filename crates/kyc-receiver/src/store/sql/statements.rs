//! Every statement. Values are bound, never written into the text; `$1` works in both databases.

/// One statement for each database, the same text wherever that does.
#[derive(Clone, Copy)]
pub(super) struct Sql {
    #[cfg(feature = "sqlite")]
    pub(super) sqlite: &'static str,
    #[cfg(feature = "postgres")]
    pub(super) postgres: &'static str,
}

pub(super) const fn both(text: &'static str) -> Sql {
    each(text, text)
}

#[cfg_attr(
    not(all(feature = "postgres", feature = "sqlite")),
    expect(unused_variables, reason = "each database is a feature")
)]
pub(super) const fn each(sqlite: &'static str, postgres: &'static str) -> Sql {
    Sql {
        #[cfg(feature = "sqlite")]
        sqlite,
        #[cfg(feature = "postgres")]
        postgres,
    }
}

/// key, head, body, received. It is due before every instant there is: clocks differ.
pub(super) const PUT: Sql = both(
    "INSERT INTO kyc_delivery (key, head, body, received, state, due, attempts) \
     VALUES ($1, $2, $3, $4, 'open', -1000000000000000, 0) ON CONFLICT (key) DO NOTHING",
);

/// key
pub(super) const KNOWS: Sql = both("SELECT seq FROM kyc_delivery WHERE key = $1");

/// At most this many are counted.
pub(super) const COUNT_UP_TO: Sql =
    both("SELECT COUNT(*) FROM (SELECT 1 AS one FROM kyc_delivery LIMIT $1) AS counted");

/// SQLite has one writer at a time, so the next token is counted. PostgreSQL gives one while it holds the row, so those of
/// one row grow.
#[cfg(feature = "sqlite")]
pub(super) const NEXT_TOKEN: Sql = both("UPDATE kyc_token SET value = value + 1");

macro_rules! claim {
    ($token:literal, $lock:literal) => {
        concat!(
            "UPDATE kyc_delivery SET token = ",
            $token,
            ", due = $2, attempts = attempts + 1 WHERE seq = (SELECT seq FROM kyc_delivery \
             WHERE state = 'open' AND due <= $1 ORDER BY due, seq LIMIT 1 ",
            $lock,
            ") RETURNING key, head, body, token, attempts"
        )
    };
}

/// now, end of the lease
pub(super) const CLAIM: Sql = each(
    claim!("(SELECT value FROM kyc_token)", ""),
    claim!("nextval('kyc_token')", "FOR UPDATE SKIP LOCKED"),
);

/// key, token, due
pub(super) const RENEW: Sql =
    both("UPDATE kyc_delivery SET due = $3 WHERE key = $1 AND token = $2 AND state = 'open'");

/// key, token, due
pub(super) const POSTPONE: Sql = both(
    "UPDATE kyc_delivery SET due = $3, token = NULL \
     WHERE key = $1 AND token = $2 AND state = 'open'",
);

/// key, token, reason
pub(super) const GIVE_UP: Sql = both(
    "UPDATE kyc_delivery SET state = 'given_up', reason = $3, token = NULL \
     WHERE key = $1 AND token = $2 AND state = 'open'",
);

/// key, token
pub(super) const SETTLE: Sql = both(
    "UPDATE kyc_delivery SET state = 'done', token = NULL \
     WHERE key = $1 AND token = $2 AND state = 'open'",
);

/// key, token. PostgreSQL locks the row, so that nobody else settles it meanwhile; SQLite has one writer at a time.
pub(super) const HOLDS: Sql = each(
    "SELECT seq FROM kyc_delivery WHERE key = $1 AND token = $2 AND state = 'open'",
    "SELECT seq FROM kyc_delivery WHERE key = $1 AND token = $2 AND state = 'open' FOR UPDATE",
);

/// limit
pub(super) const GIVEN_UP: Sql = both(
    "SELECT key, head, body, reason, attempts FROM kyc_delivery \
     WHERE state = 'given_up' ORDER BY seq LIMIT $1",
);

/// key
pub(super) const REOPEN: Sql = both(
    "UPDATE kyc_delivery SET state = 'open', reason = NULL, due = -1000000000000000 \
     WHERE key = $1 AND state = 'given_up'",
);

/// key
pub(super) const DISCARD: Sql =
    both("DELETE FROM kyc_delivery WHERE key = $1 AND state = 'given_up'");

/// subject. So that there is a row to lock; whoever inserts the same waits for the first to commit.
pub(super) const SUBJECT: Sql = both(
    "INSERT INTO kyc_outcome (subject, revision) VALUES ($1, 0) ON CONFLICT (subject) DO NOTHING",
);

/// subject
pub(super) const HELD: Sql = each(
    "SELECT outcome, identity, revision FROM kyc_outcome WHERE subject = $1",
    "SELECT outcome, identity, revision FROM kyc_outcome WHERE subject = $1 FOR UPDATE",
);

/// subject
pub(super) const OUTCOME: Sql = both("SELECT outcome FROM kyc_outcome WHERE subject = $1");

/// subject, outcome, identity, revision
pub(super) const REPLACE: Sql =
    both("UPDATE kyc_outcome SET outcome = $2, identity = $3, revision = $4 WHERE subject = $1");

/// id, subject, outcome, beside, alert, recorded, state
pub(super) const RECORD: Sql = both(
    "INSERT INTO kyc_action (id, subject, outcome, beside, alert, recorded, state, due, attempts) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, -1000000000000000, 0) ON CONFLICT (id) DO NOTHING",
);

macro_rules! claim_action {
    ($token:literal, $lock:literal) => {
        concat!(
            "UPDATE kyc_action SET token = ",
            $token,
            ", due = $2, attempts = attempts + 1 WHERE seq = (SELECT one.seq FROM kyc_action AS one \
             WHERE one.state = 'waiting' AND one.due <= $1 AND NOT EXISTS (SELECT 1 FROM kyc_action AS \
             before WHERE before.subject = one.subject AND before.state = 'waiting' \
             AND before.seq < one.seq) ORDER BY one.seq LIMIT 1 ",
            $lock,
            ") RETURNING id, outcome, beside, alert, token, attempts"
        )
    };
}

/// now, end of the lease
pub(super) const CLAIM_ACTION: Sql = each(
    claim_action!("(SELECT value FROM kyc_token)", ""),
    claim_action!("nextval('kyc_token')", "FOR UPDATE OF one SKIP LOCKED"),
);

/// id, token. The token stays, so that the holder may say it again.
pub(super) const FINISH_ACTION: Sql =
    both("UPDATE kyc_action SET state = 'done' WHERE id = $1 AND token = $2");

/// id, token, due
pub(super) const POSTPONE_ACTION: Sql = both(
    "UPDATE kyc_action SET due = $3, token = NULL \
     WHERE id = $1 AND token = $2 AND state = 'waiting'",
);

/// now
pub(super) const COUNT_DELIVERIES: Sql = both(
    "SELECT COUNT(CASE WHEN state = 'open' AND NOT (token IS NULL AND due > $1) THEN 1 END), \
     COUNT(CASE WHEN state = 'open' AND token IS NULL AND due > $1 THEN 1 END), \
     COUNT(CASE WHEN state = 'given_up' THEN 1 END), \
     MIN(CASE WHEN state = 'open' THEN received END) FROM kyc_delivery WHERE state <> 'done'",
);

pub(super) const COUNT_ACTIONS: Sql =
    both("SELECT COUNT(*) FROM kyc_action WHERE state = 'waiting'");

pub(super) const STILL_OPEN: Sql = both("SELECT 1");

/// Within the transaction alone.
#[cfg(feature = "postgres")]
pub(super) const ALLOW_PRUNING_TIME: Sql =
    both("SELECT set_config('statement_timeout', '15min', true)");

/// before
pub(super) const PRUNE_DELIVERIES: Sql =
    both("DELETE FROM kyc_delivery WHERE state = 'done' AND received < $1");

/// before
pub(super) const PRUNE_ACTIONS: Sql =
    both("DELETE FROM kyc_action WHERE state = 'done' AND recorded < $1");
