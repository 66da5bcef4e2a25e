//! SQL of a caller: inside the store's transaction, and beside the store.

use kyc_http::BoxFuture;
use kyc_receiver::{
    Action, Tx,
    sqlx::{self, Connection as _, Row as _},
};

/// Makes the table that [`record`] writes to. It allows a row twice.
pub async fn prepare(address: &str) {
    query(address, "CREATE TABLE acted (id TEXT NOT NULL)").await;
}

/// How many rows there are, and how many different ones.
pub async fn acted(address: &str) -> (i64, i64) {
    (
        query(address, "SELECT COUNT(*) FROM acted").await,
        query(address, "SELECT COUNT(DISTINCT id) FROM acted").await,
    )
}

/// Performs an action: one row.
pub fn record<'t>(tx: Tx<'t>, action: &'t Action) -> BoxFuture<'t, Result<(), sqlx::Error>> {
    let sql = "INSERT INTO acted (id) VALUES ($1)";
    let id = action.id.as_str().to_owned();
    Box::pin(async move {
        let rows = match tx {
            #[cfg(feature = "sqlite")]
            Tx::Sqlite(connection) => {
                let done = sqlx::query(sql).bind(id).execute(connection).await?;
                done.rows_affected()
            }
            #[cfg(feature = "postgres")]
            Tx::Postgres(connection) => {
                let done = sqlx::query(sql).bind(id).execute(connection).await?;
                done.rows_affected()
            }
            _ => panic!("another database"),
        };
        assert_eq!(rows, 1);
        Ok(())
    })
}

/// Runs a statement beside the store; the first number of its first row, else 0.
pub async fn query(address: &str, sql: &'static str) -> i64 {
    #[cfg(feature = "postgres")]
    if address.starts_with("postgres") {
        let mut connection = sqlx::PgConnection::connect(address).await.unwrap();
        let row = sqlx::query(sql)
            .fetch_optional(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        return row.map_or(0, |row| row.get(0));
    }
    #[cfg(feature = "sqlite")]
    {
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(address)
            .create_if_missing(true);
        let mut connection = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        let row = sqlx::query(sql)
            .fetch_optional(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        row.map_or(0, |row| row.get(0))
    }
    #[cfg(not(feature = "sqlite"))]
    panic!("no store is built in for this address");
}
