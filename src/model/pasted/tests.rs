use proptest::prelude::*;
use secrecy::SecretString;

use super::{Advice, LIMIT, Oddity, Taken, TokenKind, holds_token, take};

const PAT: &str = "dckr_pat_AbCdEfGhIjKlMnOpQrStUvWxY01";

fn taken(text: &str) -> Taken {
    take(SecretString::from(text))
}

fn exposed(taken: &Taken) -> (Option<&str>, Option<&str>) {
    (
        taken.token.as_ref().map(super::AccessToken::expose),
        taken.corrected.as_ref().map(super::AccessToken::expose),
    )
}

#[test]
fn a_token_is_told_from_names_and_addresses() {
    for token in [
        PAT,
        &format!("docker login -u amy -p {PAT}"),
        &format!("amyflash/{PAT}"),
        "01234567-89ab-cdef-0123-456789abcdef",
        "ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
    ] {
        assert!(holds_token(token), "{token}");
    }
    for name in [
        "",
        "amyflash/music-management-system:latest",
        "ghcr.io/amy/ghp_tools",
        "ttl.sh/01234567-89ab-cdef-0123-456789abcdef:1h",
        "amy@example.com",
        "GitHub Actions · dckr_pat_",
        "my_dckr_pat_AbCdEfGhIjKlMnOpQrStUvWxY01",
    ] {
        assert!(!holds_token(name), "{name}");
    }
}

#[test]
fn kinds_are_told_by_their_marks() {
    use TokenKind as K;
    for (text, kind) in [
        (PAT, K::DockerPersonal),
        ("dckr_oat_AbCdEfGhIjKlMnOpQrStUvWxY01", K::DockerOrganization),
        ("01234567-89ab-cdef-0123-456789abcdef", K::Uuid),
        ("ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", K::GitHubClassic),
        ("github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz", K::GitHubFineGrained),
        ("ghs_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", K::GitHubOther),
        ("glpat-AbCdEfGhIjKlMnOpQrSt", K::GitLab),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl", K::Jwt),
        ("AKIAIOSFODNN7EXAMPLE", K::AwsKeyId),
        ("{\"private_key\": \"x y\", \"client_email\": \"a\"}", K::GoogleKey),
        ("hunter2", K::Unknown),
        ("dckr_pat_what is this", K::Unknown),
    ] {
        assert_eq!(TokenKind::of(text), kind, "{text}");
    }
}

#[test]
fn what_is_strange_is_reported_and_a_correction_offered_beside_it() {
    use Oddity as O;
    let wide: String =
        PAT.chars().map(|c| char::from_u32(c as u32 + 0xfee0).expect("ASCII has a wide twin")).collect();
    for (text, token, corrected, oddities) in [
        (PAT.to_owned(), Some(PAT.to_owned()), None, vec![]),
        (format!("{PAT}\n"), Some(PAT.into()), None, vec![]),
        (format!("{PAT}\r\n"), Some(PAT.into()), None, vec![]),
        (format!("{PAT}\n\n"), Some(format!("{PAT}\n")), Some(PAT), vec![O::SpaceAround]),
        (format!(" {PAT}"), Some(format!(" {PAT}")), Some(PAT), vec![O::SpaceAround]),
        (format!("\u{1b}{PAT}\u{7}"), Some(PAT.into()), None, vec![O::Control]),
        (format!("\"{PAT}\""), Some(format!("\"{PAT}\"")), Some(PAT), vec![O::Quoted]),
        (format!("“{PAT}”"), Some(format!("“{PAT}”")), Some(PAT), vec![O::Quoted]),
        (format!("Bearer {PAT}"), Some(format!("Bearer {PAT}")), Some(PAT), vec![O::Scheme]),
        (
            format!("DOCKER_PASSWORD='{PAT}'"),
            Some(format!("DOCKER_PASSWORD='{PAT}'")),
            Some(PAT),
            vec![O::Assignment, O::Quoted],
        ),
        (
            format!("export DOCKERHUB_TOKEN={PAT}"),
            Some(format!("export DOCKERHUB_TOKEN={PAT}")),
            Some(PAT),
            vec![O::Assignment],
        ),
        (wide.clone(), Some(wide), Some(PAT), vec![O::FullWidth]),
        (format!("\u{feff}{PAT}"), Some(format!("\u{feff}{PAT}")), Some(PAT), vec![O::Invisible]),
        (
            format!("{}\n{}", &PAT[..12], &PAT[12..]),
            Some(format!("{}\n{}", &PAT[..12], &PAT[12..])),
            Some(PAT),
            vec![O::LineBreakInside],
        ),
        (format!("docker login -u amy -p {PAT}"), None, Some(PAT), vec![O::Command]),
        (format!("echo {PAT} | docker login -u amy --password-stdin"), None, Some(PAT), vec![O::Command]),
        ("docker login -u amy -p 'hunter 2' docker.io".into(), None, Some("hunter 2"), vec![O::Command]),
        ("sudo podman login --password=hunter2 quay.io".into(), None, Some("hunter2"), vec![O::Command]),
        (
            "echo -n hunter2 | docker login -u amy --password-stdin".into(),
            None,
            Some("hunter2"),
            vec![O::Command],
        ),
        ("docker login --password-stdin <<< hunter2".into(), None, Some("hunter2"), vec![O::Command]),
        ("docker login -u amy".into(), None, None, vec![O::Command]),
        (
            "echo $TOKEN | docker login -u a --password-stdin".into(),
            None,
            None,
            vec![O::Command, O::Reference],
        ),
        ("${{ secrets.DOCKERHUB_TOKEN }}".into(), None, None, vec![O::Reference]),
        ("••••••••".into(), None, None, vec![O::Mask]),
        ("***".into(), None, None, vec![O::Mask]),
        (String::new(), None, None, vec![O::Empty]),
        (" \t\n".into(), None, None, vec![O::Empty]),
        ("amy@example.com".into(), Some("amy@example.com".into()), None, vec![O::Email]),
        (
            "https://hub.docker.com/settings".into(),
            Some("https://hub.docker.com/settings".into()),
            None,
            vec![O::Url],
        ),
        ("correct horse battery".into(), Some("correct horse battery".into()), None, vec![O::SpaceInside]),
        ("dckr_pat_AbC".into(), Some("dckr_pat_AbC".into()), None, vec![O::Cut]),
    ] {
        let taken = taken(&text);
        assert_eq!(taken.shape.oddities, oddities, "{text:?}");
        assert_eq!(exposed(&taken), (token.as_deref(), corrected), "{text:?}");
    }
}

