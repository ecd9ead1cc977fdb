//! Names for the things of the model, so that each is called the same everywhere.

use std::path::Path;
use std::time::Duration;

use super::{Day, Text, build as b, failures as f, pages as p, registries, surface};
use crate::flow::effect::KeepIn;
use crate::flow::facts::ChangeKind;
use crate::flow::page::{Block, Choice, Choose, Row, Tone};
use crate::flow::plan::{self, Plan};
use crate::model::access::{Actions, Asked, Grant, Level, Measured, Question, RepositoryState};
use crate::model::account::Origin;
use crate::model::cause::CauseId;
use crate::model::failure::{Failure, FailureKind};
use crate::model::hub_token::{HubToken, Scope};
use crate::model::image::Registry;
use crate::model::pasted::{Oddity, Shape, TokenKind};
use crate::model::push::Part;
use crate::model::registries::{Description, Kind};
use crate::model::verdict::{Destination, Ended, Rule, Undecided, Verdict};

/// Where a credential comes from; `home` is written as people write it.
pub(crate) fn origin(origin: &Origin, home: Option<&Path>) -> Text {
    let familiar = |path: &Path| match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(below) => Path::new("~").join(below).display().to_string(),
        None => path.display().to_string(),
    };
    match origin {
        Origin::Pasted => p::origin_pasted(),
        Origin::Created => p::origin_created(),
        Origin::Stdin => p::origin_stdin(),
        Origin::Environment(name) => p::origin_environment(name),
        Origin::DockerConfig(path) => p::origin_docker_config(familiar(path)),
        Origin::ContainersAuth(path) => p::origin_containers(familiar(path)),
        Origin::Helper(name) => p::origin_helper(name),
        Origin::Keyring => p::origin_keyring(),
        Origin::KernelKeyring => p::origin_kernel(),
        Origin::EncryptedFile(path) => p::origin_file(familiar(path)),
    }
}

pub(crate) fn place(place: KeepIn) -> Text {
    match place {
        KeepIn::Keyring => p::place_keyring(),
        KeepIn::Kernel => p::place_kernel(),
        KeepIn::File => p::place_file(),
    }
}

pub(crate) fn level(level: Scope) -> Text {
    match level {
        Scope::PublicRead => p::level_public_read(),
        Scope::Read => p::level_read(),
        Scope::Write => p::level_write(),
        Scope::Admin => p::level_delete(),
    }
}

/// A measured level by the name of Docker's form. What the registry cannot tell apart is named by the
/// higher one.
pub(crate) fn measured_level(measured: Level) -> Text {
    level(match measured {
        Level::Read => Scope::Read,
        Level::Write => Scope::Write,
        Level::Delete => Scope::Admin,
    })
}

pub(crate) fn question(question: Question) -> Text {
    match question {
        Question::Challenge => p::question_challenge(),
        Question::SignIn => p::question_sign_in(),
        Question::Level(actions) => p::question_level(actions.scope()),
        Question::Target(actions) => p::question_target(actions.scope()),
        Question::Repository => p::question_repository(),
        Question::Upload => p::question_upload(),
    }
}

/// The parts of a test push as a person thinks of them: some stand together.
pub(crate) fn push_part(part: Part) -> Text {
    match part {
        Part::Access | Part::TagIsFree => p::part_tag_free(),
        Part::UploadLayer => p::part_layer(),
        Part::UploadConfig => p::part_config(),
        Part::PutManifest => p::part_manifest(),
        Part::FindByTag | Part::FindByDigest => p::part_read_back(),
        Part::ReadManifest | Part::ReadLayer | Part::ReadConfig => p::part_compare(),
        Part::DeleteTag | Part::TagIsGone => p::part_remove(),
    }
}

