//! Registry: challenge, uploads, manifests, tags.

use reqwest::Method;
use serde_json::{Value, json};

use crate::practice::{OCI_MANIFEST, Practice, digest, manifest};

const PUSH: &str = "repository:amy/app:pull,push";

#[tokio::test]
async fn a_challenge_says_where_and_what_to_ask() {
    let practice = Practice::begin().await;
    let realm = format!("Bearer realm=\"{}\",service=\"registry.docker.io\"", practice.sandbox.token_url);
    let base = practice.send(practice.registry("GET", "/v2/", "")).await;
    assert_eq!(
        (base.status.as_u16(), base.header("www-authenticate"), base.code().as_str()),
        (401, realm.as_str(), "UNAUTHORIZED")
    );
    assert_eq!(base.header("docker-distribution-api-version"), "registry/2.0");
    for (method, path, scope) in [
        ("GET", "/v2/amy/app/tags/list", "pull"),
        ("HEAD", "/v2/amy/app/manifests/1", "pull"),
        ("PUT", "/v2/amy/app/manifests/1", "pull,push"),
        ("POST", "/v2/amy/app/blobs/uploads/", "pull,push"),
        ("DELETE", "/v2/amy/app/manifests/sha256:0", "delete"),
    ] {
        let answer = practice.send(practice.registry(method, path, "")).await;
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.header("www-authenticate"),
            format!("{realm},scope=\"repository:amy/app:{scope}\"")
        );
    }
    let pull = practice.bearer("read", "repository:amy/app:pull").await;
    assert_eq!(practice.send(practice.registry("GET", "/v2/", &pull)).await.status, 200);
    let answer = practice.send(practice.registry("POST", "/v2/amy/app/blobs/uploads/", &pull)).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").ends_with("error=\"insufficient_scope\""));
    let missing = &answer.json()["errors"][0]["detail"];
    assert_eq!(missing[1], json!({"Type": "repository", "Class": "", "Name": "amy/app", "Action": "push"}));
}

#[tokio::test]
async fn only_living_tokens_of_the_token_service_open_the_door() {
    let practice = Practice::begin().await;
    let good = practice.bearer("write", PUSH).await;
    let (body, signature) = good.rsplit_once('.').unwrap();
    let unsigned = format!("{body}.");
    let claims = practice.bearer("read", "repository:library/alpine:pull").await;
    let swapped = format!("{}.{signature}", claims.rsplit_once('.').unwrap().0);
    let session = practice.token_session("delete").await;
    for bad in [unsigned, swapped, session, practice.secret("delete"), "x".to_owned()] {
        let answer = practice.send(practice.registry("GET", "/v2/amy/app/tags/list", &bad)).await;
        assert_eq!(answer.status, 401);
        assert!(answer.header("www-authenticate").ends_with("error=\"invalid_token\""));
    }
    let list = || practice.send(practice.registry("GET", "/v2/amy/app/tags/list", &good));
    assert_eq!(list().await.status, 200);
    practice.sandbox.set_time_offset(301);
    assert_eq!(list().await.status, 401, "it has expired");
}

#[tokio::test]
async fn a_blob_is_uploaded_in_parts_and_its_digest_is_verified() {
    let practice = Practice::begin().await;
    let bearer = practice.bearer("write", PUSH).await;
    let begin = || practice.send(practice.registry("POST", "/v2/amy/app/blobs/uploads/", &bearer));
    let begun = begin().await;
    assert_eq!(begun.status, 202);
    assert!(!begun.header("docker-upload-uuid").is_empty());
    let first = practice.registry("PATCH", &begun.location(), &bearer).body("hello ");
    let first = practice.send(first).await;
    assert_eq!((first.status.as_u16(), first.header("range")), (202, "0-5"));
    let stale = practice.send(practice.registry("PATCH", &begun.location(), &bearer).body("again")).await;
    assert_eq!((stale.status.as_u16(), stale.code().as_str()), (404, "BLOB_UPLOAD_INVALID"));
    let gap =
        practice.registry("PATCH", &first.location(), &bearer).header("content-range", "9-10").body("xx");
    assert_eq!(practice.send(gap).await.status, 416);
    let state = practice.send(practice.registry("GET", &first.location(), &bearer)).await;
    assert_eq!(state.status, 204);
    let whole = digest(b"hello world");
    let put =
        practice.registry("PUT", &format!("{}&digest={whole}", first.location()), &bearer).body("world");
    let done = practice.send(put).await;
    assert_eq!((done.status.as_u16(), done.header("docker-content-digest")), (201, whole.as_str()));
    assert_eq!(done.location(), format!("/v2/amy/app/blobs/{whole}"));

    let begun = begin().await;
    let put =
        practice.registry("PUT", &format!("{}&digest={whole}", begun.location()), &bearer).body("other");
    let lied = practice.send(put).await;
    assert_eq!((lied.status.as_u16(), lied.code().as_str()), (400, "DIGEST_INVALID"));

    let begun = begin().await;
    assert_eq!(practice.send(practice.registry("DELETE", &begun.location(), &bearer)).await.status, 204);
    let gone = practice.send(practice.registry("PATCH", &begun.location(), &bearer).body("x")).await;
    assert_eq!((gone.status.as_u16(), gone.code().as_str()), (404, "BLOB_UPLOAD_UNKNOWN"));
}

