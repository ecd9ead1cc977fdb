//! The text of the file, as a maintainer checks it in.

use std::fmt;

use super::{ProjectFile, VERSION};
use crate::model::access::Level;
use crate::model::secret_plan::{NameKind, Role};

/// In English: the file is read by everybody who comes to the project, and by machines.
const HEAD: &str = "\
# What this project needs so that its builds can push images. `pushpilot init` wrote it from the
# workflows; `pushpilot onboard` leads whoever is new through a fork of their own.
# Names only: no password and no token belongs in here.
";

impl fmt::Display for ProjectFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        write!(f, "{HEAD}version = {VERSION}\n\n")?;
        writeln!(f, "registry = {}", quoted(self.image.registry().host()))?;
        writeln!(f, "image = {}", quoted(&self.image.familiar()))?;
        writeln!(f, "permission = {}", quoted(permission(self.permission)))?;
        if let Some(workflow) = &self.workflow {
            writeln!(f, "workflow = {}", quoted(workflow))?;
        }
        let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag)).collect();
        writeln!(f, "tags = [{}]", tags.join(", "))?;
        if let Some(ask) = &self.ask {
            writeln!(f, "ask = {}", quoted(ask))?;
        }
        for name in &self.names {
            let table = match name.kind {
                NameKind::Secret => "secrets",
                NameKind::Variable => "variables",
            };
            write!(f, "\n[{table}.{}]\nholds = {}\n", name.name, quoted(holds(name.role)))?;
            writeln!(f, "where = {}", quoted(&name.lives()))?;
        }
        Ok(())
    }
}

impl super::Name {
    /// Where it lives, as the file has it.
    #[must_use]
    pub fn lives(&self) -> String {
        match &self.environment {
            Some(name) => format!("environment:{name}"),
            None => "repository".to_owned(),
        }
    }
}

/// As the file has it.
#[must_use]
pub fn permission(level: Level) -> &'static str {
    match level {
        Level::Read => "read",
        Level::Write => "write",
        Level::Delete => "delete",
    }
}

/// As the file has it.
#[must_use]
pub fn holds(role: Role) -> &'static str {
    match role {
        Role::Username => "username",
        Role::Token => "token",
    }
}
