//! Opening a page in the person's browser, apart from this program and its terminal.

use std::process::{Command, Stdio};

use url::{Host, Url};

use super::places::Env;

/// What came of the wish to open a page. The address is shown in any case: nobody can know whether a
/// launcher really brought a window to the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A launcher was started.
    Started,
    /// There is no desktop here to open it on.
    NoDesktop,
    /// Neither https nor plain http on this machine.
    NotAllowed,
    /// None of the launchers could be started.
    NoLauncher,
}

/// Starts the browser on a page and comes back at once.
#[must_use]
pub fn open(address: &str, env: &Env) -> Opening {
    let Some(url) = allowed(address) else { return Opening::NotAllowed };
    if !has_desktop(env) {
        return Opening::NoDesktop;
    }
    for mut launcher in open::commands(url.as_str()) {
        detach(&mut launcher, env);
        if let Ok(mut child) = launcher.spawn() {
            // Somebody has to take note of its end, or it stays in the list of processes.
            std::thread::spawn(move || child.wait());
            return Opening::Started;
        }
    }
    Opening::NoLauncher
}

fn allowed(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && (url.scheme() == "https" || url.scheme() == "http" && here)).then_some(url)
}

pub(super) fn has_desktop(env: &Env) -> bool {
    cfg!(any(target_os = "macos", windows))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "WSL_INTEROP"]
            .iter()
            .any(|name| env.get(name).is_some())
}

/// Away from our terminal, our interrupts and our secrets.
pub(super) fn detach(launcher: &mut Command, env: &Env) {
    launcher.env_clear().envs(env.for_children());
    launcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(launcher, 0);
}

#[cfg(test)]
mod tests {
    use super::{Opening, allowed, open};
    use crate::outside::places::Env;

    #[test]
    fn only_pages_are_opened() {
        for (address, may) in [
            ("https://app.docker.com/settings/personal-access-tokens", true),
            ("http://127.0.0.1:8080/x", true),
            ("http://[::1]:8080/x", true),
            ("http://localhost:1/", true),
            ("http://hub.docker.com/", false),
            ("https://user:secret@hub.docker.com/", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("--help", false),
        ] {
            assert_eq!(allowed(address).is_some(), may, "{address}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_machine_without_a_desktop_says_so() {
        let nothing: [(&str, &str); 0] = [];
        assert_eq!(open("https://hub.docker.com", &Env::of(nothing)), Opening::NoDesktop);
    }
}
