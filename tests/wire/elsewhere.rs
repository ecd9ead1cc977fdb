//! The clients against the strict variants of other registries, which share no code with them: what each of them
//! grants, refuses, creates and removes, with the right secret, a weak one, a wrong one and none.

use std::collections::BTreeMap;

use pushpilot::model::access::Note;
use pushpilot::model::image::Image;
use pushpilot::model::push::{Left, Part, PushEnd};
use pushpilot::model::registries::{Description, Kind};
use pushpilot::model::verdict::{Destination, Ended, Undecided, Verdict, judge};
use pushpilot::outside::http::now;
use pushpilot::outside::registry::make_image;
use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use tokio_util::sync::CancellationToken;

use super::practice::of;

/// Each variant by its lesson.
const LESSONS: [&str; 7] = [
    "ghcr-scope",
    "gitlab-read-only",
    "quay-robot",
    "ecr-yesterday",
    "artifact-registry-hour",
    "azure-scope-map",
    "harbor-robot",
];

struct Elsewhere {
    sandbox: Sandbox,
    image: Image,
    user: String,
}

impl Elsewhere {
    fn of(lesson: &str) -> Self {
        let sandbox = start_in_background(Scenario::named(lesson).expect("a scenario")).expect("started");
        let image = Image::parse(&sandbox.scenario().expect.image).expect("an image");
        let user = sandbox.scenario().expect.username.clone();
        Self { sandbox, image, user }
    }

    /// The same repository's neighbour, which is not there.
    fn missing(&self) -> Image {
        Image::parse(&format!("{}-new", self.image.familiar())).expect("an image")
    }

    /// The verdict for a token of the scenario, a wrong one (`wrong`) or none (`none`).
    async fn verdict(&self, image: &Image, token: &str) -> Verdict {
        let secret = match token {
            "none" => None,
            name => Some(self.sandbox.token(name).unwrap_or_else(|| "Wiedehopf-9".to_owned())),
        };
        let pair = secret.as_deref().map(|secret| (self.user.as_str(), secret));
        let (measured, open) = of(&self.sandbox, image.registry(), pair).measure(image, &|_| ()).await;
        if let Some(open) = open {
            open.cancel().await;
        }
        judge(&measured, &Note::default(), now())
    }

    /// How a test push ends with this token, and what it says it left.
    async fn push(&self, image: &Image, token: &str) -> (PushEnd, Option<Left>) {
        let secret = self.sandbox.token(token).expect("a token");
        let session = of(&self.sandbox, image.registry(), Some((&self.user, &secret)));
        // A tag of its own, as a run has.
        let made = make_image(now(), std::array::from_fn(|at| token.as_bytes()[at % token.len()]));
        let pushed = session.push(image, &made, false, &CancellationToken::new(), &|_| ()).await;
        let there = self.sandbox.has_tag(image.repository(), &made.tag);
        assert_eq!(
            there,
            pushed.left == Some(Left::Tag),
            "{image}: what is said to be left is what is there"
        );
        (pushed.end, pushed.left)
    }

    fn exists(&self, image: &Image) -> bool {
        self.sandbox.has_repository(image.repository())
    }
}

const CAN: Verdict = Verdict::CanPush(Destination::Unknown);
const WEAK: Verdict = Verdict::TokenTooWeak { level: None };