pub(crate) fn change(kind: ChangeKind) -> Text {
    match kind {
        ChangeKind::TokenMade => p::change_token_made(),
        ChangeKind::TokenKept => p::change_token_kept(),
        ChangeKind::TokenDeactivated => p::change_token_deactivated(),
        ChangeKind::TokenDeleted => p::change_token_deleted(),
        ChangeKind::TestImagePushed => p::change_test_image_pushed(),
        ChangeKind::TestImageRemoved => p::change_test_image_removed(),
        ChangeKind::SecretWritten => b::change_secret_written(),
        ChangeKind::VariableWritten => super::variable::change_variable_written(),
        ChangeKind::WorkflowChanged => super::variable::change_workflow_changed(),
        ChangeKind::GitHubTokenKept => b::change_github_token_kept(),
        ChangeKind::RunStarted => b::change_run_started(),
        ChangeKind::RunCancelled => b::change_run_cancelled(),
        ChangeKind::ReportSaved => p::change_report_saved(),
    }
}

/// How a change is taken back by hand, or why it cannot be.
pub(crate) fn undo(kind: ChangeKind) -> Text {
    match kind {
        ChangeKind::TokenMade => super::details::undo_token_made(),
        ChangeKind::TokenKept => super::details::undo_token_kept(),
        ChangeKind::TokenDeactivated => super::details::undo_token_deactivated(),
        ChangeKind::TokenDeleted => super::details::undo_token_deleted(),
        ChangeKind::TestImagePushed => super::details::undo_test_image_pushed(),
        ChangeKind::TestImageRemoved => super::details::undo_test_image_removed(),
        ChangeKind::SecretWritten => b::undo_secret_written(),
        ChangeKind::VariableWritten => super::variable::undo_variable_written(),
        ChangeKind::WorkflowChanged => super::variable::undo_workflow_changed(),
        ChangeKind::GitHubTokenKept => b::undo_github_token_kept(),
        ChangeKind::RunStarted => b::undo_run_started(),
        ChangeKind::RunCancelled => b::undo_run_cancelled(),
        ChangeKind::ReportSaved => super::details::undo_report_saved(),
    }
}

/// What a pasted secret looks like, without showing it.
pub(crate) fn shape(shape: &Shape, registry: &Registry) -> Text {
    let length = shape.length;
    let hub = registry.is_docker_hub();
    match (shape.kind, &shape.last_four) {
        (TokenKind::DockerPersonal, Some(four)) => p::kind_docker_personal_ends(length, four),
        (TokenKind::DockerPersonal, None) => p::kind_docker_personal(length),
        (TokenKind::DockerOrganization, Some(four)) => p::kind_docker_organization_ends(length, four),
        (TokenKind::DockerOrganization, None) => p::kind_docker_organization(length),
        (TokenKind::Uuid, _) => p::kind_uuid(length),
        (TokenKind::GitHubFineGrained, _) if is_ghcr(registry) => registries::kind_fine_grained(length),
        (TokenKind::GitHubClassic | TokenKind::GitHubFineGrained | TokenKind::GitHubOther, _) if hub => {
            p::kind_github(length)
        }
        (TokenKind::GitHubClassic | TokenKind::GitHubFineGrained | TokenKind::GitHubOther, _) => {
            registries::kind_github(length)
        }
        (TokenKind::GitLab, _) if hub => p::kind_gitlab(length),
        (TokenKind::GitLab, _) => registries::kind_gitlab(length),
        (TokenKind::Jwt, _) if hub => p::kind_jwt(length),
        (TokenKind::Jwt | TokenKind::AwsKeyId | TokenKind::GoogleKey | TokenKind::Unknown, _) if !hub => {
            registries::kind_other(length)
        }
        (TokenKind::Jwt | TokenKind::AwsKeyId | TokenKind::GoogleKey | TokenKind::Unknown, _) => {
            p::kind_other(length)
        }
    }
}

/// What a paste is that this registry does not take.
pub(crate) fn misfit(shape: &Shape, registry: &Registry) -> Option<Text> {
    let fine_grained = shape.kind == TokenKind::GitHubFineGrained && is_ghcr(registry);
    // Another registry may take what Docker Hub does not.
    let foreign = registry.is_docker_hub()
        && matches!(
            shape.kind,
            TokenKind::GitHubClassic
                | TokenKind::GitHubFineGrained
                | TokenKind::GitHubOther
                | TokenKind::GitLab
                | TokenKind::Jwt
        );
    (foreign || fine_grained).then(|| self::shape(shape, registry))
}

