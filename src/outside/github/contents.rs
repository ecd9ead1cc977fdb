//! Files of the repository, at any commit.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{GitHub, odd};
use crate::model::failure::{Failure, FailureKind, Odd};

/// Longer files are not read here (nor does the API give more than a megabyte in this form).
const MAX_FILE: u64 = 1 << 20;

#[derive(Deserialize)]
struct File {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    content: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

impl GitHub {
    /// The text of a file at a commit, branch or tag.
    ///
    /// # Errors
    /// 404 where there is none; not a file, not text, or longer than a megabyte.
    pub async fn file(&self, path: &str, at: &str) -> Result<String, Failure> {
        let parts: Vec<&str> = std::iter::once("contents").chain(path.split('/')).collect();
        let file: File = self.get(self.below(&parts, &[("ref", at)])).await?;
        if file.size > MAX_FILE {
            return Err(Failure::new(FailureKind::NotUnderstood(Odd::TooLarge)).saying(path));
        }
        let text = file.content.filter(|_| file.kind == "file" && file.encoding.as_deref() == Some("base64"));
        let text: String = text.ok_or_else(odd)?.split_ascii_whitespace().collect();
        let bytes = STANDARD.decode(text).map_err(|_| odd().saying(path))?;
        String::from_utf8(bytes).map_err(|_| odd().saying(path))
    }

    /// The workflow files at a commit, branch or tag; none where the folder is not there.
    ///
    /// # Errors
    /// The usual.
    pub async fn workflow_files(&self, at: &str) -> Result<Vec<String>, Failure> {
        let url = self.below(&["contents", ".github", "workflows"], &[("ref", at)]);
        let entries: Vec<Entry> = match self.get(url).await {
            Ok(entries) => entries,
            Err(failure) if failure.status() == Some(404) => return Ok(Vec::new()),
            Err(failure) => return Err(failure),
        };
        let names = entries.into_iter().filter(|entry| entry.kind == "file").map(|entry| entry.name);
        let names = names.filter(|name| [".yml", ".yaml"].iter().any(|end| name.ends_with(end)));
        Ok(names.map(|name| format!(".github/workflows/{name}")).collect())
    }
}
