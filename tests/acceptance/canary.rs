//! A secret that is looked for: in every form in which a program gives one away by accident.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// So many characters in a row, and more of a secret is known than a person needs to tell it from another.
const TELLING: usize = 8;

/// A secret under watch.
pub struct Canary {
    what: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    /// `known`: how many characters of it are no secret, because all of its kind begin with them.
    pub fn new(what: &str, secret: &str, known: usize) -> Self {
        let mut forms = Vec::new();
        let bytes = secret.as_bytes();
        let windows: Vec<&[u8]> = bytes[known..].windows(TELLING).collect();
        assert!(!windows.is_empty(), "{what} is too short to be looked for in parts");
        for window in &windows {
            forms.push(("text", window.to_vec()));
            forms.push(("hex", hex(window)));
            forms.push(("hex", hex(window).to_ascii_uppercase()));
            forms.push(("byte numbers", numbers(window)));
            forms.push(("every byte percent-encoded", percent(window, |_| true)));
        }
        forms.push(("percent-encoded", percent(bytes, |byte| !byte.is_ascii_alphanumeric())));
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        forms.push(("percent-encoded", percent(bytes, |byte| !unreserved(byte))));
        // Wherever it begins within a longer text, such as behind `user:`.
        for before in 0..3 {
            let text = [&vec![0; before], bytes].concat();
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let encoded = engine.encode(&text);
                // The characters at both ends depend on what stands beside it.
                let core = &encoded.as_bytes()[before + before.div_ceil(2)..encoded.len() - 2];
                forms.push(("base64", core.to_vec()));
            }
        }
        Self { what: what.to_owned(), forms }
    }

    /// What of it can be found in these bytes.
    fn found_in(&self, bytes: &[u8]) -> Option<&'static str> {
        let shown = without_sequences(bytes);
        let run_on: Vec<u8> = shown.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let views = [bytes, &shown, &run_on];
        let holds = |form: &[u8]| views.iter().any(|view| view.windows(form.len()).any(|part| part == form));
        self.forms.iter().find(|(_, form)| holds(form)).map(|(name, _)| *name)
    }

    /// Fails where it is found in these bytes.
    #[track_caller]
    pub fn not_in(&self, place: &str, bytes: &[u8]) {
        if let Some(form) = self.found_in(bytes) {
            panic!("{} is in {place}, as {form}:\n{}", self.what, String::from_utf8_lossy(bytes));
        }
    }

    /// Fails where it is found in a file below this folder, or in a file's name.
    #[track_caller]
    pub fn not_below(&self, folder: &Path, but: &[PathBuf]) {
        for path in files(folder) {
            self.not_in("a name", path.as_os_str().as_encoded_bytes());
            if !but.contains(&path) {
                self.not_in(&path.display().to_string(), &fs::read(&path).expect("it is there"));
            }
        }
    }
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(files(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes it");
    }
    text.into_bytes()
}

/// As a derived `Debug` prints bytes, without its spaces.
fn numbers(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(",").into_bytes()
}

fn percent(bytes: &[u8], encoded: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut text = Vec::new();
    for &byte in bytes {
        if encoded(byte) {
            text.extend(format!("%{byte:02X}").into_bytes());
        } else {
            text.push(byte);
        }
    }
    text
}

/// What a terminal shows one after the other: the text without what moves the cursor and paints.
fn without_sequences(bytes: &[u8]) -> Vec<u8> {
    let mut shown = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match (byte, rest.peek()) {
            (0x1b, Some(b'[')) => {
                rest.next();
                rest.find(|byte| (0x40..=0x7e).contains(byte));
            }
            (0x1b, Some(b']')) => {
                rest.find(|byte| *byte == 7 || *byte == b'\\');
            }
            (0x1b, _) => {
                rest.next();
            }
            _ => shown.push(byte),
        }
    }
    shown
}

#[test]
fn a_canary_is_found_in_all_of_its_forms() {
    let canary = Canary::new("it", "dckr_pat_kZ3+mW8/qL1=xN6", 9);
    for text in [
        "the token dckr_pat_kZ3+mW8/qL1=xN6 is wrong",
        "kZ3+mW8/",
        "\u{1b}[1;1Hk\u{1b}[1;2HZ\u{1b}[1;3H3\u{1b}[1;4H+mW8/",
        "kZ3+\n  mW8/",
        "Basic YW15OmRja3JfcGF0X2taMyttVzgvcUwxPXhONg==",
        "Basic YW15ZmxhOmRja3JfcGF0X2taMyttVzgvcUwxPXhONg==",
        "%64%63%6B%72%5F%70%61%74%5F%6B%5A%33%2B%6D%57%38%2F",
        "?token=dckr_pat_kZ3%2BmW8%2FqL1%3DxN6&",
        "6b5a332b6d57382f",
        "6B5A332B6D57382F",
        "[\n    107,\n    90,\n    51,\n    43,\n    109,\n    87,\n    56,\n    47,\n]",
    ] {
        assert!(canary.found_in(text.as_bytes()).is_some(), "{text}");
    }
    assert_eq!(canary.found_in(b"dckr_pat_... ends in =xN6, 24 characters"), None);
}
