//! The test push against a small registry in memory: what it leaves behind, stopped and hindered anywhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::response::Response;
use pushpilot::model::failure::{FailureKind, Odd};
use pushpilot::model::push::{Left, Part, PushEnd, PushProgress, Pushed};
use pushpilot::outside::endpoints::Endpoints;
use pushpilot::outside::http::{Http, now};
use pushpilot::outside::registry::{Session, TestImage, make_image};
use tokio_util::sync::CancellationToken;

use super::server::{Received, Server, answer, credential};

/// What is stored, by path below `/v2/team/app/`.
type Store = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// A registry without authentication; `special` may answer instead.
async fn registry(
    store: Store,
    special: impl Fn(&Received) -> Option<Response> + Clone + Send + Sync + 'static,
) -> Server {
    Server::start(move |_, asked: Received| {
        let (store, special) = (store.clone(), special.clone());
        async move { special(&asked).unwrap_or_else(|| serve(&store, &asked)) }
    })
    .await
}

fn serve(store: &Store, asked: &Received) -> Response {
    let mut store = store.lock().expect("no panic while held");
    let Some(path) = asked.target.strip_prefix("/v2/team/app/") else { return answer(200, &[], "{}") };
    match (asked.method.as_str(), path) {
        ("POST", "blobs/uploads/") => {
            answer(202, &[("location", "/v2/team/app/blobs/uploads/1?_state=x")], "")
        }
        ("PUT", path) if path.starts_with("blobs/uploads/1?_state=x&digest=") => {
            let digest = path.rsplit('=').next().expect("a digest");
            store.insert(format!("blobs/{digest}"), asked.body.to_vec());
            answer(201, &[], "")
        }
        ("DELETE", "blobs/uploads/1?_state=x") => answer(204, &[], ""),
        ("PUT", path) => {
            store.insert(path.to_owned(), asked.body.to_vec());
            let digest = pushpilot_digest(&asked.body);
            store.insert(format!("manifests/{digest}"), asked.body.to_vec());
            answer(201, &[], "")
        }
        ("DELETE", path) if path.starts_with("manifests/sha256:") => {
            let gone = store.remove(path);
            store.retain(|name, bytes| !name.starts_with("manifests/") || Some(&*bytes) != gone.as_ref());
            answer(202, &[], "")
        }
        ("DELETE", _) => answer(405, &[], ""),
        (_, path) => match store.get(path) {
            Some(bytes) => {
                let digest = pushpilot_digest(bytes);
                answer(200, &[("docker-content-digest", &digest)], bytes.clone())
            }
            None => answer(404, &[], ""),
        },
    }
}

