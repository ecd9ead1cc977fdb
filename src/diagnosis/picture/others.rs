//! Lines of programs that have nothing to do with images: what fails there fails in the same words.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::diagnosis::log::Line;

/// Programs that never push nor pull, by the words that only they begin with or use.
const NEVER: &[&str] = &[
    // kubectl and whatever else asks a cluster.
    "error from server",
    "connect to the server",
    "connection to the server",
    "logged in to the server",
    "api group list",
    "kubernetes cluster unreachable",
    "failed calling webhook",
    // Databases and brokers.
    "psql: ",
    "connection to server at",
    "error 2002 (hy000)",
    "error 2003 (hy000)",
    "could not connect to redis",
    "redis.exceptions",
    "mongoservererror",
    "mongonetworkerror",
    // Packages of languages and systems.
    "npm err",
    "npm error",
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "proxy.golang.org",
    "maven-metadata",
    "repo.maven.apache.org",
    "could not transfer artifact",
    "api.nuget.org",
    "e: failed to fetch",
    "e: unable to locate",
    // Shells on other machines, and sources.
    "ssh: ",
    "kex_exchange_identification",
    "permission denied (publickey",
    "rsync error",
    "fatal: unable to access",
    "fatal: could not read",
    "fatal: authentication failed for",
    "fatal: repository '",
    // Storage and infrastructure.
    "when calling the putobject",
    "when calling the getobject",
    "when calling the listobjects",
    "backend initialization",
    "s3 backend",
];

/// Programs, and their names, that stand in images' names too.
const OTHERWISE: &[&str] = &[
    "kubectl",
    "helm upgrade",
    "terraform",
    "ansible",
    "curl: (",
    "wget: ",
    "rsync: ",
    "remote: ",
    "fatal: ",
    "psycopg",
    "pg_isready",
    "pg_dump",
    "mysqldump",
    "sqlalchemy",
    "sqlstate",
    "kafka",
    "pypi",
    "rubygems",
    "crates.io",
    "requests.exceptions",
    "urllib3",
];

/// A registry, or an image in it.
const IMAGES: &[&str] = &[
    "docker",
    "/v2/",
    "/v1/",
    "registry",
    "image",
    "manifest",
    "blob",
    "ghcr",
    "quay.io",
    ".ecr.",
    "gcr.io",
    "pkg.dev",
    "azurecr",
    "harbor",
    "push",
    "pull",
    "insufficient_scope",
    "access to the resource",
    "toomanyrequests",
];

/// What a cluster says of an image that it cannot pull, whoever prints it.
const PULLS: &[&str] = &[
    "errimagepull",
    "imagepullbackoff",
    "pulling image",
    "pull image",
    "pull and unpack image",
    "image can't be pulled",
    "invalidimagename",
    "errimageneverpull",
];

/// All of them at once: nearly every line holds none.
static OTHERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(NEVER.iter().chain(OTHERWISE))
        .expect("a few dozen short phrases fit any automaton")
});

impl Line {
    /// A cluster tells of an image that it cannot pull: its warnings are what ended it.
    pub fn is_failed_pull(&self) -> bool {
        self.has_any(PULLS)
    }

    /// It is a program's that neither pushes nor pulls an image, and is not about one.
    pub fn is_of_something_else(&self) -> bool {
        let names_one = |found: aho_corasick::Match| {
            let never = found.pattern().as_usize() < NEVER.len();
            // `octo/psql: denied` is an image.
            let of_a_name = |before: char| before.is_ascii_alphanumeric() || "/-_.@".contains(before);
            let begins = !self.lower[..found.start()].ends_with(of_a_name);
            if never { begins } else { !self.has_any(IMAGES) }
        };
        OTHERS.find_overlapping_iter(&self.lower).any(names_one) && !self.is_failed_pull()
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::log::Line;

    fn is_of_something_else(text: &str) -> bool {
        Line::new(1, text.as_bytes()).is_of_something_else()
    }

    #[test]
    fn other_programs_are_known_by_their_words() {
        for text in [
            "error: You must be logged in to the server (Unauthorized)",
            "Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout",
            "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
            "Error from server (Forbidden): deployments.apps is forbidden: User \"x\" cannot list resource",
            "psql: error: connection to server at \"db\" (172.18.0.2), port 5432 failed: Connection refused",
            "curl: (22) The requested URL returned error: 403 Forbidden",
            "npm ERR! 403 403 Forbidden - PUT https://registry.npmjs.org/x",
            "fatal: unable to access 'https://git.example.org/docker/app.git/': Could not resolve host: git.example.org",
            "ssh: connect to host 10.0.0.9 port 22: Connection timed out",
            "kubectl: dial tcp 10.0.0.1:6443: connection refused",
            "E: Failed to fetch http://deb.debian.org/debian/x  503  Service Unavailable",
        ] {
            assert!(is_of_something_else(text), "{text}");
        }
    }

    #[test]
    fn an_image_that_cannot_be_pulled_is_about_an_image_whoever_says_so() {
        for text in [
            "$ kubectl describe pod app | grep -A9 Events: Failed to pull image \"ghcr.io/octo/app:1\": 401 Unauthorized",
            "app-7d9c  0/1  ErrImagePull  0  12s",
            "Warning  Failed  kubelet  Back-off pulling image \"octo/app:1\"",
            "curl: (6) Could not resolve host: registry-1.docker.io",
            "curl: (22) https://registry.example.org/v2/ returned error: 503",
            "denied: requested access to the resource is denied",
            "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized",
            "failed to push octo/kubectl:1: push access denied",
            "failed to push octo/psql: push access denied",
            "Error response from daemon: Get \"https://registry.example.org/v2/\": EOF: pushing bitnami/kafka",
            "error during connect: Get \"http://docker.example.com/v1.24/info\": ssh://amy@10.0.0.9: connection refused",
            "no space left on device",
        ] {
            assert!(!is_of_something_else(text), "{text}");
        }
    }
}