#[test]
fn the_advice_follows_from_what_was_found() {
    for (text, advice) in [
        (PAT, Advice::Take),
        ("hunter2", Advice::Take),
        (" hunter2", Advice::TakeCorrected),
        ("amy@example.com", Advice::Doubt),
        ("dckr_pat_short", Advice::Doubt),
        ("***", Advice::Refuse),
        ("docker login", Advice::Refuse),
    ] {
        assert_eq!(taken(text).advice, advice, "{text:?}");
    }
}

#[test]
fn four_characters_are_shown_only_of_long_machine_made_secrets() {
    assert_eq!(taken(PAT).shape.last_four.as_deref(), Some("xY01"));
    assert_eq!(taken(&format!("'{PAT}'")).shape.last_four.as_deref(), Some("xY01"));
    assert_eq!(taken("hunter2hunter2hunter2hunter2").shape.last_four, None);
    assert_eq!(taken("dckr_pat_short").shape.last_four, None);
}

#[test]
fn a_huge_paste_is_refused_at_once() {
    let taken = taken(&"x".repeat(10 * 1024 * 1024));
    assert_eq!(taken.shape.oddities, [Oddity::TooLong]);
    assert!(taken.token.is_none() && taken.corrected.is_none());
}

#[test]
fn what_is_shown_never_holds_the_secret() {
    let taken = taken(&format!("docker login -u amy -p {PAT}"));
    assert!(!format!("{taken:?}").contains(&PAT[4..20]));
}

proptest! {
    #[test]
    fn any_text_is_judged_and_only_controls_and_one_line_end_are_lost(text in "\\PC{0,60}[\r\n\u{1b}]{0,3}") {
        let taken = taken(&text);
        if let Some(token) = &taken.token {
            let lost = text.len() - token.expose().len();
            let controls = text.matches('\u{1b}').count();
            prop_assert!(lost <= 2 + controls);
        }
        prop_assert!(taken.shape.length <= text.chars().count());
        prop_assert_eq!(taken.advice == Advice::Refuse, taken.token.is_none() && taken.corrected.is_none());
    }

    #[test]
    fn any_login_command_is_judged(words in prop::collection::vec("(docker|login|-p|--password=|'|\"|\\||<<<|\\\\|x|dckr_pat_)[ a-z]{0,3}", 0..40)) {
        let text = words.concat();
        prop_assume!(text.len() < LIMIT);
        let _ = taken(&text);
    }
}
