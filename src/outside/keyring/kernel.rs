//! The Linux kernel's keyring: no service, no password, and nothing left after a reboot.

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;
use linux_keyutils_keyring_store::{Cred, Store};

use super::SERVICE;
use crate::model::failure::KeyringTrouble;

/// What the store puts around a user name to make a key's description.
const BEFORE: &str = "keyring:";
const AFTER: &str = "@pushpilot";

/// Containers often forbid the kernel's keyring; making an entry is enough to find out, and writes nothing.
pub(super) fn look() -> Result<(), KeyringTrouble> {
    entry("docker.io/status").map(|_| ())
}

pub(super) fn entry(user: &str) -> Result<Entry, KeyringTrouble> {
    let absent = |_| KeyringTrouble::Absent;
    let store = Store::new().map_err(absent)?;
    // Where the login gave the session no keyring, the kernel makes one in the middle of the first call,
    // and the entry would look into the one before it. The second call finds everything in place.
    store.build(SERVICE, user, None).map_err(absent)?;
    let entry = store.build(SERVICE, user, None).map_err(absent)?;
    // Without the user's persistent keyring the secret would end with this process, silently.
    let lasts = entry.as_any().downcast_ref::<Cred>().is_some_and(|cred| cred.persistent.is_some());
    if lasts { Ok(entry) } else { Err(KeyringTrouble::Absent) }
}

/// `/proc/keys` lists the descriptions of those keys that this process may see.
pub(super) fn users() -> Result<Vec<String>, KeyringTrouble> {
    look()?;
    let keys = std::fs::read_to_string("/proc/keys").map_err(|_| KeyringTrouble::Absent)?;
    Ok(keys.lines().filter_map(user_of).map(str::to_owned).collect())
}

/// The user in a line such as `… user keyring:docker.io/amyflash@pushpilot: 36`.
fn user_of(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(BEFORE)?;
    rest.rsplit_once(AFTER).map(|(user, _)| user)
}

#[cfg(test)]
mod tests {
    #[test]
    fn users_are_found_in_the_kernels_list() {
        for (line, user) in [
            (
                "1a2b3c4d I--Q---     2 perm 3f010000  1000  1000 user      keyring:docker.io/amyflash@pushpilot: 36",
                Some("docker.io/amyflash"),
            ),
            ("1a2b3c4d I--Q---     2 perm 3f010000  1000  1000 user      keyring:x@other: 36", None),
            ("2e7baed0 I--Q---     2 perm 1f3f0000     0 65534 keyring   _uid.0: empty", None),
        ] {
            assert_eq!(super::user_of(line), user, "{line}");
        }
    }
}
