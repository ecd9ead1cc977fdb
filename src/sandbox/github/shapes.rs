//! People and repositories as the API shows them, with every field that its description requires.

use serde_json::{Map, Value, json};

use super::git::Commit;
use super::state::State;
use crate::sandbox::clock::{DAY, whole_seconds};
use crate::sandbox::scenario::Author;

/// A person, an organization or a bot.
pub(super) fn account(origin: &str, login: &str, kind: &str) -> Value {
    let url = format!("{origin}/users/{login}");
    let id: u64 = login.bytes().fold(1, |id, byte| (id * 31 + u64::from(byte)) % 90_000_000) + 1;
    json!({
        "login": login,
        "id": id,
        "node_id": format!("U_{id}"),
        "avatar_url": format!("{origin}/avatars/{id}"),
        "gravatar_id": "",
        "url": url,
        "html_url": format!("https://github.com/{login}"),
        "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "type": kind,
        "site_admin": false,
    })
}

/// Addresses that a repository names beside the ones below.
const ADDRESSES: [&str; 38] = [
    "archive_url",
    "assignees_url",
    "blobs_url",
    "branches_url",
    "collaborators_url",
    "comments_url",
    "commits_url",
    "compare_url",
    "contents_url",
    "contributors_url",
    "deployments_url",
    "downloads_url",
    "events_url",
    "forks_url",
    "git_commits_url",
    "git_refs_url",
    "git_tags_url",
    "hooks_url",
    "issue_comment_url",
    "issue_events_url",
    "issues_url",
    "keys_url",
    "labels_url",
    "languages_url",
    "merges_url",
    "milestones_url",
    "notifications_url",
    "pulls_url",
    "releases_url",
    "stargazers_url",
    "statuses_url",
    "subscribers_url",
    "subscription_url",
    "tags_url",
    "teams_url",
    "trees_url",
    "git_url",
    "svn_url",
];

impl State {
    pub(super) fn address(&self, origin: &str) -> String {
        format!("{origin}/repos/{}", self.full_name())
    }

    pub(super) fn html(&self) -> String {
        format!("https://github.com/{}", self.full_name())
    }

    fn owner_kind(&self) -> &'static str {
        if self.owner_is_organization { "Organization" } else { "User" }
    }

    /// The short form, which runs name too.
    pub(super) fn minimal(&self, origin: &str, owner: &str, fork: bool) -> Map<String, Value> {
        let own = owner == self.owner;
        let full_name = format!("{owner}/{}", self.repository.name);
        let url = format!("{origin}/repos/{full_name}");
        let id = if own { self.repository.id } else { self.repository.id + 1 };
        let kind = if own { self.owner_kind() } else { "User" };
        let mut shown = Map::new();
        let mut set = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        set("id", id.into());
        set("node_id", format!("R_{id}").into());
        set("name", self.repository.name.clone().into());
        set("full_name", full_name.clone().into());
        set("owner", account(origin, owner, kind));
        set("private", self.repository.private.into());
        set("html_url", format!("https://github.com/{full_name}").into());
        set("description", Value::Null);
        set("fork", fork.into());
        set("url", url.clone().into());
        for name in ADDRESSES {
            set(name, format!("{url}/{}", name.trim_end_matches("_url")).into());
        }
        shown
    }

    /// The whole form, with what the caller may do.
    pub(super) fn full(&self, origin: &str) -> Value {
        let mut shown = self.whole(origin, self.upstream.is_some());
        if let Some(upstream) = self.upstream(origin) {
            shown.insert("parent".to_owned(), upstream.clone());
            shown.insert("source".to_owned(), upstream);
        }
        Value::Object(shown)
    }

    fn whole(&self, origin: &str, fork: bool) -> Map<String, Value> {
        let mut shown = self.minimal(origin, &self.owner, fork);
        let html = self.html();
        let began = whole_seconds(self.began - 900 * DAY);
        let more = json!({
            "visibility": if self.repository.private { "private" } else { "public" },
            "clone_url": format!("{html}.git"),
            "git_url": format!("git://github.com/{}.git", self.full_name()),
            "ssh_url": format!("git@github.com:{}.git", self.full_name()),
            "svn_url": html,
            "default_branch": self.repository.default_branch,
            "archived": self.repository.archived,
            "disabled": false,
            "created_at": began,
            "updated_at": began,
            "pushed_at": whole_seconds(self.began - 2 * DAY),
            "homepage": null, "language": null, "mirror_url": null, "license": null,
            "forks": 0, "forks_count": 0, "open_issues": 0, "open_issues_count": 0, "size": 42,
            "stargazers_count": 0, "watchers": 0, "watchers_count": 0, "network_count": 0, "subscribers_count": 1,
            "has_issues": true, "has_projects": true, "has_wiki": true, "has_pages": false,
            "has_discussions": false, "has_downloads": true, "is_template": false, "topics": [],
            "permissions": {"admin": true, "maintain": true, "push": true, "triage": true, "pull": true},
        });
        if let Value::Object(more) = more {
            shown.extend(more);
        }
        shown
    }

    /// The repository that this one is a fork of, as whoever practises sees it.
    pub(super) fn upstream(&self, origin: &str) -> Option<Value> {
        let (owner, name) = self.upstream.as_ref()?;
        let own = self.whole(origin, false);
        let text = Value::Object(own).to_string().replace(&self.full_name(), &format!("{owner}/{name}"));
        let mut shown: Value = serde_json::from_str(&text).ok()?;
        shown["name"] = name.as_str().into();
        shown["id"] = (self.repository.id + 7).into();
        shown["owner"] = account(origin, owner, "Organization");
        shown["permissions"] =
            json!({"admin": false, "maintain": false, "push": false, "triage": false, "pull": true});
        Some(shown)
    }

    pub(super) fn who(&self, origin: &str, author: Author) -> Value {
        let kind = if author == Author::Dependabot { "Bot" } else { "User" };
        account(origin, self.actor(author), kind)
    }

    /// A commit as runs show it.
    pub(super) fn head_commit(&self, sha: &str) -> Value {
        let Some(commit) = self.git.commits.get(sha) else { return Value::Null };
        let person = json!({"name": commit.author, "email": email(&commit.author)});
        json!({
            "id": commit.sha,
            "tree_id": commit.tree,
            "message": commit.message,
            "timestamp": whole_seconds(commit.moment),
            "author": person,
            "committer": person,
        })
    }

    /// A commit as the Git database shows it.
    pub(super) fn git_commit(&self, origin: &str, commit: &Commit) -> Value {
        let url = self.address(origin);
        let person = json!({
            "name": commit.author,
            "email": email(&commit.author),
            "date": whole_seconds(commit.moment),
        });
        let parents = commit.parents.iter().map(|sha| {
            json!({
                "sha": sha,
                "url": format!("{url}/git/commits/{sha}"),
                "html_url": format!("{}/commit/{sha}", self.html()),
            })
        });
        json!({
            "sha": commit.sha,
            "node_id": format!("C_{}", commit.sha),
            "url": format!("{url}/git/commits/{}", commit.sha),
            "html_url": format!("{}/commit/{}", self.html(), commit.sha),
            "author": person,
            "committer": person,
            "tree": {"sha": commit.tree, "url": format!("{url}/git/trees/{}", commit.tree)},
            "message": commit.message,
            "parents": parents.collect::<Vec<_>>(),
            "verification": {
                "verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null,
            },
        })
    }
}

fn email(login: &str) -> String {
    format!("{login}@users.noreply.github.com")
}
