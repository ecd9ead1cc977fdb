//! The desktop's clipboard, by the program that the desktop has for it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::browser::{detach, has_desktop};
use super::places::Env;

/// Hands text to the clipboard and comes back at once; whether a program took it. Where none did, the terminal may
/// have a clipboard. Never call it with a secret.
#[must_use]
pub fn hand_over(text: &str, env: &Env) -> bool {
    has_desktop(env) && programs(env).iter().any(|(name, arguments)| fed(name, arguments, text, env))
}

/// By name, in the order in which they are tried.
fn programs(env: &Env) -> &'static [(&'static str, &'static [&'static str])] {
    if cfg!(target_os = "macos") {
        &[("pbcopy", &[])]
    } else if cfg!(windows) || env.get("WSL_DISTRO_NAME").is_some() || env.get("WSL_INTEROP").is_some() {
        &[("clip.exe", &[])]
    } else if env.get("WAYLAND_DISPLAY").is_some() {
        &[("wl-copy", &[]), ("xclip", &["-selection", "clipboard"])]
    } else {
        &[("xclip", &["-selection", "clipboard"]), ("xsel", &["--clipboard", "--input"])]
    }
}

/// Those for X and Wayland stay for as long as what they were given can be pasted, so nobody waits for their end.
fn fed(name: &str, arguments: &[&str], text: &str, env: &Env) -> bool {
    let Some(path) = env.find_program(name) else { return false };
    let mut program = Command::new(path);
    detach(&mut program, env);
    program.args(arguments).stdin(Stdio::piped());
    let Ok(mut child) = program.spawn() else { return false };
    let text = text.to_owned();
    // A program that does not read is waited for by nobody but this thread, which also takes note of its end.
    std::thread::spawn(move || {
        if let Some(mut input) = child.stdin.take() {
            let _ = input.write_all(text.as_bytes());
        }
        child.wait()
    });
    true
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::hand_over;
    use crate::outside::places::Env;

    #[test]
    fn the_desktops_own_program_gets_it_on_its_standard_input() {
        let folder = tempfile::tempdir().expect("a folder");
        let (program, fifo) = (folder.path().join("xclip"), folder.path().join("clipboard"));
        // Opening a fifo waits for its other end, so the test needs no clock.
        let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
        assert!(made.success());
        fs::write(&program, format!("#!/bin/sh\n{{ echo \"$*\"; cat; }} > {}\n", fifo.display()))
            .expect("written");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it can be run");
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        let env = Env::of([("PATH", path.as_str()), ("DISPLAY", ":0")]);
        assert!(hand_over("https://example.com/", &env));
        assert_eq!(fs::read_to_string(&fifo).expect("read"), "-selection clipboard\nhttps://example.com/");
    }

    #[test]
    fn without_a_desktop_or_its_program_the_terminal_is_left() {
        assert!(!hand_over("x", &Env::of([("PATH", "/usr/bin:/bin")])));
        assert!(!hand_over("x", &Env::of([("PATH", "/nowhere"), ("DISPLAY", ":0")])));
    }
}
