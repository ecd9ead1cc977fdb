//! What was found in the checkout, and the two questions that need a person.

use std::path::Path;

use super::State;
use crate::flow::effect::Looked;
use crate::flow::event::Key;
use crate::flow::facts::Facts;
use crate::flow::page::{Block, Choice, Choose, Input, Page, Row, Tone};
use crate::flow::plan::Plan;
use crate::model::account::UsernameProblem;
use crate::model::image::{Image, Registry};
use crate::model::project::{Found, Login, Push, Value};
use crate::model::project_file::split_tag;
use crate::model::registries::Description;
use crate::text::{Text, failures, onboarding, pages, registries, words};

#[must_use]
pub fn page(state: &State, facts: &Facts, plan: &Plan) -> Page {
    let mut page = Page::new("project", pages::project_title());
    if let Some(since) = state.looking.since() {
        return page.block(Block::Working { what: pages::project_looking(), since }).action(
            "stop",
            Key::Char('x'),
            pages::action_stop(),
        );
    }
    if let Some(known) = &state.onboarding {
        page = page.say(onboarding::own_image(known.file.image.familiar())).gap();
    }
    if let Some(looked) = &facts.looked {
        let mut rows = found(looked);
        let nothing = rows.is_empty();
        rows.splice(..0, words::lesson(plan));
        if nothing {
            page = page.say(pages::project_nothing());
        }
        page = page.block(Block::Rows(rows));
        for failure in &looked.project.unreadable {
            page = page.block(Block::Say(Tone::Warn, failures::sentence(failure)));
        }
    }
    questions(state, page.gap())
}

fn questions(state: &State, mut page: Page) -> Page {
    if state.images.len() > 1 {
        let options = state
            .images
            .iter()
            .map(|image| Choice {
                id: image.clone(),
                label: Text::raw(image),
                note: None,
                recommended: false,
            })
            .collect();
        page = page.block(Block::Choose(Choose {
            id: "images",
            label: pages::project_images(),
            options,
            at: state.form.chosen("images"),
            focused: state.form.focused("images"),
        }));
    }
    let image = state.image();
    let username = state.username();
    let suggestion = state.suggestion();
    page = page
        .block(Block::Input(Input {
            id: "image",
            label: pages::project_image(),
            shown: state.form.shown("image"),
            hint: Some(pages::project_image_hint()).filter(|_| image.is_err() && !state.insisted),
            problem: state.form.refusal("image").or_else(|| {
                let problem = image.as_ref().err().filter(|_| state.insisted)?;
                Some(pages::image_problem(problem, suggestion.as_deref()))
            }),
            focused: state.form.focused("image"),
        }))
        .block(Block::Input(Input {
            id: "username",
            label: pages::project_username(),
            shown: state.form.shown("username"),
            hint: match (&image, &username) {
                (Ok(image), Ok(user))
                    if image.registry().is_docker_hub() && image.namespace() != user.as_str() =>
                {
                    Some(pages::project_namespace_differs(image.namespace(), user.as_str()))
                }
                _ => None,
            },
            problem: state.form.refusal("username").or_else(|| {
                username
                    .err()
                    .filter(|_| state.insisted)
                    .map(|problem| username_problem(problem, image.as_ref().ok().map(Image::registry)))
            }),
            focused: state.form.focused("username"),
        }))
        .ahead();
    let onward = |page: Page| page.action("continue", Key::Enter, pages::action_continue());
    match suggestion {
        Some(_) if state.insisted && state.not_theirs.is_some() && image.is_ok() => {
            let user = state.username().map_or_else(|_| String::new(), |user| user.as_str().to_owned());
            let own = pages::action_use_own(user);
            // The very image that was refused: no other token changes that.
            if image.ok() == state.not_theirs {
                page.action("fix", Key::Enter, own).action(
                    "continue",
                    Key::Ctrl('f'),
                    pages::action_continue(),
                )
            } else {
                onward(page).action("fix", Key::Ctrl('f'), own)
            }
        }
        Some(fixed) if state.insisted => {
            onward(page).action("fix", Key::Ctrl('f'), pages::action_use_suggestion(fixed))
        }
        _ => onward(page),
    }
}

fn found(looked: &Looked) -> Vec<Row> {
    let project = &looked.project;
    let mut rows = Vec::new();
    if let Some(remote) = &project.remote {
        let address = format!("{}/{}/{}", remote.host, remote.owner, remote.repository);
        let row = Row::new(pages::project_row_remote(), Text::raw(address));
        rows.push(match &project.branch {
            Some(branch) => row.aside(pages::project_branch(branch)),
            None => row,
        });
    }
    for (repository, tags, place) in pushes(&project.pushes).into_iter().take(3) {
        let by_remote = project.pushes.iter().any(|push| {
            push.is_named_by_remote() && push.image.as_ref().is_some_and(|one| split_tag(one).0 == repository)
        });
        rows.push(Row::new(pages::project_row_push(), Text::raw(repository)).aside(
            match (by_remote, tags.is_empty()) {
                (true, _) => pages::project_push_by_remote(place),
                (false, true) => Text::raw(place),
                (false, false) => pages::project_push_place(place, tags.join(", ")),
            },
        ));
    }
    for login in project.logins.iter().take(2) {
        rows.push(
            Row::new(pages::project_row_login(), login_words(login))
                .aside(Text::raw(login.place.to_string())),
        );
    }
    for found in looked.found.iter().take(3) {
        rows.push(credential_row(found, looked.home.as_deref()));
    }
    rows
}

/// One repository under three tags is one push: the repository, its tags, and the line.
fn pushes(all: &[Push]) -> Vec<(&str, Vec<&str>, String)> {
    let mut rows: Vec<(&str, Vec<&str>, String)> = Vec::new();
    for push in all {
        let (repository, tag) = split_tag(push.image.as_ref().unwrap_or(&push.written));
        let place = push.place.to_string();
        let known = rows.iter().position(|(known, _, at)| *known == repository && *at == place);
        let at = known.unwrap_or_else(|| {
            rows.push((repository, Vec::new(), place));
            rows.len() - 1
        });
        rows[at].1.extend(tag);
    }
    rows
}

fn login_words(login: &Login) -> Text {
    let name = |value: &Option<Value>| match value {
        Some(Value::Literal(text) | Value::Expression(text)) => text.clone(),
        Some(Value::Secret(name)) => format!("secrets.{name}"),
        Some(Value::Variable(name)) => format!("vars.{name}"),
        None => "-".to_owned(),
    };
    // The second value is a secret: written out in a workflow it must not be shown again.
    let secret = match &login.secret {
        Some(Value::Literal(_)) => "***".to_owned(),
        other => name(other),
    };
    Text::raw(format!("{} / {}", name(&login.username), secret))
}

fn credential_row(found: &Found, home: Option<&Path>) -> Row {
    let user = found.username.as_ref().map_or("?", |name| name.as_str());
    let row = Row::new(
        pages::project_row_credential(),
        pages::project_credential(user, words::origin(&found.origin, home)),
    );
    match (&found.trouble, found.plain_text) {
        (Some(trouble), _) => row.tone(Tone::Warn).aside(failures::sentence(trouble)),
        (None, true) => row.tone(Tone::Warn).aside(pages::project_plain_text()),
        (None, false) => row,
    }
}

fn username_problem(problem: UsernameProblem, registry: Option<&Registry>) -> Text {
    match (problem, registry.and_then(Description::of)) {
        (UsernameProblem::Empty, Some(other)) => {
            pages::username_empty_elsewhere(registries::user(other.kind))
        }
        _ => pages::username_problem(problem),
    }
}
