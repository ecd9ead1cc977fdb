use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Machine, discover, load};
use crate::model::account::{Origin, Username};
use crate::model::failure::{Failure, FailureKind as K, FileTrouble, KeyringTrouble, Odd};
use crate::model::image::Registry;
use crate::model::project::Found;
use crate::model::secret::{AccessToken, Passphrase};
use crate::outside::encrypted_file::EncryptedFile;
use crate::outside::keyring::{Keyring, Memory, Mood};
use crate::outside::places::{Env, Places};

/// A machine with a home of its own.
struct Home {
    folder: tempfile::TempDir,
    env: Vec<(String, String)>,
    memory: Memory,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |below: &str| folder.path().join(below).display().to_string();
        let env = vec![
            ("HOME".to_owned(), path("")),
            ("XDG_RUNTIME_DIR".to_owned(), path("run")),
            ("PATH".to_owned(), format!("{}:/usr/bin:/bin", path("bin"))),
        ];
        Self { folder, env, memory: Memory::default() }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("has one")).expect("makes folders");
        fs::write(path, content).expect("writes");
        self
    }

    /// A helper that runs this shell script.
    fn helper(self, suffix: &str, script: &str) -> Self {
        let name = format!("bin/docker-credential-{suffix}");
        let home = self.file(&name, format!("#!/bin/sh\n{script}\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(home.folder.path().join(name), mode).expect("makes it a program");
        }
        home
    }

    async fn found(&self, registry: &str) -> Vec<Found> {
        self.on_machine(async |machine| discover(&Registry::parse(registry), machine).await).await
    }

    /// Each as `place user secret`, or `place user ! trouble`.
    async fn told(&self, registry: &str) -> Vec<String> {
        let mut told = Vec::new();
        for found in self.found(registry).await {
            let place = match &found.origin {
                Origin::Environment(name) => name.clone(),
                Origin::DockerConfig(path) | Origin::ContainersAuth(path) => {
                    path.strip_prefix(self.folder.path()).expect("lies in the home").display().to_string()
                }
                Origin::Helper(suffix) => format!("helper {suffix}"),
                other => format!("{other:?}"),
            };
            let name = found.username.as_ref().map_or("-", Username::as_str);
            let what = match self.load(&found).await {
                Ok(loaded) => format!(
                    "{}{}",
                    if loaded.identity_token { "identity " } else { "" },
                    loaded.secret.expose()
                ),
                Err(failure) => format!("! {:?}", failure.kind),
            };
            told.push(format!("{place} {name} {what}"));
        }
        told
    }

    async fn load(&self, found: &Found) -> Result<crate::model::account::Credential, Failure> {
        self.on_machine(async |machine| load(found, machine, None).await).await
    }

    async fn on_machine<T>(&self, ask: impl AsyncFnOnce(&Machine<'_>) -> T) -> T {
        let env = Env::of(self.env.iter().cloned());
        let places = Places::of(&env).expect("has a home");
        let keyring = Keyring::Memory(self.memory.clone());
        ask(&Machine { env: &env, places: &places, keyring: &keyring }).await
    }
}

fn auth(user: &str, secret: &str) -> String {
    format!("{{\"auth\": \"{}\"}}", STANDARD.encode(format!("{user}:{secret}")))
}

#[tokio::test]
async fn every_place_is_found_and_read() {
    let home = Home::new()
        .with("PUSHPILOT_USERNAME", "env")
        .with("PUSHPILOT_TOKEN", "from-env\n")
        .with("DOCKER_AUTH_CONFIG", &format!("{{\"auths\": {{\"docker.io\": {}}}}}", auth("dac", "from-dac")))
        .file(
            ".docker/config.json",
            format!(
                "\u{feff}{{\"auths\": {{\"https://index.docker.io/v1/\": {}, \"ghcr.io\": {}, \"https://index.docker.io/v1/access-token\": {}, \"quay.io\": {{}} }}, \"HttpHeaders\": {{\"x\": [1]}} }}",
                auth("amy", "a:b"), auth("gh", "ghp_x"), auth("oauth", "no")
            ),
        )
        .file(
            "run/containers/auth.json",
            format!("{{\"auths\": {{\"docker.io/amyflash\": {}, \"docker.io\": {}}} }}", auth("ns", "1"), auth("pod", "2")),
        )
        .file(
            ".config/containers/auth.json",
            "{\"auths\": {\"docker.io\": {\"identitytoken\": \"id\", \"auth\": \"PHRva2VuPjo=\"}}}",
        );
    assert_eq!(
        home.told("docker.io").await,
        [
            "PUSHPILOT_TOKEN env from-env",
            "DOCKER_AUTH_CONFIG dac from-dac",
            ".docker/config.json amy a:b",
            "run/containers/auth.json pod 2",
            "run/containers/auth.json ns 1",
            ".config/containers/auth.json <token> identity id",
        ]
    );
    let ghcr = Home::new()
        .file(".docker/config.json", format!("{{\"auths\": {{\"https://ghcr.io\": {}}}}}", auth("gh", "x")));
    assert_eq!(ghcr.told("ghcr.io").await, [".docker/config.json gh x"]);
    assert_eq!(ghcr.told("quay.io").await, [""; 0]);
    let [found] = &ghcr.found("ghcr.io").await[..] else { panic!("one is found") };
    assert!(found.plain_text);
    assert!(!format!("{found:?}").contains(&STANDARD.encode("gh:x")));
}

#[tokio::test]
async fn podmans_variables_decide_what_it_reads() {
    let home = |name: &str, below: &str| {
        let home = Home::new()
            .file(
                "run/containers/auth.json",
                format!("{{\"auths\": {{\"docker.io\": {}}}}}", auth("run", "1")),
            )
            .file("other/config.json", format!("{{\"auths\": {{\"docker.io\": {}}}}}", auth("other", "2")));
        let path = home.folder.path().join(below).display().to_string();
        home.with(name, &path)
    };
    assert_eq!(home("DOCKER_CONFIG", "other").told("docker.io").await, ["other/config.json other 2"]);
    assert_eq!(
        home("REGISTRY_AUTH_FILE", "other/config.json").told("docker.io").await,
        ["other/config.json other 2"]
    );
}

#[tokio::test]
async fn our_own_stores_come_with_their_state() {
    let home = Home::new();
    let (hub, amy) = (Registry::docker_hub(), Username::parse("amyflash").expect("is a user name"));
    let token = AccessToken::from("kept".to_owned());
    let keyring = Keyring::Memory(home.memory.clone());
    keyring.store(&hub, &amy, &token).await.expect("stores");
    assert_eq!(home.told("docker.io").await, ["Keyring amyflash kept"]);
    home.memory.set_mood(Mood::Locked);
    let [found] = &home.found("docker.io").await[..] else { panic!("its name can be seen") };
    assert_eq!(
        found.trouble.as_ref().map(|failure| &failure.kind),
        Some(&K::Keyring(KeyringTrouble::Locked))
    );
    home.memory.set_mood(Mood::Absent);
    assert_eq!(home.found("docker.io").await, []);

    let state = home.folder.path().join(".local/state/pushpilot");
    let right = Passphrase::from("right".to_owned());
    EncryptedFile::in_folder(&state).with_work(4).store(&right, &hub, &amy, &token).await.expect("stores");
    let [found] = &home.found("docker.io").await[..] else { panic!("the file is found") };
    assert_eq!(
        home.load(found).await.expect_err("needs the passphrase").kind,
        K::Keyring(KeyringTrouble::Locked)
    );
    let loaded =
        home.on_machine(async |machine| load(found, machine, Some(&right)).await).await.expect("opens");
    assert_eq!((loaded.username.as_str(), loaded.secret.expose()), ("amyflash", "kept"));
}

#[tokio::test]
async fn broken_files_are_named_and_hide_nothing_else() {
    for (content, trouble) in [
        (&b"{\"auths\":\n {\"docker.io\": 1}}"[..], FileTrouble::Broken { line: Some(2) }),
        (b"{\"auths\": {\n", FileTrouble::Broken { line: Some(2) }),
        (b"\xff\xfe{\0}\0", FileTrouble::NotText),
        (&vec![b' '; 5 * 1024 * 1024], FileTrouble::TooLarge),
    ] {
        let home = Home::new().file(".docker/config.json", content).file(
            ".config/containers/auth.json",
            format!("{{\"auths\": {{\"docker.io\": {}}}}}", auth("pod", "2")),
        );
        let [broken, good] = &home.found("docker.io").await[..] else { panic!("both are told") };
        let path = home.folder.path().join(".docker/config.json").display().to_string();
        assert_eq!(broken.trouble.as_ref().map(|failure| &failure.kind), Some(&K::File { path, trouble }));
        assert_eq!(good.username.as_ref().map(Username::as_str), Some("pod"));
    }
    for content in [
        "",
        "{}",
        "{\"auths\": null}",
        "{\"auths\": {\"docker.io\": null}}",
        "{\"auths\": {\"docker.io\": {\"auth\": \"!\"}}}",
    ] {
        assert_eq!(
            Home::new().file(".docker/config.json", content).found("docker.io").await,
            [],
            "{content}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_followed_and_dangling_ones_told() {
    let link = |home: &Home, to: &Path| {
        fs::create_dir_all(home.folder.path().join(".docker")).expect("makes folders");
        std::os::unix::fs::symlink(to, home.folder.path().join(".docker/config.json")).expect("links");
    };
    let home = Home::new()
        .file("dotfiles/docker.json", format!("{{\"auths\": {{\"docker.io\": {}}}}}", auth("amy", "1")));
    link(&home, &home.folder.path().join("dotfiles/docker.json"));
    assert_eq!(home.told("docker.io").await, [".docker/config.json amy 1"]);
    let home = Home::new();
    link(&home, Path::new("nowhere"));
    let [found] = &home.found("docker.io").await[..] else { panic!("it is told") };
    assert!(matches!(
        found.trouble.as_ref().map(|f| &f.kind),
        Some(K::File { trouble: FileTrouble::Missing, .. })
    ));
}

#[cfg(unix)]
#[tokio::test]
async fn helpers_are_asked_by_their_protocol() {
    let script = "case $1 in
        list) echo '{\"https://index.docker.io/v1/\": \"amy\", \"https://index.docker.io/v1/refresh-token\": \"o\"}';;
        get) read server; [ \"$server\" = https://index.docker.io/v1/ ] || { echo credentials not found in native keychain; exit 1; }
             echo '{\"ServerURL\": \"x\", \"Username\": \"amy\", \"Secret\": \"s:1\"}';;
        *) exit 9;; esac";
    let store = "{\"auths\": {\"https://index.docker.io/v1/\": {}}, \"credsStore\": \"x\"}";
    let home = Home::new().file(".docker/config.json", store).helper("x", script);
    assert_eq!(home.told("docker.io").await, ["helper x amy s:1"]);
    assert_eq!(home.told("quay.io").await, [""; 0]);

    // Its own helper wins over the one for all, and need not be able to list.
    let own = "{\"credsStore\": \"x\", \"credHelpers\": {\"registry-1.docker.io\": \"own\"}}";
    let made = "[ $1 = get ] || { echo not implemented; exit 1; }; echo '{\"Username\": \"<token>\", \"Secret\": \"made\"}'";
    let home = Home::new().file(".docker/config.json", own).helper("x", script).helper("own", made);
    assert_eq!(home.told("docker.io").await, ["helper own - identity made"]);
}

#[cfg(unix)]
#[tokio::test]
async fn helpers_that_misbehave_are_told_by_name() {
    let program = |missing| K::Program { name: "docker-credential-x".into(), missing };
    for (script, kind, said) in [
        (
            "echo 'gpg: decryption failed: No secret key'; exit 2",
            program(false),
            "gpg: decryption failed: No secret key",
        ),
        ("echo '{\"Secret\": \"canary\"}'; exit 1", program(false), ""),
        ("echo hello canary", K::NotUnderstood(Odd::NotJson), "docker-credential-x"),
        ("yes canary", K::NotUnderstood(Odd::TooLarge), "docker-credential-x"),
    ] {
        let home = Home::new().file(".docker/config.json", "{\"credsStore\": \"x\"}").helper("x", script);
        let [found] = &home.found("docker.io").await[..] else { panic!("one is found: {script}") };
        let failure = found.trouble.as_ref().expect("has a trouble");
        assert_eq!((&failure.kind, failure.said.as_str()), (&kind, said), "{script}");
        assert!(!format!("{found:?}").contains("canary"));
    }
    let missing = Home::new().file(".docker/config.json", "{\"credsStore\": \"x\"}");
    let [found] = &missing.found("docker.io").await[..] else { panic!("one is found") };
    assert_eq!(found.trouble.as_ref().map(|failure| &failure.kind), Some(&program(true)));

    let path = Home::new().file(".docker/config.json", "{\"credsStore\": \"../../evil\"}");
    let [found] = &path.found("docker.io").await[..] else { panic!("one is found") };
    assert!(matches!(found.trouble.as_ref().map(|f| &f.kind), Some(K::Program { missing: false, .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn helpers_see_none_of_our_secrets() {
    let script = "env > \"$HOME/seen\"; cat >> \"$HOME/seen\"; echo \"$@\" >> \"$HOME/seen\"; echo '{}'";
    let home = Home::new()
        .with("PUSHPILOT_TOKEN", "canary")
        .with("DOCKER_AUTH_CONFIG", "{\"auths\": {\"docker.io\": {\"auth\": \"Y2FuYXJ5OmNhbmFyeQ==\"}}}")
        .file(".docker/config.json", "{\"credsStore\": \"x\"}")
        .helper("x", script);
    home.found("docker.io").await;
    let seen = fs::read_to_string(home.folder.path().join("seen")).expect("it ran");
    assert!(seen.contains("list") && !seen.contains("canary") && !seen.contains("Y2FuYXJ5"), "{seen}");
}

mod hostile {
    use proptest::prelude::*;

    use super::super::auth_file::AuthFile;
    use crate::model::image::Registry;

    /// What docker's configuration is made of, in any order.
    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"auths\"",
        "\"docker.io\"",
        "\"auth\"",
        "\"YTpi\"",
        "\"credsStore\"",
        "\"credHelpers\"",
        "\"identitytoken\"",
        "null",
        "1e999",
        "\"\\ud800\"",
        "\"=\"",
        "true",
        " ",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_configuration_of_docker_can_break_it(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60), value in "\\PC{0,40}") {
            let whole = format!(r#"{{"auths": {{"docker.io": {{"auth": {}}}}}, "credsStore": {}}}"#, serde_json::json!(value), serde_json::json!(value));
            for text in [pieces.concat(), whole] {
                let Ok(file) = AuthFile::parse(&text) else { continue };
                let registry = Registry::docker_hub();
                prop_assert!(file.entries(&registry).count() < 60);
                file.helper(&registry);
            }
        }
    }
}
