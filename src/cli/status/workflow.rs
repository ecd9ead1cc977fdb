//! A workflow that watches a token by itself: it signs in with what CI has, every day, and opens an issue when that
//! fails or the noted expiry comes near. It needs nothing but what GitHub's runners have.

use std::fmt::Write as _;

use crate::model::image::Registry;
use crate::model::moment::{DAY, Moment};
use crate::model::secret_plan::{NameKind, Plan, Role};

/// Days before the expiry at which the issue is opened.
const BEFORE: u32 = 14;

/// How a workflow names a value.
fn expression(plan: &Plan, role: Role) -> Option<String> {
    let need = plan.needs.iter().find(|need| need.role == role)?;
    let from = match need.kind {
        NameKind::Secret => "secrets",
        NameKind::Variable => "vars",
    };
    Some(format!("${{{{ {from}.{} }}}}", need.name))
}

/// The file, for what the logins of the project's workflows read; `None` where they read no token from a secret.
pub(super) fn file(plan: &Plan, registry: &Registry, expires: Option<Moment>) -> Option<String> {
    if plan.assumed {
        return None;
    }
    let token = expression(plan, Role::Token)?;
    let written = plan.written.first().map(|(name, _)| name.clone());
    let username = expression(plan, Role::Username).or(written)?;
    let mut text = String::from(HEAD);
    // What is kept in an environment is seen by its jobs only.
    let environment = plan.needs.iter().find(|need| need.role == Role::Token)?.environment.as_ref();
    if let Some(name) = environment {
        let _ = writeln!(text, "    environment: '{}'", name.replace('\'', "''"));
    }
    text.push_str(ENV);
    // Both can only be names that GitHub or the registry allows; a quoted scalar keeps them one value.
    let quoted = |value: &str| format!("'{}'", value.replace('\'', "''"));
    let _ = writeln!(text, "      REGISTRY: {}", quoted(registry.host()));
    let _ = writeln!(text, "      REGISTRY_USER: {}", quoted(&username));
    let _ = writeln!(text, "      REGISTRY_TOKEN: {}", quoted(&token));
    let warn =
        expires.map(|expires| Moment(expires.0 - i64::try_from((DAY * BEFORE).as_millis()).unwrap_or(0)));
    let _ = writeln!(text, "      EXPIRES: {}", quoted(&expires.map(Moment::date).unwrap_or_default()));
    let _ = writeln!(text, "      WARN_FROM: {}", quoted(&warn.map(Moment::date).unwrap_or_default()));
    text.push_str(STEPS);
    Some(text)
}

const HEAD: &str = "\
name: Registry token

on:
  schedule:
    - cron: '17 5 * * *'
  workflow_dispatch:

permissions:
  issues: write

jobs:
  check:
    runs-on: ubuntu-latest
";

const ENV: &str = "    env:
      GH_TOKEN: ${{ github.token }}
      GH_REPO: ${{ github.repository }}
";

const STEPS: &str = r#"    steps:
      - name: Sign in, and look at the date
        shell: bash
        run: |
          why=''
          if ! printf '%s' "$REGISTRY_TOKEN" | docker login "$REGISTRY" --username "$REGISTRY_USER" --password-stdin; then
            why="$REGISTRY refuses the token of $REGISTRY_USER, or could not be reached: images cannot be pushed."
          elif [[ -n "$WARN_FROM" && ! "$(date -u +%F)" < "$WARN_FROM" ]]; then
            why="The token of $REGISTRY_USER at $REGISTRY expires on $EXPIRES."
          fi
          docker logout "$REGISTRY" > /dev/null 2>&1 || true
          [[ -z "$why" ]] && exit 0
          title='The registry token needs to be replaced'
          open=$(gh issue list --state open --search "\"$title\" in:title" --json number --jq length)
          if [[ "$open" == 0 ]]; then
            gh issue create --title "$title" --body "$why Replace it everywhere: pushpilot rotate"
          fi
          echo "::error::$why"
          exit 1
"#;

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use super::file;
    use crate::model::image::Registry;
    use crate::model::moment::Moment;
    use crate::model::project::{Login, Place, Value};
    use crate::model::secret_plan::Plan;

    fn plan(environment: Option<&str>) -> Plan {
        let place = Place { file: ".github/workflows/docker.yml".into(), line: 3 };
        let login = Login {
            registry: Some(Registry::docker_hub()),
            username: Some(Value::Variable("HUB_USER".into())),
            secret: Some(Value::Secret("HUB_TOKEN".into())),
            place,
        };
        Plan::of([(&login, environment)].into_iter())
    }

    #[test]
    fn it_reads_what_the_build_reads() {
        let expires = Moment::parse("2027-02-22T00:00:00Z");
        let text = file(&plan(Some("eu's")), &Registry::docker_hub(), expires).expect("a file");
        for line in [
            "    environment: 'eu''s'",
            "REGISTRY_USER: '${{ vars.HUB_USER }}'",
            "REGISTRY_TOKEN: '${{ secrets.HUB_TOKEN }}'",
            "EXPIRES: '2027-02-22'",
            "WARN_FROM: '2027-02-08'",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        let read = crate::outside::workflow::parse(".github/workflows/t.yml", &text).expect("a workflow");
        assert!(read.triggers.dispatch.is_some() && read.jobs.len() == 1);
        assert_eq!(read.jobs[0].environment_name(), Some("eu's"));
        assert_eq!(file(&Plan::of(std::iter::empty()), &Registry::docker_hub(), None), None);
    }

    /// The script itself, with docker and gh that only tell.
    #[test]
    #[cfg(unix)]
    fn it_opens_one_issue_and_only_where_there_is_need() {
        if !Path::new("/bin/bash").exists() {
            return;
        }
        let text = file(&plan(None), &Registry::docker_hub(), None).expect("a file");
        let (_, script) = text.split_once("run: |\n").expect("a script");
        let folder = tempfile::tempdir().expect("a folder");
        let program = |name: &str, body: &str| {
            use std::os::unix::fs::PermissionsExt as _;
            let path = folder.path().join(name);
            std::fs::write(&path, format!("#!/bin/bash\n{body}\n")).expect("writes");
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("may run");
        };
        program("docker", "[[ $1 == logout ]] && exit 0; read -r token || true; [[ $token == good ]]");
        program("gh", "if [[ $2 == list ]]; then echo \"$OPEN\"; else echo \"$@\" > \"$MADE\"; fi");
        let made = folder.path().join("made");
        for (token, warn, open, code, issue) in [
            ("good", "", "0", 0, false),
            ("good", "2999-01-01", "0", 0, false),
            ("good", "2020-01-01", "0", 1, true),
            ("bad", "", "0", 1, true),
            ("bad", "", "1", 1, false),
        ] {
            drop(std::fs::remove_file(&made));
            let path = format!("{}:/usr/bin:/bin", folder.path().display());
            let ended = Command::new("/bin/bash")
                .args(["-e", "-c", script])
                .env_clear()
                .envs([("PATH", path.as_str()), ("REGISTRY", "docker.io"), ("REGISTRY_USER", "amy")])
                .envs([("REGISTRY_TOKEN", token), ("WARN_FROM", warn), ("EXPIRES", warn), ("OPEN", open)])
                .env("MADE", &made)
                .output()
                .expect("runs");
            let case = format!("{token} {warn} {open}: {ended:?}");
            assert_eq!(ended.status.code(), Some(code), "{case}");
            assert_eq!(made.exists(), issue, "{case}");
            let told = std::fs::read_to_string(&made).unwrap_or_default();
            assert!(!told.contains("good"), "{told}");
        }
    }
}
