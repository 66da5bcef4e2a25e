//! One setting, by all its names.

/// A setting: a variable, a flag, and a member of the configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The table of the configuration file: the provider.
    pub(crate) table: &'static str,
    /// The name in that table.
    pub(crate) key: &'static str,
    /// The variable of the environment.
    pub(crate) variable: &'static str,
    /// What belongs in it.
    pub(crate) holds: &'static str,
}

pub(crate) const SMILEID_PARTNER_ID: Setting = Setting {
    table: "smileid",
    key: "partner_id",
    variable: "SMILEID_PARTNER_ID",
    holds: "your partner id, leading zeros included",
};
pub(crate) const SMILEID_SERVER: Setting = Setting {
    table: "smileid",
    key: "server",
    variable: "SMILEID_SERVER",
    holds: "0 for the sandbox, 1 for production, or a URL that ends in /v1",
};
pub(crate) const SMILEID_API_KEY_FILE: Setting = Setting {
    table: "smileid",
    key: "api_key_file",
    variable: "SMILEID_API_KEY_FILE",
    holds: "the path of a file that holds your API key and nothing else",
};
pub(crate) const SMILEID_ROOT_PEM: Setting = Setting {
    table: "smileid",
    key: "root_pem",
    variable: "SMILEID_ROOT_PEM",
    holds: "the path of a PEM file with root certificates, or unset it to trust the platform's alone",
};
pub(crate) const GREENID_CUSTOMER_ID: Setting = Setting {
    table: "greenid",
    key: "customer_id",
    variable: "GREENID_CUSTOMER_ID",
    holds: "your customer id, as greenID gave it to you",
};
pub(crate) const GREENID_ENDPOINT: Setting = Setting {
    table: "greenid",
    key: "endpoint",
    variable: "GREENID_ENDPOINT",
    holds: "the full URL of the service that your account uses",
};
pub(crate) const GREENID_PASSWORD_FILE: Setting = Setting {
    table: "greenid",
    key: "password_file",
    variable: "GREENID_PASSWORD_FILE",
    holds: "the path of a file that holds the password and nothing else",
};
pub(crate) const GREENID_CLIENT_PEM: Setting = Setting {
    table: "greenid",
    key: "client_pem",
    variable: "GREENID_CLIENT_PEM",
    holds: "the path of a PEM file with the client certificate and its unencrypted key",
};
pub(crate) const GREENID_ROOT_PEM: Setting = Setting {
    table: "greenid",
    key: "root_pem",
    variable: "GREENID_ROOT_PEM",
    holds: "the path of a PEM file with root certificates, or unset it to trust the platform's alone",
};

/// All that the configuration file can hold.
pub(crate) const ALL: [Setting; 9] = [
    SMILEID_PARTNER_ID,
    SMILEID_SERVER,
    SMILEID_API_KEY_FILE,
    SMILEID_ROOT_PEM,
    GREENID_CUSTOMER_ID,
    GREENID_ENDPOINT,
    GREENID_PASSWORD_FILE,
    GREENID_CLIENT_PEM,
    GREENID_ROOT_PEM,
];

impl Setting {
    /// How it is named where it came from.
    pub(crate) fn name(self, origin: Origin) -> String {
        match origin {
            Origin::Flag => format!("--{}-{}", self.table, self.key.replace('_', "-")),
            Origin::Environment => self.variable.to_owned(),
            Origin::File => format!("{} in [{}] of the configuration file", self.key, self.table),
        }
    }

    pub(super) fn found<T>(self, value: T, origin: Origin) -> Found<T> {
        Found {
            value,
            origin,
            name: self.name(origin),
        }
    }
}

/// Where a setting came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The command line.
    Flag,
    /// A variable.
    Environment,
    /// The configuration file.
    File,
}

/// The value of a setting, and how to name it in an error.
#[derive(Clone, Debug)]
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
    pub(crate) name: String,
}

impl<T> Found<T> {
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found {
            value: change(self.value),
            origin: self.origin,
            name: self.name,
        }
    }
}
