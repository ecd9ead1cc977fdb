## The credential helper

helper-bad-server = The registry's address holds line breaks, spaces or control characters; it was not looked up.
helper-bad-username = The user name cannot be one: it is an e-mail address, or holds spaces, colons or control characters.
helper-bad-input = The input is not the JSON that a credential helper is given: ServerURL, Username and Secret.
helper-too-long = The input has more than 64 KB; it was not read further.
helper-usage = Usage: docker-credential-pushpilot get, store, erase, list or version. Docker, podman, skopeo and buildah call it; to set it up run: pushpilot use
helper-several = For { $registry } the keyring has several accounts ({ $names }), and none is chosen. Choose one: pushpilot use --registry { $registry } --account { $first }
helper-locked = The keyring that has this login is locked. Unlock it (sign in to the desktop, or run: pushpilot), then try again.
helper-absent = There is no keyring here that could have this login: no secret service answers on this session's D-Bus. Start one (gnome-keyring in a dbus-run-session), or take the setting back: pushpilot use --undo

## Installing the other names

cmd-install-links = Make the names by which docker, gh and the other tools find this program
arg-install-docker = As a docker plugin: docker pushpilot
arg-install-gh = As a gh extension: gh pushpilot
arg-install-helper = As a credential helper: docker-credential-pushpilot
arg-install-folder = Put the credential helper into this folder instead of the program's own
link-made = made { $link } -> { $program }
link-there = there already: { $link }
link-taken = { $link } is something else. It was left as it is; move it away and try again.
link-not-in-path = { $folder } is not in PATH, so tools will not find the credential helper there. Add it to PATH, or name another one with --folder.
link-no-own-path = The system does not tell where this program lies.

## As a docker plugin

plugin-description = From "push access denied" to a token that provably pushes
hook-cause = { $cause }. Find out and mend it: docker pushpilot
hook-unknown = Find out why, and mend it: docker pushpilot

## Letting the tools use the keyring

cmd-use = Let docker, podman and similar tools use the keyring; shows the change first, and can undo it
arg-use-docker = For docker, compose and buildx
arg-use-podman = For podman, skopeo and buildah
arg-use-hook = Let docker name the cause under a failed push (docker CLI of 2026 and later)
arg-use-registry = For which registry
arg-use-account = Which of several accounts on it
arg-use-here = Choose the account for this folder and those in it only
arg-use-move = Move logins in plain text from these files into the keyring
arg-use-undo = Take it back
arg-use-dry-run = Show the change, and make none
arg-use-yes = Do not ask
use-no-helper = docker-credential-pushpilot is not in PATH, so the tools could not call it. Make it: pushpilot install-links --helper
use-helper-failed = Nothing was changed, because the tools would get no login: { $said }
use-no-login = Nothing was changed: the keyring has no login for { $registry }, and the tools would lose the one that they have. Make one: pushpilot
use-no-tool = Neither docker nor podman, skopeo or buildah is installed. Name one with --docker or --podman.
use-bad-registry = { $registry } is no registry's address.
use-no-account = For { $host } no login of { $name } is kept here, so nothing was chosen. Keep one first: pushpilot --username { $name }
use-bad-account = { $name } cannot be a user name.
use-chosen = For { $registry } the account is { $name }.
use-chosen-here = For { $registry } the account is { $name }, in { $folder } and the folders in it.
use-already = { $file }: set already.
use-nothing-to-undo = Nothing was set by pushpilot here, so there is nothing to take back.
use-new-file = { $file } (a new file)
use-secret = (a secret)
use-plain = { $file } holds the login of { $name } for { $registry } in plain text (base64 is no encryption).
use-plain-stays = { $file }: the login of { $name } stays in plain text. Move it: pushpilot use --move
use-plain-differs = { $file }: the login of { $name } is another secret than the keyring's. It was left there; the tools use the keyring's now.
use-comes-back = { $file }: the login of { $name } comes back in plain text, as it was.
use-shadowed = { $file } holds a login for this registry too, and is read first. Take it away: podman logout
use-variable = DOCKER_AUTH_CONFIG is set: docker reads it before this file and before the keyring.
use-rotate = Others on this machine could read { $file }. Treat its token as known: make a new one (pushpilot), and delete the old one at the registry.
use-ask = Make this change? [y/N]
use-ask-move = Move the login of { $name } into the keyring? [y/N]
use-needs-yes = Nothing was changed: there is no terminal to ask on. To agree beforehand: --yes
use-dry = Nothing was changed (--dry-run).
use-backup = backed up: { $file }
use-written = written: { $file }
use-set-since = { $file } was set to something else since; that is left as it is.
use-undone = taken back: { $file }
use-proof = proven: docker-credential-pushpilot answers for { $registry } as { $name }
use-proof-tool = proven: { $tool } finds the login for { $registry }: { $name }
use-no-proof = { $tool } does not find the login after the change, so { $file } was put back as it was.
tool-file-dangling = { $file } is a link that leads nowhere. Nothing was changed; mend or remove the link, then try again.
tool-file-foreign = { $file } belongs to another user (number { $owner }), often after sudo docker login. Nothing was changed. If it should be yours: sudo chown "$USER" { $file }
tool-file-read-only = { $file } is read-only. Nothing was changed. If it may be changed: chmod u+w { $file }
tool-file-changed = { $file } was changed by another program at the same moment. Nothing of that was overwritten; try again.

## What is there, and whether it still works

cmd-status = Say which credentials there are, what each may do, where it is used, and which expires
arg-status-calendar = Write reminders of what expires into this calendar file (.ics)
arg-status-workflow = Print a workflow that checks the token every day and opens an issue before it expires
status-workflow = Save this as .github/workflows/registry-token.yml. It runs every day, and opens one issue when the token is refused or expires in two weeks.
status-no-workflow = The workflows here read no token from a secret, so there is nothing that a scheduled check could sign in with.
arg-status-offline = Ask no registry
status-nothing = No credential is known or was found on this machine. Make one: pushpilot
status-asking = asking the registries: { $done } of { $all }
status-accepted = accepted just now
status-open = not judged: this registry lets everybody in
status-refused = REFUSED: { $reason }
status-unreachable = not known: { $reason }
status-unread = not read: { $reason }
status-unasked = not asked (--offline)
status-gone = noted earlier, and found nowhere on this machine now
status-label = label: { $label }
status-level = permission, as noted: { $level }
status-expires = expires on { $date }, in { $days ->
    [one] one day
   *[other] { $days } days
}
status-expired = EXPIRED on { $date }
status-no-expiry = expiry: not noted, and the registry does not tell it
status-proven = last pushed provably on { $date }
status-place = in: { $place }
status-place-plain = in: { $place } (plain text; move it: pushpilot use --move)
status-used-by = used by: { $tools }
status-shadowed = hidden by: { $place }, which is looked at first
status-calendar = { $count ->
    [0] Nothing that is noted expires; { $file } was not written.
    [one] One reminder was written to { $file }.
   *[other] { $count } reminders were written to { $file }.
}
calendar-title = The token of { $name } at { $registry } expires
calendar-what = Make a new one before it stops working: pushpilot
