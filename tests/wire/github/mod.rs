//! The GitHub client: what it sends, and what it makes of answers, friendly ones and others.

mod device;
mod reading;
mod writing;

use pushpilot::model::github::Slug;
use pushpilot::outside::github::GitHub;
use pushpilot::outside::http::Http;
use url::Url;

use super::server::{Received, Server, json};

const TOKEN: &str = "ghp_canary0123456789";

fn github_at(api: Url) -> GitHub {
    let slug = Slug::parse("amyflash/music").expect("a repository");
    GitHub::new(&Http::default(), api, Some(TOKEN.to_owned().into()), slug)
}

fn github(server: &Server) -> GitHub {
    github_at(server.url.clone())
}

/// A server that knows these lines and answers 404 to all others.
async fn serving(answers: &'static [(&'static str, u16, &'static str)]) -> Server {
    Server::start(move |_, received: Received| async move {
        let line = received.line();
        let found = answers.iter().find(|(known, ..)| *known == line);
        found.map_or_else(|| json(404, r#"{"message":"Not Found"}"#), |(_, status, body)| json(*status, body))
    })
    .await
}

fn lines(server: &Server) -> Vec<String> {
    server.seen().iter().map(Received::line).collect()
}

fn text(received: &Received) -> serde_json::Value {
    serde_json::from_slice(&received.body).expect("JSON")
}