fn is_ghcr(registry: &Registry) -> bool {
    Description::of(registry).is_some_and(|other| other.kind == Kind::Ghcr)
}

/// The first thing about a paste that a person should know.
pub(crate) fn oddity(shape: &Shape) -> Option<Text> {
    shape.oddities.first().map(|oddity| match oddity {
        Oddity::Empty => p::oddity_empty(),
        Oddity::TooLong => p::oddity_too_long(),
        Oddity::Control => p::oddity_control(),
        Oddity::Invisible => p::oddity_invisible(),
        Oddity::FullWidth => p::oddity_full_width(),
        Oddity::SpaceAround => p::oddity_space_around(),
        Oddity::SpaceInside => p::oddity_space_inside(),
        Oddity::LineBreakInside => p::oddity_line_break(),
        Oddity::Quoted => p::oddity_quoted(),
        Oddity::Scheme => p::oddity_scheme(),
        Oddity::Command => p::oddity_command(),
        Oddity::Assignment => p::oddity_assignment(),
        Oddity::Reference => p::oddity_reference(),
        Oddity::Mask => p::oddity_mask(),
        Oddity::Email => p::oddity_email(),
        Oddity::Url => p::oddity_url(),
        Oddity::Cut => p::oddity_cut(),
    })
}

pub(crate) fn verdict(verdict: &Verdict, measured: Option<&Measured>) -> Text {
    match verdict {
        // There it is mostly the token that lacks a right, and the account has it.
        Verdict::NoRight if measured.and_then(Description::met).is_some() => registries::verdict_no_right(),
        Verdict::CanPush(Destination::WillBeCreated) => p::verdict_will_create(),
        Verdict::CanPush(_) => p::verdict_can_push(),
        Verdict::TokenTooWeak { .. } => p::verdict_too_weak(),
        Verdict::NoRight => p::verdict_no_right(),
        Verdict::NotYourNamespace => p::verdict_not_your_namespace(),
        Verdict::WrongCredential if measured.is_some_and(registries::is_short_lived) => {
            registries::verdict_short_lived()
        }
        Verdict::WrongCredential => p::verdict_wrong_credential(),
        Verdict::PasswordNotEnough => p::verdict_password_not_enough(),
        Verdict::ExpiredOrRevoked(_) => p::verdict_expired(),
        Verdict::NoCredential => p::verdict_no_credential(),
        Verdict::RepositoryMissing => p::verdict_repository_missing(),
        Verdict::RefusedByRule(_) => p::verdict_rule(),
        Verdict::RateLimited { .. } => p::verdict_rate_limited(),
        Verdict::Unreachable(Failure { kind: FailureKind::ForeignRealm { .. }, .. }) => {
            p::verdict_foreign_realm()
        }
        Verdict::Unreachable(_) => p::verdict_unreachable(),
        Verdict::NotDecided(_) => p::verdict_not_decided(),
    }
}

fn user(measured: &Measured) -> &str {
    measured.username.as_ref().map_or("?", |name| name.as_str())
}

/// What the story is about, in practice.
pub(crate) fn lesson(plan: &Plan) -> Option<Row> {
    let plan::Kind::Practice { title, .. } = &plan.kind else { return None };
    Some(Row::new(p::project_row_lesson(), Text::bilingual(&title.en, &title.zh)).tone(Tone::Dim))
}

/// This machine's clock and the server's are so many seconds apart.
pub(crate) fn clock(ahead: i64) -> Text {
    p::access_clock(surface::span(Duration::from_secs(ahead.unsigned_abs())))
}

