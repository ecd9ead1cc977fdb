//! One program under several names: which one it was called by.

use std::ffi::OsString;
use std::path::Path;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CalledAs {
    Itself,
    CredentialHelper,
    DockerPlugin,
    GhExtension,
}

impl CalledAs {
    /// By the name in the first argument; any other name is the program itself.
    pub(super) fn name(arguments: &[OsString]) -> Self {
        let name = arguments.first().and_then(|path| Path::new(path).file_name()?.to_str());
        let name = name.unwrap_or_default();
        match name.strip_suffix(".exe").unwrap_or(name) {
            crate::credential_helper::NAME => Self::CredentialHelper,
            "docker-pushpilot" => Self::DockerPlugin,
            "gh-pushpilot" => Self::GhExtension,
            _ => Self::Itself,
        }
    }
}

/// The arguments under the name that a person typed, for the help to show.
pub(super) fn renamed(name: &str, arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    std::iter::once(OsString::from(name)).chain(arguments).collect()
}

#[cfg(test)]
mod tests {
    use super::CalledAs;

    #[test]
    fn the_name_decides() {
        for (path, meant) in [
            ("pushpilot", CalledAs::Itself),
            ("/usr/bin/docker-credential-pushpilot", CalledAs::CredentialHelper),
            ("docker-credential-pushpilot.exe", CalledAs::CredentialHelper),
            ("/root/.docker/cli-plugins/docker-pushpilot", CalledAs::DockerPlugin),
            ("../gh-pushpilot", CalledAs::GhExtension),
            ("docker-credential-pushpilot-1.0", CalledAs::Itself),
            ("", CalledAs::Itself),
        ] {
            assert_eq!(CalledAs::name(&[path.into()]), meant, "{path}");
        }
        assert_eq!(CalledAs::name(&[]), CalledAs::Itself);
    }
}
