//! What is needed to ask a provider about the same thing again.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::{Product, Provider, closed_enum::closed_enum};
use crate::{Sensitive, smileid::JobType};

/// The provider's ids of one verification: typed, versioned, enough to ask again.
///
/// In JSON a flat object with `provider` and `version`; a newer version than this library knows is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "Flat")]
#[non_exhaustive]
pub enum Reference {
    /// A job of Smile ID.
    Smileid(SmileReference),
    /// A verification of greenID.
    Greenid(GreenidReference),
    /// Anything of another provider.
    Other(OtherReference),
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde's own messages quote the value they refuse.
        let flat = Flat::deserialize(deserializer).map_err(|_| {
            serde::de::Error::custom("not a reference: a member is missing or has a wrong form")
        })?;
        Self::try_from(flat).map_err(serde::de::Error::custom)
    }
}

impl Reference {
    /// The provider to ask.
    #[must_use]
    pub const fn provider(&self) -> &Provider {
        match self {
            Self::Smileid(_) => &Provider::Smileid,
            Self::Greenid(_) => &Provider::Greenid,
            Self::Other(other) => &other.provider,
        }
    }
}

closed_enum! {
    /// Which generation of Smile ID's API holds a job.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum SmileApi {
        /// `POST /v1/job_status`.
        #[default]
        V1 => "v1",
        /// `GET /v3/status/{job_id}`.
        V3 => "v3",
    }
}

/// The ids of a job of Smile ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SmileReference {
    /// Which generation of the API holds the job.
    pub api: SmileApi,
    /// The partner whose job it is.
    pub partner_id: Option<Sensitive<String>>,
    /// The partner's id of the person.
    pub user_id: Option<Sensitive<String>>,
    /// The partner's id of the job.
    pub job_id: Option<Sensitive<String>>,
    /// Smile ID's number of the job.
    pub smile_job_id: Option<Sensitive<String>>,
    /// V1 only: the job type, where it is known. An answer of another job type is not believed.
    pub job_type: Option<JobType>,
    /// V3 only: the product, which `GET /v3/status` does not tell.
    pub product: Option<Product>,
}

impl SmileReference {
    /// The reference of a V1 job.
    #[must_use]
    pub fn new(
        user_id: impl Into<Sensitive<String>>,
        job_id: impl Into<Sensitive<String>>,
    ) -> Self {
        Self {
            user_id: Some(user_id.into()),
            job_id: Some(job_id.into()),
            ..Self::default()
        }
    }

    /// The reference of a V3 job, with the product that it was started for.
    #[must_use]
    pub fn v3(job_id: impl Into<Sensitive<String>>, product: Product) -> Self {
        Self {
            api: SmileApi::V3,
            job_id: Some(job_id.into()),
            product: Some(product),
            ..Self::default()
        }
    }

    /// The same reference, with the job type that the answer must have.
    #[must_use]
    pub const fn with_job_type(mut self, job_type: JobType) -> Self {
        self.job_type = Some(job_type);
        self
    }
}

/// The ids of a verification of greenID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct GreenidReference {
    /// greenID's identifier for the client application.
    pub customer_id: Option<Sensitive<String>>,
    /// The client's own id of the person.
    pub user_id: Option<Sensitive<String>>,
}

impl GreenidReference {
    /// The reference of a registered person.
    #[must_use]
    pub fn new(user_id: impl Into<Sensitive<String>>) -> Self {
        Self {
            user_id: Some(user_id.into()),
            ..Self::default()
        }
    }
}

/// The ids of a verification at a provider outside this library.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OtherReference {
    /// The provider.
    pub provider: Provider,
    /// Its ids, by their names.
    pub ids: BTreeMap<String, Sensitive<String>>,
}

impl OtherReference {
    /// A reference without ids.
    #[must_use]
    pub const fn new(provider: Provider) -> Self {
        Self {
            provider,
            ids: BTreeMap::new(),
        }
    }
}

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Flat {
    provider: Provider,
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api: Option<SmileApi>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partner_id: Option<Sensitive<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer_id: Option<Sensitive<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<Sensitive<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    job_id: Option<Sensitive<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    smile_job_id: Option<Sensitive<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    job_type: Option<JobType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    product: Option<Product>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    ids: BTreeMap<String, Sensitive<String>>,
}

impl From<Reference> for Flat {
    fn from(reference: Reference) -> Self {
        let empty = Self {
            provider: reference.provider().clone(),
            version: VERSION,
            api: None,
            partner_id: None,
            customer_id: None,
            user_id: None,
            job_id: None,
            smile_job_id: None,
            job_type: None,
            product: None,
            ids: BTreeMap::new(),
        };
        match reference {
            Reference::Smileid(smile) => Self {
                api: Some(smile.api),
                partner_id: smile.partner_id,
                user_id: smile.user_id,
                job_id: smile.job_id,
                smile_job_id: smile.smile_job_id,
                job_type: smile.job_type,
                product: smile.product,
                ..empty
            },
            Reference::Greenid(greenid) => Self {
                customer_id: greenid.customer_id,
                user_id: greenid.user_id,
                ..empty
            },
            Reference::Other(other) => Self {
                ids: other.ids,
                ..empty
            },
        }
    }
}

impl TryFrom<Flat> for Reference {
    type Error = &'static str;

    fn try_from(flat: Flat) -> Result<Self, Self::Error> {
        if flat.version == 0 || flat.version > VERSION {
            return Err("the reference has a version that this library does not know");
        }
        Ok(match flat.provider {
            Provider::Smileid => Self::Smileid(SmileReference {
                api: flat.api.unwrap_or_default(),
                partner_id: flat.partner_id,
                user_id: flat.user_id,
                job_id: flat.job_id,
                smile_job_id: flat.smile_job_id,
                job_type: flat.job_type,
                product: flat.product,
            }),
            Provider::Greenid => Self::Greenid(GreenidReference {
                customer_id: flat.customer_id,
                user_id: flat.user_id,
            }),
            provider => Self::Other(OtherReference {
                provider,
                ids: flat.ids,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_round_trips_and_newer_versions_are_refused() {
        let smile = Reference::Smileid(
            SmileReference::new("u-1", "j-1").with_job_type(JobType::BiometricKyc),
        );
        let json = serde_json::to_string(&smile).unwrap();
        assert_eq!(
            json,
            r#"{"provider":"smileid","version":1,"api":"v1","user_id":"u-1","job_id":"j-1","job_type":1}"#
        );
        assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), smile);
        let newer = json.replace("\"version\":1", "\"version\":2");
        assert!(serde_json::from_str::<Reference>(&newer).is_err());

        let greenid = Reference::Greenid(GreenidReference::new("u-1"));
        let json = serde_json::to_string(&greenid).unwrap();
        assert_eq!(
            json,
            r#"{"provider":"greenid","version":1,"user_id":"u-1"}"#
        );
        assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), greenid);

        let mut other = OtherReference::new(Provider::from("acme"));
        other.ids.insert("case".to_owned(), "c-1".into());
        let other = Reference::Other(other);
        let json = serde_json::to_string(&other).unwrap();
        assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), other);
        assert_eq!(other.provider().as_str(), "acme");
    }
}
