//! Where a store lives during a test.

use std::sync::Arc;

use kyc_receiver::{Capacity, MemoryStore, Store};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Memory,
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

/// The place of one test: nobody else's.
pub enum Site {
    Memory(Arc<MemoryStore>),
    #[cfg(feature = "sqlite")]
    Sqlite(tempfile::TempDir),
    #[cfg(feature = "postgres")]
    Postgres {
        url: String,
        schema: String,
    },
}

impl Site {
    /// A place without a store, or `None` where `DATABASE_URL` names no PostgreSQL.
    pub async fn new(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Memory => Some(Self::Memory(Arc::new(MemoryStore::new()))),
            #[cfg(feature = "sqlite")]
            Backend::Sqlite => Some(Self::Sqlite(tempfile::tempdir().unwrap())),
            #[cfg(feature = "postgres")]
            Backend::Postgres => postgres::create().await,
        }
    }

    /// The store of this place: the same contents each time.
    pub async fn open(&self) -> Arc<dyn Store> {
        match self {
            Self::Memory(store) => store.clone(),
            #[cfg(any(feature = "sqlite", feature = "postgres"))]
            _ => Arc::new(self.sql().await.unwrap()),
        }
    }

    /// A store that keeps so many deliveries. In memory it is another one.
    pub async fn open_for(&self, deliveries: usize) -> Arc<dyn Store> {
        match self {
            Self::Memory(_) => {
                let mut capacity = Capacity::default();
                capacity.deliveries = deliveries;
                Arc::new(MemoryStore::with_capacity(capacity))
            }
            #[cfg(any(feature = "sqlite", feature = "postgres"))]
            _ => Arc::new(self.sql().await.unwrap().with_capacity(deliveries as u64)),
        }
    }

    /// The store of this place, if it speaks SQL.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub async fn sql(&self) -> Option<kyc_receiver::SqlStore> {
        match self {
            Self::Memory(_) => None,
            _ => Some(open_at(&self.address()).await),
        }
    }

    /// What another process opens the same store by.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub fn address(&self) -> String {
        match self {
            Self::Memory(_) => panic!("no other process sees it"),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(directory) => {
                let path = directory.path().join("store.sqlite");
                path.to_str().unwrap().to_owned()
            }
            #[cfg(feature = "postgres")]
            Self::Postgres { url, .. } => url.clone(),
        }
    }

    pub async fn remove(self) {
        #[cfg(feature = "postgres")]
        if let Self::Postgres { schema, .. } = &self {
            postgres::drop(schema).await;
        }
    }
}

/// The store at an [`address`](Site::address).
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub async fn open_at(address: &str) -> kyc_receiver::SqlStore {
    try_open_at(address).await.unwrap()
}

/// The same, where opening may fail.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub async fn try_open_at(
    address: &str,
) -> Result<kyc_receiver::SqlStore, kyc_receiver::StoreError> {
    #[cfg(feature = "postgres")]
    if address.starts_with("postgres") {
        return kyc_receiver::SqlStore::postgres(&address.to_owned().into()).await;
    }
    #[cfg(feature = "sqlite")]
    return kyc_receiver::SqlStore::sqlite(address).await;
    #[cfg(not(feature = "sqlite"))]
    panic!("no store is built in for this address");
}

#[cfg(feature = "postgres")]
mod postgres {
    use kyc_receiver::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};

    use super::Site;

    async fn connect() -> Option<PgConnection> {
        let Ok(url) = std::env::var("DATABASE_URL") else {
            eprintln!("skipped: DATABASE_URL names no PostgreSQL");
            return None;
        };
        Some(PgConnection::connect(&url).await.unwrap())
    }

    async fn execute(connection: &mut PgConnection, sql: String) {
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(connection)
            .await
            .unwrap();
    }

    pub(super) async fn create() -> Option<Site> {
        let mut connection = connect().await?;
        let schema = format!("kyc_test_{:016x}", fastrand::u64(..));
        execute(&mut connection, format!("CREATE SCHEMA {schema}")).await;
        let url = std::env::var("DATABASE_URL").unwrap();
        let join = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{join}options[search_path]={schema}");
        Some(Site::Postgres { url, schema })
    }

    pub(super) async fn drop(schema: &str) {
        let mut connection = connect().await.unwrap();
        execute(&mut connection, format!("DROP SCHEMA {schema} CASCADE")).await;
    }
}
