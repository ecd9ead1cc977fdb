//! What went wrong outside, in sentences.

use super::{Text, texts};
use crate::model::failure::{Failure, FailureKind, FileTrouble, KeyringTrouble, Odd};

texts! {
    "failures.ftl";
    refused(request, status) = "refused";
    refused_saying(request, status, said) = "refused-saying";
    needs_permission(request) = "needs-permission";
    needs_permission_named(request, needed) = "needs-permission-named";
    secret_too_long(name, bytes) = "secret-too-long";
    archived(request) = "archived";
    actions_off(request) = "actions-off";
    actions_off_for_account(request) = "actions-off-for-account";
    rate_limited(request) = "rate-limited";
    rate_limited_until(request, time) = "rate-limited-until";
    service_error(request, status) = "service-error";
    odd_html(request) = "odd-html";
    odd_not_json(request) = "odd-not-json";
    odd_truncated(request) = "odd-truncated";
    odd_too_large(request) = "odd-too-large";
    odd_incomplete(request) = "odd-incomplete";
    odd_wrong_digest(request) = "odd-wrong-digest";
    redirected(request, host) = "redirected";
    foreign_realm(host) = "foreign-realm";
    insecure(host) = "insecure";
    dns(host) = "dns";
    connect(host) = "connect";
    tls_untrusted(host) = "tls-untrusted";
    tls(host) = "tls";
    plain_http(host) = "plain-http";
    proxy(host) = "proxy";
    timed_out(host, seconds) = "timed-out";
    timed_out_nowhere(seconds) = "timed-out-nowhere";
    connection_lost(host) = "connection-lost";
    keyring_locked = "keyring-locked";
    keyring_absent = "keyring-absent";
    keyring_too_large = "keyring-too-large";
    keyring_timed_out = "keyring-timed-out";
    keyring_mismatch = "keyring-mismatch";
    keyring_wrong_passphrase = "keyring-wrong-passphrase";
    keyring_other = "keyring-other";
    file_missing(path) = "file-missing";
    file_not_readable(path) = "file-not-readable";
    file_not_writable(path) = "file-not-writable";
    file_not_text(path) = "file-not-text";
    file_broken(path) = "file-broken";
    file_broken_line(path, line) = "file-broken-line";
    file_too_large(path) = "file-too-large";
    file_no_space(path) = "file-no-space";
    file_in_use(path) = "file-in-use";
    file_changed(path) = "file-changed";
    program_missing(name) = "program-missing";
    program_failed(name) = "program-failed";
    program_failed_saying(name, said) = "program-failed-saying";
    needs_password = "needs-password";
    tag_taken = "tag-taken";
    needs_code = "needs-code";
    stopped = "stopped";
    dry_run = "dry-run";
    evidence_ok(request, status) = "evidence-ok";
    evidence_granted(request, status, actions) = "evidence-granted";
    evidence_granted_nothing(request, status) = "evidence-granted-nothing";
    evidence_opaque(request, status) = "evidence-opaque";
    evidence_not_visible(request, status) = "evidence-not-visible";
    evidence_upload(request, status) = "evidence-upload";
    evidence_failed(request, status, said) = "evidence-failed";
}

/// What went wrong, how we know, and where it helps what to do, in one sentence or two.
pub(crate) fn sentence(failure: &Failure) -> Text {
    let request = failure.request.as_ref().map(ToString::to_string).unwrap_or_else(|| "-".to_owned());
    let said = failure.said.as_str();
    match &failure.kind {
        FailureKind::Refused { status, .. } if said.is_empty() => refused(request, *status),
        FailureKind::Refused { status, .. } => refused_saying(request, *status, said),
        FailureKind::NeedsPermission { needed } if needed.is_empty() => needs_permission(request),
        FailureKind::NeedsPermission { needed } => needs_permission_named(request, needed),
        FailureKind::SecretTooLong { name, bytes } => secret_too_long(name, *bytes),
        FailureKind::Archived => archived(request),
        FailureKind::ActionsOff { account: false } => actions_off(request),
        FailureKind::ActionsOff { account: true } => actions_off_for_account(request),
        FailureKind::RateLimited { until: Some(until) } => rate_limited_until(request, *until),
        FailureKind::RateLimited { until: None } => rate_limited(request),
        FailureKind::ServiceError { status } => service_error(request, *status),
        FailureKind::NotUnderstood(odd) => match odd {
            Odd::Html => odd_html(request),
            Odd::NotJson => odd_not_json(request),
            Odd::Truncated => odd_truncated(request),
            Odd::TooLarge => odd_too_large(request),
            Odd::Incomplete => odd_incomplete(request),
            Odd::WrongDigest => odd_wrong_digest(request),
        },
        FailureKind::Redirected { host } => redirected(request, host),
        FailureKind::ForeignRealm { host } => foreign_realm(host),
        FailureKind::Insecure { host } => insecure(host),
        FailureKind::Dns { host } => dns(host),
        FailureKind::Connect { host } => connect(host),
        FailureKind::Tls { host, untrusted: true } => tls_untrusted(host),
        FailureKind::Tls { host, untrusted: false } => tls(host),
        FailureKind::PlainHttp { host } => plain_http(host),
        FailureKind::Proxy { host } => proxy(host),
        FailureKind::TimedOut { seconds } => match &failure.request {
            Some(request) => timed_out(&request.host, *seconds),
            None => timed_out_nowhere(*seconds),
        },
        FailureKind::ConnectionLost { host } => connection_lost(host),
        FailureKind::Keyring(trouble) => match trouble {
            KeyringTrouble::Locked => keyring_locked(),
            KeyringTrouble::Absent => keyring_absent(),
            KeyringTrouble::TooLarge => keyring_too_large(),
            KeyringTrouble::TimedOut => keyring_timed_out(),
            KeyringTrouble::Mismatch => keyring_mismatch(),
            KeyringTrouble::WrongPassphrase => keyring_wrong_passphrase(),
            KeyringTrouble::Other => keyring_other(),
        },
        FailureKind::File { path, trouble } => match trouble {
            FileTrouble::Missing => file_missing(path),
            FileTrouble::NotReadable => file_not_readable(path),
            FileTrouble::NotWritable => file_not_writable(path),
            FileTrouble::InUse => file_in_use(path),
            FileTrouble::NotText => file_not_text(path),
            FileTrouble::Broken { line: None } => file_broken(path),
            FileTrouble::Broken { line: Some(line) } => file_broken_line(path, *line),
            FileTrouble::TooLarge => file_too_large(path),
            FileTrouble::NoSpace => file_no_space(path),
            FileTrouble::Changed => file_changed(path),
        },
        FailureKind::Program { name, missing: true } => program_missing(name),
        FailureKind::Program { name, missing: false } if said.is_empty() => program_failed(name),
        FailureKind::Program { name, missing: false } => program_failed_saying(name, said),
        FailureKind::TagTaken => tag_taken(),
        FailureKind::NeedsPassword => needs_password(),
        FailureKind::NeedsOneTimeCode => needs_code(),
        FailureKind::Stopped => stopped(),
        FailureKind::DryRun => dry_run(),
    }
}
