//! The arguments of a command as it stands in a log: what is an operand, and what belongs to an option.

/// Options of the tools that push, whose value stands behind them: it is never an image, and may be a secret.
const VALUED: &[&str] = &[
    "-u",
    "-p",
    "-f",
    "-e",
    "--user",
    "--username",
    "--password",
    "--creds",
    "--src-creds",
    "--dest-creds",
    "--registry-token",
    "--src-registry-token",
    "--dest-registry-token",
    "--src-username",
    "--src-password",
    "--dest-username",
    "--dest-password",
    "--from-username",
    "--from-password",
    "--to-username",
    "--to-password",
    "--identity-token",
    "--token",
    "--authfile",
    "--src-authfile",
    "--dest-authfile",
    "--cert-dir",
    "--src-cert-dir",
    "--dest-cert-dir",
    "--certs-dir",
    "--ca-file",
    "--cert-file",
    "--key-file",
    "--config",
    "--registry-config",
    "--annotation",
    "--annotation-file",
    "--artifact-type",
    "--export-manifest",
    "--format",
    "--digestfile",
    "--sign-by",
    "--sign-passphrase-file",
    "--encryption-key",
    "--compression-format",
    "--retry",
    "--retry-times",
    "--retry-delay",
    "--platform",
    "--override-arch",
    "--override-os",
    "--keyring",
    "--email",
    "-H",
    "--host",
    "--context",
    "--log-level",
];

/// The words up to the command's end that are neither options nor their values.
pub(super) fn operands(rest: &str) -> Vec<&str> {
    // `<owner>/app` is a name that somebody was to fill in, and no redirection.
    let redirects =
        |word: &&str| *word == "<" || ["<<", ">", "1>", "2>"].iter().any(|mark| word.starts_with(mark));
    let end = rest.find([';', '&', '|']).unwrap_or(rest.len());
    let mut words = rest[..end].split_whitespace().take_while(|word| !redirects(word));
    let mut operands = Vec::new();
    while let Some(word) = words.next() {
        if VALUED.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            operands.push(word);
        }
    }
    operands
}

#[cfg(test)]
mod tests {
    use super::operands;

    #[test]
    fn values_of_options_are_no_operands() {
        for (rest, left) in [
            (" --dest-creds amy:hunter2 docker://a docker://b", &["docker://a", "docker://b"][..]),
            (" docker://a docker://b --dest-creds amy:hunter2", &["docker://a", "docker://b"]),
            (" --creds=amy:hunter2 a/b:1", &["a/b:1"]),
            (" a/b:1 -u amy -p hun/ter2 && x/y", &["a/b:1"]),
            (" --all-tags a/b", &["a/b"]),
            (" a/b > /dev/null", &["a/b"]),
            (" <owner>/app 2>/tmp/x", &["<owner>/app"]),
            ("", &[]),
        ] {
            assert_eq!(operands(rest), left, "{rest}");
        }
    }
}