/// The reason behind a verdict, in one or two sentences.
pub(crate) fn why(verdict: &Verdict, measured: &Measured) -> Text {
    let image = measured.image.familiar();
    let needed = level(Scope::Write);
    match verdict {
        Verdict::CanPush(Destination::WillBeCreated) => p::why_will_create(image),
        Verdict::CanPush(_)
            if measured.on_target(Actions::PULL_PUSH).and_then(Asked::good).is_none_or(is_opaque) =>
        {
            registries::why_upload_began(image)
        }
        Verdict::CanPush(_) => p::why_can_push(image),
        Verdict::TokenTooWeak { level: Some(has) } if account_may_write(measured) => {
            p::why_too_weak(measured_level(*has), needed, image)
        }
        Verdict::TokenTooWeak { level: Some(has) } => {
            p::why_too_weak_account_unknown(measured_level(*has), needed, image)
        }
        Verdict::TokenTooWeak { .. } if !measured.image.registry().is_docker_hub() => registries::why_scope(),
        Verdict::TokenTooWeak { level: None } => p::why_too_weak_level_unknown(needed),
        Verdict::NoRight => p::why_no_right(user(measured), image),
        Verdict::NotYourNamespace => p::why_not_your_namespace(measured.image.namespace(), user(measured)),
        Verdict::WrongCredential if registries::is_short_lived(measured) => {
            registries::why_short_lived(user(measured))
        }
        Verdict::WrongCredential => p::why_wrong_credential(user(measured)),
        Verdict::PasswordNotEnough => p::why_password_not_enough(user(measured)),
        Verdict::ExpiredOrRevoked(Ended::Said) => p::why_expired_said(),
        Verdict::ExpiredOrRevoked(Ended::Expired { at }) => p::why_expired_at(Day(*at)),
        Verdict::ExpiredOrRevoked(Ended::Proven { at }) => p::why_expired_proven(Day(*at)),
        Verdict::NoCredential => p::why_no_credential(),
        Verdict::RepositoryMissing => p::why_repository_missing(image),
        Verdict::RefusedByRule(Rule::ImmutableTag) => p::why_rule_immutable(),
        Verdict::RefusedByRule(Rule::Archived) => p::why_rule_archived(),
        Verdict::RefusedByRule(Rule::Plan) => p::why_rule_plan(),
        Verdict::RefusedByRule(Rule::Other) => {
            let refused = measured.upload.as_ref().and_then(Asked::failure);
            p::why_rule_other(refused.map_or("-", |failure| failure.said.as_str()))
        }
        Verdict::RateLimited { until: Some(time) } => p::why_rate_limited_until(*time),
        Verdict::RateLimited { until: None } => p::why_rate_limited(),
        Verdict::Unreachable(failure) | Verdict::NotDecided(Undecided::Odd(failure)) => f::sentence(failure),
        Verdict::NotDecided(Undecided::ServicesDisagree) => p::why_disagree(),
        Verdict::NotDecided(Undecided::AskingWouldCreate) => p::why_would_create(),
        Verdict::NotDecided(Undecided::NotAsked) => p::why_not_asked(),
    }
}

/// A token that only the registry can read.
fn is_opaque(grant: &Grant) -> bool {
    grant.actions.is_none()
}

/// Whether the Hub API says that the account itself may write: a hint, used for wording only.
fn account_may_write(measured: &Measured) -> bool {
    let said = measured.repository.as_ref().and_then(Asked::good);
    matches!(said, Some(RepositoryState::Exists { may_write: Some(true), .. }))
        || measured.username.as_ref().is_some_and(|name| name.as_str() == measured.image.namespace())
}

