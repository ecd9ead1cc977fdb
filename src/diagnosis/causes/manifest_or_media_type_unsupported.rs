//! Registry or client does not know the format of the manifest.

use super::{Cause, Sign, by_signs};
use crate::diagnosis::finding::{Probe, Remedy, Whom};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::ManifestOrMediaTypeUnsupported,
    signs: &[
        Sign::says("manifest_invalid"),
        Sign::says("manifest invalid"),
        Sign::says("unsupported media type"),
        Sign::says("unsupported mediatype"),
        Sign::says("media type").with(&["unsupported", "no longer supported", "not supported", "unknown", "unexpected", "invalid"]).without(&["text/html"]),
        Sign::says("mediatype").with(&["unsupported", "not supported", "unknown", "unexpected", "invalid"]),
        Sign::says("unsupported manifest"),
        Sign::says("manifest type").with(&["unsupported", "not supported", "unknown", "unexpected", "invalid"]),
        Sign::says("does not support oci"),
        Sign::says("accept header does not support"),
        Sign::says("manifest schema").with(&["unsupported", "not supported", "deprecated", "removed"]),
        Sign::says("schema v1").with(&["unsupported", "not supported", "deprecated", "removed"]),
        Sign::says("schema version").with(&["unsupported", "not supported", "unknown"]),
        Sign::says("invalid json syntax"),
        Sign::says("unsupported content type"),
        Sign::says("at least 1 layer"),
        Sign::says("unknown manifest class"),
        Sign::fits("no matching manifest"),
        Sign::says("error writing manifest blob").with(&["400 bad request"]),
        Sign::says("failed commit on ref").with(&["400 bad request", "415"]),
        Sign::says("failed commit on ref \"manifest").with(&["405"]),
        Sign::fits("writing manifest").with(&["400 bad request", "415", "405"]),
        Sign::says("not supported by the registry"),
        Sign::fits("does not support").with(&["manifest list", "attestation", "referrers", "artifact"]),
        Sign::says("mediatype in manifest should be"),
        Sign::says("missing signature key"),
        Sign::fits("manifest version 2, schema 1"),
        Sign::says("may not support image manifest"),
        Sign::says("unsupported: ").with(&["manifest", "media"]),
    ],
    judge: by_signs,
    probes: &[Probe::RegistrySettings],
    next: |_| vec![Remedy::Workflow("provenance: false\n".to_owned()), Remedy::Ask(Whom::RegistryAdministrator)],
};
