//! From the rules and what lies on the machine to the choice of each tool.

use super::lookup::{docker_helper, docker_key, look};
use super::rules::{Reading, Rule, rule};
use super::{Choice, Content, File, Ground, Hidden, Listing, Pick, Place, Tool, Why};
use crate::model::image::{Image, Registry};

/// What this tool would use for the image.
#[must_use]
pub fn resolve(tool: Tool, image: &Image, ground: &Ground) -> Choice {
    let rule = rule(tool);
    let mut choice = Choice { tool, pick: None, trouble: None, hidden: Vec::new() };
    for place in rule.places(ground) {
        if *place == Place::AuthVariable && !reads_variable(ground) {
            continue;
        }
        let absent = File { place: *place, path: std::path::PathBuf::new(), content: Ok(Content::default()) };
        let file = ground.files.iter().find(|file| file.place == *place);
        let Some(file) = file.or_else(|| takes_default(*place, ground).then_some(&absent)) else { continue };
        match &file.content {
            Ok(content) => {
                let found = look(file, content, image, rule.reading, ground);
                choice.trouble = choice.trouble.or(found.trouble);
                choice.pick = found.pick;
                if choice.pick.is_some() || found.ends {
                    break;
                }
            }
            // Docker passes over a variable that it cannot read; a file that cannot be read ends the search.
            Err(failure) => {
                choice.trouble = choice.trouble.or_else(|| Some(failure.clone()));
                if *place != Place::AuthVariable {
                    break;
                }
            }
        }
    }
    choice.hidden = hidden(&rule, &choice, image, ground);
    choice
}

/// Docker without a file takes its platform's helper as well.
fn takes_default(place: Place, ground: &Ground) -> bool {
    place == Place::DockerConfig && ground.default_helper.is_some()
}

/// Docker reads the variable from 28.3 on.
fn reads_variable(ground: &Ground) -> bool {
    !ground.older(Tool::Docker, (28, 3))
}

fn hidden(rule: &Rule, choice: &Choice, image: &Image, ground: &Ground) -> Vec<Hidden> {
    let places = rule.places(ground);
    let mut all = Vec::new();
    for file in &ground.files {
        // What root has is no matter of this account's tools, nor the reverse.
        if (file.place == Place::Root) != (rule.tool == Tool::SudoDocker) {
            continue;
        }
        let Ok(content) = &file.content else { continue };
        for pick in held(file, content, image, ground) {
            let used = choice.pick.as_ref();
            if used.is_some_and(|used| {
                (&used.path, &used.helper, &used.key) == (&pick.path, &pick.helper, &pick.key)
            }) {
                continue;
            }
            let why = if file.place == Place::AuthVariable
                && rule.reading == Reading::Docker
                && !reads_variable(ground)
            {
                Why::ClientTooOld
            } else if !places.contains(&file.place) {
                if rule.would_read(file.place) { Why::OnlyNamedFile } else { Why::NotRead }
            } else if rule.reading == Reading::Containers && pick.helper.is_some() {
                Why::GeneralStore
            } else if used.is_some_and(|used| used.path != pick.path) {
                Why::Later
            } else if rule.reading != Reading::Containers
                && pick.helper.is_none()
                && docker_helper(content, &docker_key(image), false, ground).is_some()
            {
                Why::BehindHelper
            } else if used.is_some_and(|used| used.key.len() > pick.key.len())
                && rule.reading == Reading::Containers
            {
                Why::Later
            } else {
                Why::OtherKey
            };
            all.push(Hidden { pick, why });
        }
    }
    all
}

/// Every credential for the image's registry that a place holds, whoever reads it.
fn held(file: &File, content: &Content, image: &Image, ground: &Ground) -> Vec<Pick> {
    let serves = |key: &str| {
        let web_login = key.ends_with("/access-token") || key.ends_with("/refresh-token");
        !key.is_empty() && !web_login && Registry::parse(key) == *image.registry()
    };
    let plain = content.entries.iter().filter(|entry| serves(&entry.key)).filter_map(|entry| {
        Some(Pick {
            place: file.place,
            path: file.path.clone(),
            key: entry.key.clone(),
            username: Some(entry.username.clone()?),
            helper: None,
        })
    });
    let mut all: Vec<Pick> = plain.collect();
    let mut helpers: Vec<&String> = content.creds_store.iter().chain(content.cred_helpers.values()).collect();
    helpers.sort();
    helpers.dedup();
    for helper in helpers {
        let Some(Listing::Users(users)) = ground.helpers.get(helper) else { continue };
        all.extend(users.iter().filter(|(server, _)| serves(server)).map(|(server, user)| Pick {
            place: file.place,
            path: file.path.clone(),
            key: server.clone(),
            username: Some(user.clone()),
            helper: Some(helper.clone()),
        }));
    }
    all
}
