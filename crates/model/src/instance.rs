//! The desk and its instances: one instance for each location.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, InstanceId},
    retention::Retention,
};

/// One audit instance: the events of one location and what is saved beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Short id, sent to clients as `logdnaId`.
    pub id: InstanceId,
    /// The instance's GUID, as it stands in its CRN.
    pub guid: String,
    /// The account of the desk.
    pub account: AccountId,
    /// Region id of the catalogue, such as `us-south`; no two instances share one.
    pub location: String,
    /// The city of that location, for people.
    pub city: String,
    /// How long it keeps its lines.
    pub retention: Retention,
}

impl Instance {
    /// The instance's own CRN, which stands in the events it writes about itself.
    pub fn crn(&self) -> String {
        self.crn_of("logdnaat", &self.guid)
    }

    /// The CRN of a service's instance in the same location and account.
    pub fn crn_of(&self, service: &str, guid: &str) -> String {
        let Self { account, location, .. } = self;
        format!("crn:v1:bluemix:public:{service}:{location}:a/{account}:{guid}::")
    }
}
