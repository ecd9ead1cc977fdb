//! From text to what it says: every key is known, every value within its bounds, or the line is named.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, MAX_ENTRIES, MAX_VALUE, Name, ProjectFile, VERSION, Why};
use crate::model::access::Level;
use crate::model::clean;
use crate::model::github::is_name;
use crate::model::image::{Image, Registry};
use crate::model::secret_plan::{NameKind, Role};

const KEYS: [&str; 9] =
    ["version", "registry", "image", "permission", "workflow", "tags", "ask", "secrets", "variables"];
/// How much of a strange key or value is shown.
const SHOWN: usize = 60;
const ENVIRONMENT: &str = "environment:";

type Entry<'a, 'i> = (&'a str, &'a Spanned<DeValue<'i>>);

/// A table with the text around it, so that a place in it is a line.
struct Reader<'a> {
    text: &'a str,
}

impl ProjectFile {
    /// Reads a file of this format.
    ///
    /// # Errors
    /// The first thing that is wrong with it, and its line.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let reader = Reader { text };
        let table = DeTable::parse(text).map_err(|error| Fault {
            line: reader.line(error.span().map_or(0, |span| span.start)),
            why: Why::NotToml,
        })?;
        reader.file(table.get_ref())
    }
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
    }

    fn fault<T>(&self, at: &Spanned<T>, why: Why) -> Fault {
        Fault { line: self.line(at.span().start), why }
    }

    /// The entries of a table, if it has none but these.
    fn entries<'a, 'i>(
        &self,
        table: &'a DeTable<'i>,
        known: impl Fn(&str) -> bool,
    ) -> Result<Vec<Entry<'a, 'i>>, Fault> {
        let mut entries = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if !known(name) {
                return Err(self.fault(key, Why::UnknownKey(clean::short(name, SHOWN))));
            }
            entries.push((name, value));
        }
        Ok(entries)
    }

    fn file(&self, table: &DeTable<'_>) -> Result<ProjectFile, Fault> {
        let entries = self.entries(table, |key| KEYS.contains(&key))?;
        let get = |wanted: &str| entries.iter().copied().find(|(key, _)| *key == wanted);
        let missing = |key| Fault { line: 1, why: Why::Missing(key) };
        let version = get("version").ok_or_else(|| missing("version"))?;
        match version.1.get_ref() {
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(VERSION) => {}
                Ok(newer) if newer > VERSION => {
                    return Err(self.fault(version.1, Why::NewerVersion(newer)));
                }
                _ => return Err(self.bad(version, number.as_str())),
            },
            _ => return Err(self.wrong_kind(version)),
        }
        let written = get("image").ok_or_else(|| missing("image"))?;
        let image = self.image(written, get("registry"))?;
        let permission = get("permission").ok_or_else(|| missing("permission"))?;
        let permission = match self.text(permission)? {
            "read" => Level::Read,
            "write" => Level::Write,
            "delete" => Level::Delete,
            other => return Err(self.bad(permission, other)),
        };
        let workflow = get("workflow").map(|entry| self.workflow(entry)).transpose()?;
        let tags = get("tags").map(|entry| self.tags(entry)).transpose()?.unwrap_or_default();
        let ask = get("ask").map(|entry| self.text(entry)).transpose()?;
        let ask = ask.map(|ask| clean::short(ask, MAX_VALUE)).filter(|ask| !ask.is_empty());
        let mut names = Vec::new();
        for (key, kind) in [("secrets", NameKind::Secret), ("variables", NameKind::Variable)] {
            if let Some(entry) = get(key) {
                self.names(entry, kind, &mut names)?;
            }
        }
        Ok(ProjectFile { image, permission, names, workflow, tags, ask })
    }

    /// The image is read with the registry in front of it, so that the one cannot contradict the other.
    fn image(&self, entry: Entry<'_, '_>, registry: Option<Entry<'_, '_>>) -> Result<Image, Fault> {
        let written = self.text(entry)?;
        let image = Image::parse(written).map_err(|_| self.bad(entry, written))?;
        let Some(named) = registry else { return Ok(image.without_tag()) };
        let host = self.text(named)?;
        let registry = Registry::parse(host);
        let good = registry.is_docker_hub() || is_host(host);
        if !good {
            return Err(self.bad(named, host));
        }
        if *image.registry() == registry {
            return Ok(image.without_tag());
        }
        // `image` may leave the host to `registry`.
        if image.registry().is_docker_hub() && !written.contains("docker.io/") {
            let whole = Image::parse(&format!("{registry}/{written}"));
            return whole.map(|image| image.without_tag()).map_err(|_| self.bad(entry, written));
        }
        let why = Why::TwoRegistries {
            registry: clean::short(host, SHOWN),
            image: clean::short(image.registry().host(), SHOWN),
        };
        Err(self.fault(named.1, why))
    }

    fn workflow(&self, entry: Entry<'_, '_>) -> Result<String, Fault> {
        let text = self.text(entry)?;
        let file = text.strip_prefix(".github/workflows/").unwrap_or(text);
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '+');
        let named = file.ends_with(".yml") || file.ends_with(".yaml");
        if named && !file.starts_with('.') && file.chars().all(plain) {
            Ok(file.to_owned())
        } else {
            Err(self.bad(entry, text))
        }
    }

    fn tags(&self, (key, value): Entry<'_, '_>) -> Result<Vec<String>, Fault> {
        let DeValue::Array(all) = value.get_ref() else { return Err(self.wrong_kind((key, value))) };
        if all.len() > MAX_ENTRIES {
            return Err(self.fault(value, Why::TooMany(key.to_owned())));
        }
        let tags = all.iter().map(|tag| Ok(clean::line(self.text((key, tag))?.trim()).into_owned()));
        tags.collect()
    }

    fn names(&self, (key, value): Entry<'_, '_>, kind: NameKind, names: &mut Vec<Name>) -> Result<(), Fault> {
        let DeValue::Table(table) = value.get_ref() else { return Err(self.wrong_kind((key, value))) };
        if table.len() > MAX_ENTRIES {
            return Err(self.fault(value, Why::TooMany(key.to_owned())));
        }
        for (name, value) in table {
            let written = name.get_ref().as_ref();
            if !is_name(written) {
                return Err(self.fault(
                    name,
                    Why::BadValue { key: key.to_owned(), value: clean::short(written, SHOWN) },
                ));
            }
            let DeValue::Table(inner) = value.get_ref() else {
                return Err(self.wrong_kind((written, value)));
            };
            let entries = self.entries(inner, |key| matches!(key, "holds" | "where"))?;
            let get = |wanted: &str| entries.iter().copied().find(|(key, _)| *key == wanted);
            let holds = get("holds").ok_or_else(|| self.fault(name, Why::Missing("holds")))?;
            let role = match self.text(holds)? {
                "username" => Role::Username,
                // Everybody can read a variable.
                "token" if kind == NameKind::Secret => Role::Token,
                other => return Err(self.bad(holds, other)),
            };
            let environment = match get("where") {
                Some(lives) => self.environment(lives)?,
                None => None,
            };
            names.push(Name { kind, name: written.to_ascii_uppercase(), role, environment });
        }
        Ok(())
    }

    fn environment(&self, entry: Entry<'_, '_>) -> Result<Option<String>, Fault> {
        let lives = self.text(entry)?;
        match lives.strip_prefix(ENVIRONMENT).map(str::trim) {
            None if lives == "repository" => Ok(None),
            Some(name) if !name.is_empty() && name.chars().all(clean::is_plain) => Ok(Some(name.to_owned())),
            _ => Err(self.bad(entry, lives)),
        }
    }

    fn text<'a>(&self, (key, value): Entry<'a, '_>) -> Result<&'a str, Fault> {
        match value.get_ref() {
            DeValue::String(text) if text.chars().count() > MAX_VALUE => {
                Err(self.fault(value, Why::TooLong(key.to_owned())))
            }
            DeValue::String(text) => Ok(text),
            _ => Err(self.wrong_kind((key, value))),
        }
    }

    fn wrong_kind(&self, (key, value): Entry<'_, '_>) -> Fault {
        self.fault(value, Why::WrongKind(clean::short(key, SHOWN)))
    }

    fn bad(&self, (key, value): Entry<'_, '_>, written: &str) -> Fault {
        let why = Why::BadValue { key: clean::short(key, SHOWN), value: clean::short(written, SHOWN) };
        self.fault(value, why)
    }
}

/// Whether it can be nothing but a host with perhaps a port: letters and digits, no user, no path.
fn is_host(text: &str) -> bool {
    let (host, port) = text.rsplit_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let label = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    host.split('.').all(label)
        && (host.contains('.') || host == "localhost" || port.is_some())
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}