#[tokio::test]
async fn each_registry_judges_the_right_a_weak_a_wrong_and_no_secret() {
    let ended = Verdict::ExpiredOrRevoked(Ended::Said);
    // Good, weak, wrong, none; and with the good one on a repository that is not there.
    let expected: [[Verdict; 5]; 7] = [
        [CAN, WEAK, Verdict::WrongCredential, Verdict::NoCredential, CAN],
        // The path of the neighbour is another project, which does not exist.
        [CAN, Verdict::NoRight, Verdict::WrongCredential, Verdict::NoCredential, Verdict::NoRight],
        [
            CAN,
            Verdict::NoRight,
            Verdict::WrongCredential,
            Verdict::NotDecided(Undecided::AskingWouldCreate),
            Verdict::NotDecided(Undecided::AskingWouldCreate),
        ],
        [CAN, Verdict::NoRight, Verdict::WrongCredential, Verdict::NoCredential, Verdict::RepositoryMissing],
        [CAN, Verdict::NoRight, Verdict::WrongCredential, Verdict::NoCredential, CAN],
        [CAN, Verdict::NoRight, Verdict::WrongCredential, Verdict::NoCredential, CAN],
        [CAN, Verdict::NoRight, Verdict::WrongCredential, Verdict::NoCredential, CAN],
    ];
    let mut wrong = Vec::new();
    for (lesson, expected) in LESSONS.into_iter().zip(expected) {
        let registry = Elsewhere::of(lesson);
        let missing = registry.missing();
        for (case, expected) in [
            (&registry.image, "good"),
            (&registry.image, "weak"),
            (&registry.image, "wrong"),
            (&registry.image, "none"),
            (&missing, "good"),
        ]
        .into_iter()
        .zip(expected)
        {
            let verdict = registry.verdict(case.0, case.1).await;
            if verdict != expected {
                wrong.push(format!("{lesson}: {} for {}: {verdict:?}, not {expected:?}", case.1, case.0));
            }
        }
        assert!(!registry.exists(&missing), "{lesson}: measuring creates nothing");
        // Yesterday's password is told from one that never was, where the registry tells.
        if lesson == "ecr-yesterday" {
            assert_eq!(registry.verdict(&registry.image, "ci").await, ended);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn each_registry_takes_a_push_and_gives_its_tag_back_as_far_as_it_does() {
    // Whether the tag goes with a token that pushes, and with one that may also delete.
    let gone: BTreeMap<&str, [bool; 2]> = [
        // Never through the registry.
        ("ghcr-scope", [false, false]),
        ("gitlab-read-only", [false, true]),
        // Pushing covers deleting there.
        ("quay-robot", [true, true]),
        ("ecr-yesterday", [false, true]),
        ("artifact-registry-hour", [false, true]),
        ("azure-scope-map", [false, true]),
        ("harbor-robot", [false, true]),
    ]
    .into();
    for (lesson, gone) in gone {
        let registry = Elsewhere::of(lesson);
        for (token, gone) in ["good", "all"].into_iter().zip(gone) {
            let (end, left) = registry.push(&registry.image, token).await;
            if gone {
                assert_eq!((&end, left), (&PushEnd::Complete, Some(Left::Bytes)), "{lesson} {token}");
            } else {
                assert!(matches!(end, PushEnd::Failed(Part::DeleteTag, _)), "{lesson} {token}: {end:?}");
                assert_eq!(left, Some(Left::Tag), "{lesson} {token}");
            }
        }
    }
}

#[tokio::test]
async fn a_push_creates_the_repository_where_the_registry_does_so() {
    for (lesson, creates) in [
        ("ghcr-scope", true),
        ("gitlab-read-only", false),
        ("quay-robot", true),
        ("ecr-yesterday", false),
        ("artifact-registry-hour", true),
        ("azure-scope-map", true),
        ("harbor-robot", true),
    ] {
        let registry = Elsewhere::of(lesson);
        let missing = registry.missing();
        let (end, left) = registry.push(&missing, "all").await;
        assert_eq!(registry.exists(&missing), creates, "{lesson}: {end:?}");
        assert_eq!(left.is_some(), creates, "{lesson}: {end:?}");
    }
    // Below a project that exists, and not below one that does not.
    for (lesson, path, creates) in [
        ("gitlab-read-only", "amyflash/music-management-system/web", true),
        ("gitlab-read-only", "amyflash/music-management-system/a/b/c", false),
        ("harbor-robot", "music/a/b", true),
        ("artifact-registry-hour", "amy-project/other/web", false),
    ] {
        let registry = Elsewhere::of(lesson);
        let image = Image::parse(&format!("{}/{path}", registry.image.registry().host())).expect("an image");
        let (end, _) = registry.push(&image, "all").await;
        assert_eq!(registry.exists(&image), creates, "{path}: {end:?}");
    }
}

/// What people install themselves may be at any host: the challenge tells what it is.
#[tokio::test]
async fn a_registry_at_any_host_is_known_by_its_challenge() {
    for (lesson, kind) in [
        ("gitlab-read-only", Kind::GitLab),
        ("quay-robot", Kind::Quay),
        ("harbor-robot", Kind::Harbor),
        ("azure-scope-map", Kind::Any),
    ] {
        let mut scenario = Scenario::named(lesson).expect("a scenario");
        scenario.elsewhere.as_mut().expect("another registry").host = "images.example".to_owned();
        let sandbox = start_in_background(scenario).expect("started");
        let image = Image::parse(&sandbox.scenario().expect.image).expect("an image");
        let image = Image::parse(&format!("images.example/{}", image.repository())).expect("an image");
        let measured = of(&sandbox, image.registry(), None).look(&image).await;
        assert_eq!(Description::met(&measured).map(|one| one.kind), Some(kind), "{lesson}");
        assert_eq!(Description::of(image.registry()).map(|one| one.kind), Some(Kind::Any));
    }
}

/// No secret goes where it does not belong, and none along a redirect.
#[tokio::test]
async fn secrets_stay_with_the_registry_and_its_token_service() {
    use pushpilot::sandbox::Name;
    for lesson in LESSONS {
        let registry = Elsewhere::of(lesson);
        registry.verdict(&registry.image, "good").await;
        registry.push(&registry.image, "all").await;
        for request in registry.sandbox.requests() {
            let with_secret = matches!(request.service, Name::Registry | Name::Token);
            assert!(with_secret || !request.authorized, "{lesson}: {request:?}");
            // The secret itself goes to the token service alone, where there is one.
            let basic = request.user.is_some();
            let token_service =
                ["/token", "/jwt/auth", "/v2/auth", "/v2/token", "/oauth2/token", "/service/token"]
                    .iter()
                    .any(|path| request.target.starts_with(path));
            assert!(!basic || token_service || lesson == "ecr-yesterday", "{lesson}: {request:?}");
        }
    }
}
