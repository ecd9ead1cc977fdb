//! `run:` steps: the docker commands in them are carried out, everything else is taken to succeed.

use serde_json::json;

use super::steps::Desk;

/// Runs a script with these variables beside the job's.
pub(super) async fn run(desk: &mut Desk, script: &str, env: &[(String, String)]) -> Result<(), String> {
    let joined = script.replace("\\\n", " ");
    for line in joined.lines().flat_map(|line| line.split("&&")) {
        let mut input = String::new();
        let mut code = 0;
        for command in line.split(" | ") {
            let words = words(desk, command, env);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            code = match words.as_slice() {
                ["echo", rest @ ..] => {
                    input = rest.iter().filter(|word| **word != "-n").copied().collect::<Vec<_>>().join(" ");
                    0
                }
                ["docker", "login", rest @ ..] => login(desk, rest, &input).await,
                ["docker", "build", rest @ ..] | ["docker", "buildx", "build", rest @ ..] => {
                    build(desk, rest).await
                }
                ["docker", "tag", from, to] => {
                    let built = desk.built.get(*from).cloned().unwrap_or_default();
                    desk.built.insert((*to).to_owned(), built);
                    0
                }
                ["docker", "push", reference] => push(desk, reference).await,
                ["exit", code] => code.parse().unwrap_or(0),
                _ => 0,
            };
        }
        if code != 0 {
            return Err(format!("Process completed with exit code {code}."));
        }
    }
    Ok(())
}

/// Splits like a shell that knows quotes and variables, and nothing else.
fn words(desk: &Desk, command: &str, env: &[(String, String)]) -> Vec<String> {
    let value = |name: &str| {
        let own = env.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        own.unwrap_or_else(|| match name.strip_prefix("GITHUB_") {
            Some(rest) => desk.context.get(&format!("github.{rest}")),
            None => desk.context.get(&format!("env.{name}")),
        })
    };
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = command.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            (mark, Some(open)) if mark == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            ('$', None | Some('"')) => {
                let mut name = String::new();
                while let Some(next) =
                    letters.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '{' | '}'))
                {
                    if !matches!(next, '{' | '}') {
                        name.push(next);
                    }
                    if next == '}' {
                        break;
                    }
                }
                word.get_or_insert_default().push_str(&value(&name));
            }
            (space, None) if space.is_whitespace() => words.extend(word.take()),
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The value of an option in any of its spellings, and the words that are no options.
fn options<'a>(words: &[&'a str], names: &[&str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut values, mut others) = (Vec::new(), Vec::new());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (name, value) = word.split_once('=').map_or((*word, None), |(name, value)| (name, Some(value)));
        if names.contains(&name) {
            values.extend(value.or_else(|| rest.next().copied()));
        } else {
            others.push(*word);
        }
    }
    (values, others)
}

async fn login(desk: &mut Desk, words: &[&str], input: &str) -> i32 {
    let (users, rest) = options(words, &["-u", "--username"]);
    let (secrets, rest) = options(&rest, &["-p", "--password"]);
    let registry = rest.iter().find(|word| !word.starts_with('-')).copied().unwrap_or("docker.io");
    let user = users.first().copied().unwrap_or_default();
    let secret = secrets.first().copied().unwrap_or(input.trim_end_matches(['\r', '\n']));
    if user.is_empty() || secret.is_empty() {
        desk.say(if user.is_empty() {
            "Must provide --username with --password-stdin"
        } else {
            "Error: Cannot perform an interactive login from a non TTY device"
        });
        return 1;
    }
    match desk.docker.login(registry, user, secret).await {
        Ok(()) => {
            desk.say("Login Succeeded");
            0
        }
        Err(why) => {
            desk.say(&why);
            1
        }
    }
}

async fn build(desk: &mut Desk, words: &[&str]) -> i32 {
    let (references, rest) = options(words, &["-t", "--tag"]);
    let references: Vec<String> = references.into_iter().map(str::to_owned).collect();
    let pushes = rest.contains(&"--push");
    let image = desk.image(&json!({}));
    let done = desk.buildx(&image, &references, pushes).await;
    for reference in references {
        desk.built.insert(reference, String::new());
    }
    i32::from(done.is_err())
}

async fn push(desk: &mut Desk, reference: &str) -> i32 {
    let name = reference.rsplit_once(':').map_or(reference, |(name, _)| name);
    desk.say(&format!("The push refers to repository [docker.io/{name}]"));
    if !desk.built.contains_key(reference) {
        desk.say(&format!("An image does not exist locally with the tag: {name}"));
        return 1;
    }
    let image = desk.image(&json!({}));
    match desk.docker.push(&image, &[reference.to_owned()]).await {
        Ok(pushed) => {
            let tag = reference.rsplit_once(':').map_or("latest", |(_, tag)| tag);
            desk.say(&format!("{tag}: digest: {} size: {}", pushed.digest, pushed.size));
            0
        }
        Err(why) => {
            // What docker says of the same refusal (moby, distribution/errors.go).
            let denied = why.contains("push access denied");
            desk.say(if denied { "denied: requested access to the resource is denied" } else { &why });
            1
        }
    }
}