fn pushpilot_digest(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    let hex: String = sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

fn made() -> TestImage {
    make_image(now(), [7; 8])
}

async fn push(server: &Server, stop_at: Option<Part>) -> Pushed {
    let image = server.image("team/app:1");
    let pair = credential(image.registry(), "amy", "secret");
    let session = Session::new(&Http::default(), &Endpoints::default(), image.registry(), Some(pair), vec![])
        .expect("a session");
    let stop = CancellationToken::new();
    let signal = stop.clone();
    let tell = move |progress: PushProgress| {
        if matches!(progress, PushProgress::Started(part) if Some(part) == stop_at) {
            signal.cancel();
        }
    };
    session.push(&image, &made(), false, &stop, &tell).await
}

#[tokio::test]
async fn every_part_is_done_in_order_and_the_tag_is_gone() {
    let store = Store::default();
    let server = registry(store.clone(), |_| None).await;
    let pushed = push(&server, None).await;
    assert_eq!(pushed.end, PushEnd::Complete);
    assert_eq!(pushed.parts.iter().map(|done| done.part).collect::<Vec<_>>(), Part::ALL);
    assert_eq!(pushed.left, Some(Left::Bytes));
    assert!(pushed.proven());
    assert!(store.lock().expect("no panic while held").keys().all(|name| name.starts_with("blobs/")));
}

#[tokio::test]
async fn stopped_anywhere_it_leaves_no_tag_and_says_what_it_leaves() {
    for part in Part::ALL {
        let store = Store::default();
        let server = registry(store.clone(), |_| None).await;
        let pushed = push(&server, Some(part)).await;
        let store = store.lock().expect("no panic while held");
        assert!(store.keys().all(|name| name.starts_with("blobs/")), "{part:?}: {:?}", store.keys());
        assert_eq!(pushed.left.is_some(), !store.is_empty(), "{part:?}");
        // What waits for the stop itself is finished: the manifest's part and the removal.
        let finished = part >= Part::DeleteTag;
        assert_eq!(pushed.end == PushEnd::Complete, finished, "{part:?}: {:?}", pushed.end);
    }
}

#[tokio::test]
async fn a_registry_that_cannot_delete_is_said_to_keep_the_tag() {
    let delete = |asked: &Received| (asked.method == "DELETE").then(|| answer(405, &[], ""));
    let server = registry(Store::default(), delete).await;
    let pushed = push(&server, None).await;
    assert!(pushed.proven());
    assert!(matches!(pushed.end, PushEnd::Failed(Part::DeleteTag, _)), "{:?}", pushed.end);
    assert_eq!(pushed.left, Some(Left::Tag));
}

#[tokio::test]
async fn a_deletion_that_ends_in_an_error_of_the_service_is_looked_at_not_repeated() {
    let store = Store::default();
    let inside = store.clone();
    let delete = move |asked: &Received| {
        (asked.method == "DELETE").then(|| {
            inside.lock().expect("no panic while held").retain(|name, _| name.starts_with("blobs/"));
            answer(500, &[], "finishing in the background")
        })
    };
    let server = registry(store, delete).await;
    let pushed = push(&server, None).await;
    assert_eq!(pushed.end, PushEnd::Complete);
    assert_eq!(server.seen().iter().filter(|asked| asked.method == "DELETE").count(), 1);
}

#[tokio::test]
async fn bytes_that_came_back_changed_are_noticed_and_cleaned_up() {
    for (start, part) in
        [("/v2/team/app/blobs/", Part::ReadLayer), ("/v2/team/app/manifests/pushpilot-", Part::ReadManifest)]
    {
        let store = Store::default();
        let changed = move |asked: &Received| {
            (asked.method == "GET" && asked.target.starts_with(start)).then(|| answer(200, &[], "changed"))
        };
        let server = registry(store.clone(), changed).await;
        let pushed = push(&server, None).await;
        let PushEnd::Failed(failed, failure) = pushed.end else { panic!("{:?}", pushed.end) };
        assert_eq!((failed, failure.kind), (part, FailureKind::NotUnderstood(Odd::WrongDigest)));
        assert_eq!(pushed.left, Some(Left::Bytes));
    }
}

#[tokio::test]
async fn storage_elsewhere_is_read_without_the_credential() {
    let store = Store::default();
    let inside = store.clone();
    let storage = Arc::new(
        Server::start(move |_, asked: Received| {
            let bytes = inside.lock().expect("no panic while held").get(&asked.target[1..]).cloned();
            async move { answer(200, &[], bytes.expect("only what was sent there")) }
        })
        .await,
    );
    let to = storage.clone();
    let special = move |asked: &Received| match asked.target.as_str() {
        "/v2/" => Some(answer(401, &[("www-authenticate", "Basic realm=test")], "")),
        _ if asked.authorization.is_none() => panic!("the registry itself wants the credential"),
        target if asked.method == "GET" && target.contains("/blobs/") => {
            let path = target.trim_start_matches("/v2/team/app");
            let there = to.url.join(path).expect("an address");
            Some(answer(307, &[("location", there.as_str())], ""))
        }
        _ => None,
    };
    let server = registry(store, special).await;
    assert_eq!(push(&server, None).await.end, PushEnd::Complete);
    assert_eq!(storage.seen().len(), 2);
    assert_eq!(storage.with_credential(), 0);
}

#[tokio::test]
async fn a_manifest_that_was_sent_and_not_answered_is_looked_for() {
    // The registry stores it, then the connection breaks: a server cannot say that with a response, so the
    // answer is one that nobody can read.
    let store = Store::default();
    let inside = store.clone();
    let broken = move |asked: &Received| {
        (asked.method == "PUT" && asked.target.contains("/manifests/")).then(|| {
            serve(&inside, asked);
            answer(
                201,
                &[],
                axum::body::Body::from_stream(futures_util::stream::iter([
                    Ok::<_, std::io::Error>(vec![b' ']),
                    Err(std::io::Error::other("broken")),
                ])),
            )
        })
    };
    let server = registry(store.clone(), broken).await;
    let pushed = push(&server, None).await;
    assert!(matches!(pushed.end, PushEnd::Failed(Part::PutManifest, _)), "{:?}", pushed.end);
    assert_eq!(pushed.left, Some(Left::Bytes));
    assert!(store.lock().expect("no panic while held").keys().all(|name| name.starts_with("blobs/")));
}