/// What to do about it.
pub(crate) fn remedy(verdict: &Verdict, measured: &Measured) -> Text {
    let namespace = measured.image.namespace();
    let lacks = matches!(verdict, Verdict::TokenTooWeak { .. } | Verdict::NoRight);
    if lacks && measured.kind == Some(TokenKind::DockerOrganization) {
        // Such a token is given rights by scopes, which can be changed, and not by a level.
        return super::organization::remedy_scope(namespace);
    }
    match verdict {
        Verdict::CanPush(_) => p::remedy_can_push(),
        // Docker Hub's tokens keep their level for life; what others allow is theirs to say.
        Verdict::TokenTooWeak { .. } | Verdict::NoRight if Description::met(measured).is_some() => {
            registries::remedy(measured)
        }
        Verdict::TokenTooWeak { .. } => p::remedy_too_weak(),
        Verdict::NoRight => p::remedy_no_right(namespace),
        Verdict::NotYourNamespace => p::remedy_not_your_namespace(namespace, user(measured)),
        Verdict::ExpiredOrRevoked(_) if Description::met(measured).is_some() => registries::remedy(measured),
        Verdict::WrongCredential if registries::is_short_lived(measured) => registries::remedy(measured),
        Verdict::WrongCredential => p::remedy_wrong_credential(),
        Verdict::PasswordNotEnough => p::remedy_password_not_enough(),
        Verdict::ExpiredOrRevoked(_) => p::remedy_expired(),
        Verdict::NoCredential => p::remedy_no_credential(),
        Verdict::RepositoryMissing => p::remedy_repository_missing(),
        Verdict::RefusedByRule(_) => p::remedy_rule(),
        Verdict::RateLimited { .. } => p::remedy_wait(),
        Verdict::Unreachable(Failure { kind: FailureKind::ForeignRealm { host }, .. }) => {
            p::remedy_foreign_realm(host)
        }
        Verdict::Unreachable(_) => p::remedy_unreachable(),
        Verdict::NotDecided(Undecided::NotAsked) => super::dry_run::remedy(),
        Verdict::NotDecided(_) => p::remedy_not_decided(),
    }
}

/// The name of a cause.
pub(crate) fn cause(cause: CauseId) -> Text {
    super::causes::words(cause).name
}

/// The requests behind a verdict with what came back, those that speak against it first.
pub(crate) fn evidence(measured: &Measured) -> Vec<Text> {
    let level = measured.level.iter().map(|(about, asked)| (passed(*about, asked), grant_line(asked)));
    let target = measured.target.iter().map(|(about, asked)| (serves(*about, asked), grant_line(asked)));
    let challenge = [(good(&measured.challenge), line(&measured.challenge, f::evidence_ok))];
    let sign_in = measured.sign_in.iter().map(|asked| (good(asked), line(asked, f::evidence_ok)));
    let repository = measured.repository.iter().map(|asked| (good(asked), repository_line(asked)));
    let upload = measured.upload.iter().map(|asked| (good(asked), line(asked, f::evidence_upload)));
    telling_first(
        level.chain(target).chain(challenge).chain(sign_in).chain(repository).chain(upload).collect(),
    )
}

/// The same for a screen: status, what was asked, what it means.
pub(crate) fn proof(measured: &Measured) -> Vec<Row> {
    let level = measured.level.iter().map(|(about, asked)| (passed(*about, asked), grant_row(asked)));
    let target = measured.target.iter().map(|(about, asked)| (serves(*about, asked), grant_row(asked)));
    let challenge = [(good(&measured.challenge), proof_row(&measured.challenge, None))];
    let sign_in = measured.sign_in.iter().map(|asked| (good(asked), proof_row(asked, None)));
    let repository = measured.repository.iter().map(|asked| {
        let hidden = matches!(asked.good(), Some(RepositoryState::NotVisible));
        (good(asked), proof_row(asked, hidden.then(p::proof_not_visible)))
    });
    let upload = measured
        .upload
        .iter()
        .map(|asked| (good(asked), proof_row(asked, asked.good().map(|_| p::proof_upload()))));
    telling_first(
        level.chain(target).chain(challenge).chain(sign_in).chain(repository).chain(upload).collect(),
    )
}

