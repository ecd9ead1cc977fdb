//! This program as a docker plugin: `docker pushpilot`, and a line under a docker command that failed
//! (docker CLI, cli-plugins/metadata and cli-plugins/hooks).

use std::ffi::OsString;
use std::io::{self, Write};

use serde::Deserialize;
use serde_json::{Value, json};

use super::called_as::renamed;
use super::exit::Code;
use crate::diagnosis::{Evidence, diagnose};
use crate::outside::places::Env;
use crate::text::speak::Speaker;
use crate::text::{Language, causes, credentials};

/// What docker wants.
pub(super) enum Asked {
    /// A document, printed at once.
    Answer(Value),
    /// A command of ours, with the arguments that a person typed.
    Run(Vec<OsString>),
}

/// The part of docker's request that tells what failed.
#[derive(Default, Deserialize)]
struct Failed {
    #[serde(rename = "CommandError", default)]
    error: String,
}

/// Docker calls with its own sub-commands, or with the plugin's name and what was typed after it.
pub(super) fn read(arguments: &[OsString]) -> Asked {
    let mut rest = arguments.iter().skip(1).peekable();
    rest.next_if(|argument| *argument == "pushpilot");
    match rest.peek().and_then(|argument| argument.to_str()) {
        Some("docker-cli-plugin-metadata") => Asked::Answer(metadata()),
        Some("docker-cli-plugin-hooks") => {
            let request = rest.nth(1).and_then(|request| request.to_str()).unwrap_or_default();
            Asked::Answer(hook(request))
        }
        _ => Asked::Run(renamed("docker pushpilot", rest.cloned())),
    }
}

pub(super) fn print(answer: Value) -> Code {
    let mut out = io::stdout().lock();
    if writeln!(out, "{answer}").and_then(|()| out.flush()).is_ok() { Code::Good } else { Code::CheckFailed }
}

fn metadata() -> Value {
    json!({
        "SchemaVersion": "0.1.0",
        "Vendor": "pushpilot",
        "Version": env!("CARGO_PKG_VERSION"),
        // Docker prints it among its own words, which are English.
        "ShortDescription": Speaker::new(Language::English).say(&credentials::plugin_description()),
    })
}

/// "What's next" under a command that failed: the cause, if the error names one.
fn hook(request: &str) -> Value {
    let failed: Failed = serde_json::from_str(request).unwrap_or_default();
    if failed.error.is_empty() {
        return json!({});
    }
    let env = Env::of_process();
    let language = Language::of_locale([env.text("LC_ALL"), env.text("LC_MESSAGES"), env.text("LANG")]);
    let findings = diagnose(failed.error.as_bytes(), Evidence::default()).map(|found| found.findings);
    let words = match findings.ok().and_then(|findings| findings.into_iter().next()) {
        Some(finding) => credentials::hook_cause(causes::words(finding.cause).name),
        None => credentials::hook_unknown(),
    };
    // Docker takes it for a template of Go's, in which braces are commands; our words have none.
    let template = Speaker::new(language).say(&words).replace("{{", "{ {");
    json!({ "Type": 0, "Template": template })
}

#[cfg(test)]
mod tests {
    use super::{Asked, read};

    fn asked(arguments: &[&str]) -> Asked {
        read(&arguments.iter().map(Into::into).collect::<Vec<_>>())
    }

    #[test]
    fn docker_gets_metadata_hooks_and_the_persons_own_arguments() {
        let Asked::Answer(metadata) = asked(&["docker-pushpilot", "docker-cli-plugin-metadata"]) else {
            panic!("no answer")
        };
        assert_eq!((&metadata["SchemaVersion"], &metadata["Vendor"]), (&"0.1.0".into(), &"pushpilot".into()));
        let Asked::Run(run) = asked(&["docker-pushpilot", "pushpilot", "verify", "amyflash/app"]) else {
            panic!("no run")
        };
        assert_eq!(run, ["docker pushpilot", "verify", "amyflash/app"]);
    }

    #[test]
    fn the_cause_is_named_under_a_push_that_failed() {
        let request = |error: &str| {
            let request =
                serde_json::json!({ "RootCmd": "push", "Flags": {}, "CommandError": error }).to_string();
            match asked(&["docker-pushpilot", "pushpilot", "docker-cli-plugin-hooks", &request]) {
                Asked::Answer(answer) => answer,
                Asked::Run(run) => panic!("{run:?}"),
            }
        };
        let known = request("unauthorized: access token has insufficient scopes");
        let said = known["Template"].as_str().expect("says something");
        assert!(said.contains("permission is too small") && said.ends_with("docker pushpilot"), "{said}");
        assert_eq!(known["Type"], 0);
        let unknown = request("something nobody knows {{.Evil}}");
        assert!(!unknown["Template"].as_str().expect("says something").contains("{{"));
        assert_eq!(request(""), serde_json::json!({}));
    }
}
