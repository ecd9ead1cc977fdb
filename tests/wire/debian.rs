//! Debian's registry, without authentication and with Basic: measure, push, read back, remove.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use pushpilot::model::access::{Challenge, Note};
use pushpilot::model::account::Credential;
use pushpilot::model::digest::Digest;
use pushpilot::model::image::Image;
use pushpilot::model::push::{Left, PushEnd};
use pushpilot::model::verdict::{Destination, Verdict, judge};
use pushpilot::outside::endpoints::Endpoints;
use pushpilot::outside::http::{Http, now};
use pushpilot::outside::registry::{Session, TestImage, make_image};
use sha2::Digest as _;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::server::credential;

/// `proof-of-push`, hashed once with bcrypt.
const HTPASSWD: &str = "amy:$2y$05$uKq3oYlEJfRrVb9mHw2QO.mDWn9P1z9AdzByQOP8kkZV8DyVLDsxO\n";

struct Registry {
    child: Child,
    host: String,
    home: TempDir,
}

impl Drop for Registry {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has noticed by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a program is here. Under `CI` it must be.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let here = found.is_ok_and(|status| status.success());
    assert!(here || std::env::var_os("CI").is_none(), "{program} is missing");
    if !here {
        eprintln!("not tried: {program} is missing");
    }
    here
}

impl Registry {
    /// A registry on a port of its own choice, which it names in its log.
    fn start(basic: bool) -> Option<Self> {
        if !has("docker-registry") {
            return None;
        }
        let home = tempfile::tempdir().expect("a folder");
        let path = |name: &str| home.path().join(name).display().to_string();
        let auth = if basic {
            fs::write(path("htpasswd"), HTPASSWD).expect("written");
            format!("auth: {{htpasswd: {{realm: test, path: {}}}}}\n", path("htpasswd"))
        } else {
            String::new()
        };
        let config = format!(
            "version: 0.1\n\
             storage: {{filesystem: {{rootdirectory: {}}}, delete: {{enabled: true}}}}\n\
             http: {{addr: '127.0.0.1:0'}}\n\
             {auth}",
            path("store")
        );
        fs::write(path("config.yml"), config).expect("written");
        let mut child = Command::new("docker-registry")
            .args(["serve", &path("config.yml")])
            .env("OTEL_TRACES_EXPORTER", "none")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        let mut log = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
        let mut said = String::new();
        let host = log.find_map(|line| {
            said += &line;
            let (_, rest) = line.split_once("listening on ")?;
            Some(rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect())
        });
        let host: String = host.unwrap_or_else(|| panic!("no address in its log: {said}"));
        // The log is read to its end, so that the registry never waits for a reader.
        std::thread::spawn(move || log.for_each(drop));
        Some(Self { child, host, home })
    }

    fn image(&self) -> Image {
        Image::parse(&format!("{}/team/app:1.0", self.host)).expect("an image")
    }

    fn session(&self, pair: Option<Credential>) -> Session {
        let image = self.image();
        Session::new(&Http::default(), &Endpoints::default(), image.registry(), pair, vec![])
            .expect("a session")
    }

    fn pair(&self, secret: &str) -> Option<Credential> {
        Some(credential(self.image().registry(), "amy", secret))
    }

    /// The manifest as skopeo sees it.
    fn seen_by_skopeo(&self, made: &TestImage) -> Option<Digest> {
        if !has("skopeo") {
            return None;
        }
        let auth = self.home.path().join("auth.json");
        let pair = "YW15OnByb29mLW9mLXB1c2g=";
        fs::write(&auth, format!(r#"{{"auths":{{"{}":{{"auth":"{pair}"}}}}}}"#, self.host)).expect("written");
        let out = Command::new("skopeo")
            .args(["inspect", "--raw", "--tls-verify=false", "--authfile"])
            .arg(&auth)
            .arg(format!("docker://{}/team/app:{}", self.host, made.tag))
            .output()
            .expect("started");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let hex: String =
            sha2::Sha256::digest(&out.stdout).iter().map(|byte| format!("{byte:02x}")).collect();
        Digest::parse(&format!("sha256:{hex}"))
    }
}

async fn measures_and_pushes(registry: &Registry, pair: Option<Credential>, expected: Challenge) {
    let session = registry.session(pair);
    let (measured, upload) = session.measure(&registry.image(), &|_| ()).await;
    assert_eq!(measured.challenge.good(), Some(&expected));
    let verdict = judge(&measured, &Note::default(), now());
    assert_eq!(verdict, Verdict::CanPush(Destination::Unknown));
    assert!(upload.expect("an upload").cancel().await);

    let stop = CancellationToken::new();
    let kept = make_image(now(), [1; 8]);
    let pushed = session.push(&registry.image(), &kept, true, &stop, &|_| ()).await;
    assert_eq!(pushed.end, PushEnd::Complete);
    assert_eq!(pushed.left, Some(Left::Tag));
    assert!(pushed.proven());
    if let Some(digest) = registry.seen_by_skopeo(&kept) {
        assert_eq!(digest, kept.manifest.digest);
    }
    // A second push under the same tag must not touch what is there.
    let again = session.push(&registry.image(), &kept, false, &stop, &|_| ()).await;
    assert_eq!(again.end, PushEnd::TagTaken);

    let removed = make_image(now(), [2; 8]);
    let pushed = session.push(&registry.image(), &removed, false, &stop, &|_| ()).await;
    assert_eq!(pushed.end, PushEnd::Complete, "{:?}", pushed.parts);
    assert_eq!(pushed.left, Some(Left::Bytes));
    if let Some(digest) = registry.seen_by_skopeo(&kept) {
        assert_eq!(digest, kept.manifest.digest, "the image of before is still there");
    }
}

#[tokio::test]
async fn an_open_registry_takes_and_gives_back_the_test_image() {
    let Some(registry) = Registry::start(false) else { return };
    measures_and_pushes(&registry, None, Challenge::Open).await;
}

#[tokio::test]
async fn a_registry_with_passwords_takes_and_gives_back_the_test_image() {
    let Some(registry) = Registry::start(true) else { return };
    measures_and_pushes(&registry, registry.pair("proof-of-push"), Challenge::Basic).await;
}

#[tokio::test]
async fn a_registry_with_passwords_refuses_the_wrong_one_and_none() {
    let Some(registry) = Registry::start(true) else { return };
    for (pair, expected) in
        [(registry.pair("wrong"), Verdict::WrongCredential), (None, Verdict::NoCredential)]
    {
        let (measured, upload) = registry.session(pair).measure(&registry.image(), &|_| ()).await;
        assert!(upload.is_none());
        assert_eq!(judge(&measured, &Note::default(), now()), expected);
    }
}