/// The request behind one line of the checklist.
pub(crate) fn proof_of(measured: &Measured, id: &str) -> Vec<Row> {
    let right = |actions| measured.at_level(actions).or_else(|| measured.on_target(actions));
    match id {
        "signed-in" if measured.sign_in.is_some() => {
            measured.sign_in.iter().map(|asked| proof_row(asked, None)).collect()
        }
        "signed-in" | "login" | "token-read" => right(Actions::PULL).map(grant_row).into_iter().collect(),
        "token-write" => {
            let upload = measured.upload.iter();
            let opened = upload.map(|asked| proof_row(asked, asked.good().map(|_| p::proof_upload())));
            right(Actions::PULL_PUSH).map(grant_row).into_iter().chain(opened).collect()
        }
        "token-delete" => right(Actions::DELETE).map(grant_row).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn good<T>(asked: &Asked<T>) -> bool {
    asked.answer.is_ok()
}

/// Whether an answer says nothing against pushing: what concerns only deleting never does.
fn passed(about: Actions, asked: &Asked<Grant>) -> bool {
    about.delete || good(asked)
}

/// The same for the repository itself, where less may be granted than was asked.
fn serves(about: Actions, asked: &Asked<Grant>) -> bool {
    let granted = asked.good().map(|grant| grant.actions);
    about.delete || granted.is_some_and(|actions| actions.is_none_or(|actions| actions.push || !about.push))
}

/// The last answer settles it: a refusal, or the upload that was opened.
fn telling_first<T>(mut lines: Vec<(bool, T)>) -> Vec<T> {
    lines.sort_by_key(|(good, _)| *good);
    let refused = lines.iter().filter(|(good, _)| !good).count();
    lines[refused..].reverse();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn grant_row(asked: &Asked<Grant>) -> Row {
    let said = asked.good().map(|grant| match grant.actions.map(Actions::scope) {
        None => p::proof_opaque(),
        Some("") => p::proof_granted_nothing(),
        Some(actions) => p::proof_granted(actions),
    });
    proof_row(asked, said)
}

fn proof_row<T>(asked: &Asked<T>, said: Option<Text>) -> Row {
    let said = said.or_else(|| {
        let failure = asked.failure()?;
        let silent = asked.status.is_some() && failure.said.is_empty();
        match asked.status {
            _ if silent => None,
            Some(_) => Some(Text::raw(&failure.said)),
            None => Some(f::sentence(failure)),
        }
    });
    let row = Row::new(Text::raw(status(asked)), Text::raw(asked.request.brief())).tone(Tone::Dim);
    match said {
        Some(said) => row.aside(said),
        None => row,
    }
}

pub(crate) fn repository_line(asked: &Asked<RepositoryState>) -> Text {
    let seen = matches!(asked.good(), Some(RepositoryState::Exists { .. }));
    line(asked, if seen { f::evidence_ok } else { f::evidence_not_visible })
}

fn status<T>(asked: &Asked<T>) -> String {
    asked.status.map_or_else(|| "-".to_owned(), |status| status.to_string())
}

pub(crate) fn line<T>(asked: &Asked<T>, good: fn(String, String) -> Text) -> Text {
    match &asked.answer {
        Ok(_) => good(asked.request.to_string(), status(asked)),
        Err(failure) => failed_line(asked, failure),
    }
}

fn failed_line<T>(asked: &Asked<T>, failure: &Failure) -> Text {
    match asked.status {
        Some(_) if !failure.said.is_empty() => {
            f::evidence_failed(asked.request.to_string(), status(asked), &failure.said)
        }
        Some(_) => f::evidence_ok(asked.request.to_string(), status(asked)),
        None => f::sentence(failure),
    }
}

pub(crate) fn grant_line(asked: &Asked<Grant>) -> Text {
    let request = asked.request.to_string();
    match &asked.answer {
        Err(failure) => failed_line(asked, failure),
        Ok(Grant { actions: None }) => f::evidence_opaque(request, status(asked)),
        Ok(Grant { actions: Some(actions) }) => match actions.scope() {
            "" => f::evidence_granted_nothing(request, status(asked)),
            granted => f::evidence_granted(request, status(asked), granted),
        },
    }
}

pub(crate) fn choose_token(id: &'static str, tokens: &[HubToken], at: usize) -> Block {
    Block::Choose(Choose {
        id,
        label: p::old_choose(),
        options: tokens
            .iter()
            .map(|token| Choice {
                id: token.id.clone(),
                label: Text::raw(&token.label),
                note: None,
                recommended: false,
            })
            .collect(),
        at,
        focused: true,
    })
}