#[tokio::test]
async fn a_blob_is_fetched_from_the_storage_without_the_token() {
    let practice = Practice::begin().await;
    let bearer = practice.bearer("write", PUSH).await;
    let digest = practice.upload("amy/app", &bearer, b"content").await;
    let path = format!("/v2/amy/app/blobs/{digest}");
    let head = practice.send(practice.registry("HEAD", &path, &bearer)).await;
    assert_eq!((head.status.as_u16(), head.header("content-length")), (200, "7"));
    let redirected = practice.send(practice.registry("GET", &path, &bearer)).await;
    assert_eq!(redirected.status, 307);
    let location = redirected.location();
    assert!(location.starts_with(&practice.sandbox.storage_url));
    assert_eq!(practice.send(practice.request(Method::GET, &location)).await.text, "content");
    assert_eq!(
        practice.send(practice.request(Method::GET, &location).bearer_auth(&bearer)).await.status,
        400
    );
    let forged = format!("{}/blobs/{digest}?signature=x", practice.sandbox.storage_url);
    assert_eq!(practice.send(practice.request(Method::GET, &forged)).await.status, 403);
    let elsewhere = practice.bearer("write", "repository:amy/secret:pull").await;
    let other =
        practice.send(practice.registry("HEAD", &format!("/v2/amy/secret/blobs/{digest}"), &elsewhere)).await;
    assert_eq!(other.status, 404, "a blob belongs to the repositories it was pushed to");
}

#[tokio::test]
async fn a_blob_is_mounted_from_where_the_token_may_pull() {
    let practice = Practice::begin().await;
    let both = "repository:amy/app:pull,push repository:amy/secret:pull,push";
    let both = practice.bearer("write", both).await;
    let digest = practice.upload("amy/secret", &both, b"shared").await;
    let path = format!("/v2/amy/app/blobs/uploads/?mount={digest}&from=amy/secret");
    let one = practice.bearer("write", PUSH).await;
    let declined = practice.send(practice.registry("POST", &path, &one)).await;
    assert_eq!(declined.status, 202, "an ordinary upload begins instead");
    let mounted = practice.send(practice.registry("POST", &path, &both)).await;
    assert_eq!((mounted.status.as_u16(), mounted.header("docker-content-digest")), (201, digest.as_str()));
    let head = practice.send(practice.registry("HEAD", &format!("/v2/amy/app/blobs/{digest}"), &one)).await;
    assert_eq!(head.status, 200);
}

#[tokio::test]
async fn a_manifest_is_stored_only_if_it_is_whole() {
    let practice = Practice::begin().await;
    let bearer = practice.bearer("write", PUSH).await;
    let config = practice.upload("amy/app", &bearer, b"{}").await;
    let missing = digest(b"never uploaded");
    let answer = practice.put_manifest("amy/app", "new", &bearer, &manifest(&config, &missing)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "MANIFEST_BLOB_UNKNOWN"));
    let whole = manifest(&config, &config);
    let typed = whole.replace(OCI_MANIFEST, "application/vnd.oci.image.index.v1+json");
    for (reference, body, code) in [
        ("new", typed.as_str(), "MANIFEST_INVALID"),
        ("new", "{", "MANIFEST_INVALID"),
        ("-new", &whole, "TAG_INVALID"),
        (&missing, &whole, "DIGEST_INVALID"),
    ] {
        let answer = practice.put_manifest("amy/app", reference, &bearer, body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, code));
    }
    assert!(!practice.sandbox.has_tag("amy/app", "new"));
    let answer = practice.put_manifest("amy/app", "new", &bearer, &whole).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("docker-content-digest")),
        (201, digest(whole.as_bytes()).as_str())
    );
    assert!(practice.sandbox.has_tag("amy/app", "new"));
}

#[tokio::test]
async fn a_manifest_is_read_by_tag_and_digest_and_only_get_counts_as_a_pull() {
    let practice = Practice::with("[service]\npulls = 1").await;
    let bearer = practice.bearer("write", PUSH).await;
    let digest = practice.push("amy/app", "new", &bearer).await;
    let read = |method: &'static str, reference: &str| {
        let request = practice.registry(method, &format!("/v2/amy/app/manifests/{reference}"), &bearer);
        practice.send(request.header("accept", format!("text/plain, {OCI_MANIFEST};q=0.5")))
    };
    for reference in ["new", &digest] {
        let head = read("HEAD", reference).await;
        assert_eq!((head.status.as_u16(), head.header("docker-content-digest")), (200, digest.as_str()));
        assert_eq!(
            (head.header("ratelimit-limit"), head.header("ratelimit-remaining")),
            ("1;w=21600", "1;w=21600")
        );
    }
    let got = read("GET", "new").await;
    assert_eq!((got.header("content-type"), got.header("ratelimit-remaining")), (OCI_MANIFEST, "0;w=21600"));
    assert_eq!(crate::practice::digest(got.text.as_bytes()), digest);
    let refused = read("GET", "new").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "TOOMANYREQUESTS"));
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(read("HEAD", "new").await.status, 200);
    assert_eq!(read("HEAD", "none").await.status, 404);
    let unasked =
        practice.registry("HEAD", "/v2/amy/app/manifests/new", &bearer).header("accept", "text/html");
    let unasked = practice.send(unasked).await;
    assert_eq!(unasked.status, 404, "an OCI manifest has to be asked for");
}

