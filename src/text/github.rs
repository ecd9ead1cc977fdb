//! What is said about GitHub: secrets, runs and the proof.

use super::texts;

texts! {
    "github.ftl";
    arg_github_api_url = "arg-github-api-url";
}