#[tokio::test]
async fn a_manifest_is_deleted_by_digest_once_no_tag_needs_it() {
    let practice = Practice::begin().await;
    let bearer = practice.bearer("delete", "repository:amy/app:pull,push,delete").await;
    let digest = practice.push("amy/app", "new", &bearer).await;
    let delete = |reference: &str| {
        practice.send(practice.registry("DELETE", &format!("/v2/amy/app/manifests/{reference}"), &bearer))
    };
    let by_tag = delete("new").await;
    assert_eq!((by_tag.status.as_u16(), by_tag.code().as_str()), (405, "UNSUPPORTED"));
    let tagged = delete(&digest).await;
    assert_eq!((tagged.status.as_u16(), tagged.code().as_str()), (403, "DENIED"));
    let session = practice.token_session("delete").await;
    practice.hub("DELETE", "/v2/repositories/amy/app/tags/new/", &session, None).await;
    assert_eq!(delete(&digest).await.status, 202);
    assert_eq!(delete(&digest).await.status, 404);
}

#[tokio::test]
async fn a_push_creates_the_repository_with_the_default_privacy() {
    let practice = Practice::begin().await;
    let bearer = practice.bearer("write", "repository:amy/created:pull,push").await;
    let list = || practice.send(practice.registry("GET", "/v2/amy/created/tags/list", &bearer));
    let before = list().await;
    assert_eq!((before.status.as_u16(), before.code().as_str()), (404, "NAME_UNKNOWN"));
    let path = "/v2/namespaces/amy/repositories/created";
    let session = practice.token_session("read").await;
    let config = practice.upload("amy/created", &bearer, b"{}").await;
    assert_eq!(
        practice.hub("GET", path, &session, None).await.status,
        404,
        "an upload alone creates nothing"
    );
    practice.put_manifest("amy/created", "1", &bearer, &manifest(&config, &config)).await;
    assert_eq!(list().await.json(), json!({"name": "amy/created", "tags": ["1"]}));
    let made = practice.hub("GET", path, &session, None).await;
    assert_eq!(made.json()["is_private"], true);
    assert_eq!(practice.hub("GET", path, "", None).await.status, 404);
}

#[tokio::test]
async fn tags_come_in_pages_with_a_link() {
    let practice = Practice::begin().await;
    let bearer = practice.bearer("read", "repository:amy/app:pull").await;
    let first = practice.send(practice.registry("GET", "/v2/amy/app/tags/list?n=2", &bearer)).await;
    assert_eq!(first.json()["tags"], json!(["1", "2"]));
    let link = first.header("link");
    let next = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap();
    let second = practice.send(practice.registry("GET", next, &bearer)).await;
    assert_eq!(second.json()["tags"], json!(["3"]));
    assert!(second.headers.get("link").is_none());
    let bad = practice.send(practice.registry("GET", "/v2/amy/app/tags/list?n=x", &bearer)).await;
    assert_eq!(bad.code(), "PAGINATION_NUMBER_INVALID");
}

#[tokio::test]
async fn immutable_tags_stay_and_archived_repositories_take_nothing() {
    let practice = Practice::begin().await;
    let fixed = practice.bearer("write", "repository:amy/fixed:pull,push").await;
    let config = practice.upload("amy/fixed", &fixed, b"{}").await;
    let other = manifest(&config, &config);
    let overwrite = practice.put_manifest("amy/fixed", "1", &fixed, &other).await;
    assert_eq!((overwrite.status.as_u16(), overwrite.code().as_str()), (403, "DENIED"));
    assert_eq!(practice.put_manifest("amy/fixed", "2", &fixed, &other).await.status, 201);
    assert_eq!(
        practice.put_manifest("amy/fixed", "2", &fixed, &other).await.status,
        201,
        "the same image again"
    );

    let answer =
        practice.ask(Some(("amy", &practice.secret("write"))), &["repository:amy/old:pull,push"]).await;
    let bearer = answer.json()["token"].as_str().unwrap().to_owned();
    let refused = practice.send(practice.registry("POST", "/v2/amy/old/blobs/uploads/", &bearer)).await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn names_outside_the_grammar_are_refused() {
    let practice = Practice::begin().await;
    let scope = "repository:amy/a/b:pull,push";
    let answer = practice.ask(Some(("amy", &practice.secret("write"))), &[scope]).await;
    let bearer = answer.json()["token"].as_str().unwrap().to_owned();
    let answer = practice.send(practice.registry("POST", "/v2/amy/a/b/blobs/uploads/", &bearer)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "NAME_INVALID"));
    let errors: Value = practice.send(practice.registry("GET", "/v1/search", "")).await.json();
    assert!(errors["errors"].is_array());
}
