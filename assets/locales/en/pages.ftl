## The steps

step-find-project = Find the project
step-create-token = Create a token
step-check-access = Check access
step-store-token = Keep the token
step-test-push = Test push
step-report = Result
banner-practice = practice

## Keys

action-continue = continue
action-back = back
action-help = help
action-language = 中文
action-stop = stop
action-stop-cleaning = stop (what was pushed is cleaned up first)
action-close = close
action-stay = stay
action-leave = leave
action-resume = go on
action-start-over = start over
action-use-suggestion = use { $image }
action-use-own = use namespace { $user }
action-use-it = use it
action-use-corrected = use it without what does not belong
action-use-as-is = use it exactly as pasted
action-play = play the page (practice)
action-open = open
action-copy-address = copy
action-with-delete = also delete
action-without-delete = no delete
action-password = with password
action-make = make the token
action-again = ask again
action-proof = what was asked
action-new-token = make a new token
action-correct = correct image or user
action-trust = send it there, this once
action-to-test-push = to the test push
action-to-keep = keep the token
action-encrypt = encrypt and save
action-push = push it
action-push-again = push again
action-skip = skip
action-to-report = to the result
action-finish = finish
action-save-markdown = save as Markdown
action-save-json = save as JSON
action-old-tokens = old tokens
action-deactivate = deactivate
action-delete-ask = delete ...
action-delete = delete it for good
action-done = done

## Help, leaving, going on

help-title = Keys on this page
help-choose = move in the list
help-find = find something in the list
help-fields = next field, previous field
help-clear = clear the field
help-scroll = scroll
help-select = select text, in most terminals
help-lines = go on line by line, without the screen
help-leave = leave (asks first; twice leaves at once)
help-close = Any key closes this.
leave-title = Leave?
leave-running = Something is being changed right now. Wait for it to end, or leave and look at the note of this run.
leave-nothing = Nothing was changed so far: you can leave without a trace.
leave-changed = Changed so far:
leave-resume = The next start offers to go on from here.
resume-title = Go on where you left?
resume-say = An earlier run was interrupted.
resume-when = interrupted
resume-checked-again = Nothing is taken for granted: the token is read from where it is kept and checked again.

## Find the project

project-title = What is pushed, and where
project-row-lesson = lesson
project-push-place = { $place }, tags { $tags }
project-push-by-remote = { $place }, the owner taken from the git remote
project-looking = Reading git, the workflows and the credentials of this machine
project-nothing = No git repository, workflow or credential was found here. Two answers are enough to go on.
project-images = Images that the workflows push
project-image = Image
project-image-hint = as in docker push, for example amyflash/app:latest
project-username = Registry user
project-namespace-differs = The namespace { $namespace } is not the user { $user }. That is right only if { $namespace } is an organization to which { $user } may push.
project-row-remote = git remote
project-branch = branch { $branch }
project-row-push = pushes
project-row-login = signs in with
project-row-credential = found here
project-credential = { $user } in { $place }
project-plain-text = plain text
image-empty = Which image does the build push? Write it as in docker push, for example amyflash/app:latest.
image-unreadable = This is no image name: it is too long or has characters that cannot be typed.
image-spaces = An image name has no spaces. If several images are pushed, take one of them here.
image-upper-case = Registries take only lower-case names. It should read { $fixed }.
image-no-namespace = { $name } has no namespace, so docker would push to library/{ $name }, which belongs to Docker. Write user/{ $name }.
image-no-namespace-fix = { $name } has no namespace, so docker would push to library/{ $name }, which belongs to Docker. It should read { $fixed }.
image-library = library/ belongs to Docker's official images; nobody else can push there. Write user/{ $name }.
image-library-fix = library/ belongs to Docker's official images; nobody else can push there. It should read { $fixed }.
image-too-many-parts = Docker Hub has exactly two parts, namespace and repository. Perhaps { $fixed }?
image-bad-name = "{ $part }" is not a valid part of a name: lower-case letters and digits, single . _ or - between them.
image-bad-tag = "{ $tag }" is not a valid tag: up to 128 letters, digits, . _ and -, not beginning with . or -.
image-digest = A digest cannot be pushed to; a tag can. Without it: { $fixed }.
image-host-twice = The registry stands in it twice. It should read { $fixed }.
username-empty = Which user pushes? On Docker Hub this is the Docker ID, the name beside your avatar.
username-empty-elsewhere = Which user pushes? There it is: { $who }
username-email = This is an e-mail address; the registry wants the Docker ID, the name beside your avatar.
username-bad-character = A user name has no spaces, colons or invisible characters.
username-too-long = This is too long for a user name. Was something else pasted here?

## Create a token

lane-title = A token that may push
lane-say = First see whether what this machine already has is good enough; a new token takes two minutes.
lane-say-new = A new token takes two minutes.
lane-question = Which token?
lane-loading = Reading the credential
lane-here = Check the one in { $place }
lane-here-note = user { $user }; nothing is changed there
lane-browser = Make a new one in the browser and paste it here
lane-browser-note = works for everybody, with two-factor and single sign-on too
lane-password = Let pushpilot make it, with your password
lane-password-note = shows your existing tokens; the password is used once and not stored
browser-title = Make a token that may push
browser-open = Open
browser-description = Access token description
browser-expiry = Expiration date
browser-days = { $days } days
browser-permission = Access permissions
browser-why-write = enough for CI; not the default
browser-why-delete = can also remove tags and repositories
browser-generate = Generate, then copy
browser-shown-once = it is shown only once
browser-instead = With your password, pushpilot can make it for you instead, and show the tokens you have.
browser-paste = Paste the token here
browser-stored-at-once = stored in the keyring the moment you press Enter
browser-other-registry = What { $host } takes, and where it is made. Paste it here.
play-working = Practice: filling in the page as you would
password-title = Sign in to Docker Hub as { $user }
password-say = With a session of your account pushpilot lists your tokens and makes the new one.
password-promise = The password goes to hub.docker.com once, over TLS, and is kept nowhere.
password-label = Password
password-sso = a token does not work here; with single sign-on use the browser instead
practice-password = Practice: the password is { $password }.
practice-code = Practice: the code is always { $code }.
password-working = Signing in at hub.docker.com
password-refused = Docker Hub refused user { $user } with this password (401). Type it again; too many wrong tries lock the sign-in for a while.
code-title = One-time code
code-say = The account uses two-factor authentication. Type the code from your authenticator app, or a recovery code.
code-label = Code
code-refused = The code was refused. Codes change every 30 seconds; type the present one.
order-title = The new token
order-listing = Listing your tokens
order-none-yet = There is no token yet.
order-more =
    and { $count ->
        [one] one more
       *[other] { $count } more
    }
order-label = Description
order-label-empty = A description is needed, up to 100 characters: it tells tokens apart later.
order-level = Permission
order-expiry = Expires
order-until = in { $days } days, on { $date }
order-never = never
order-making = Making the token; it will be stored at once
table-label = description
table-level = permission
table-last-used = last used
table-expires = expires
table-state = state
table-expired = expired
table-active = active
table-inactive = inactive
table-never = never
table-no-expiry = never

## Check access

access-title = May this token push?
access-say = Asking what this token may do at { $image }. Nothing is created there.
access-working = Waiting for the registry
access-asked = Asked { $times } times, last at { $at }.
access-both-kept = Both are in the keyring: the new one as { $entry }, the one before it as { $entry } (previous).
access-waiting-say = It is asked again by itself at that time, and nothing before.
access-waiting = Waiting until { $time }
access-stopped = Stopped before there was an answer. Nothing was changed.
access-clock = This machine's clock differs from the server's by { $gap }; certificates and tokens may fail because of it.
table-action = action
table-asked = needed
table-this-token = this token
table-granted = granted here
table-yes = yes
table-no = NO
table-optional = optional
proof-code = code
proof-code-is = { $code }: { $cause }
proof-granted = granted { $actions }
proof-granted-nothing = granted nothing
proof-opaque = an opaque token
proof-not-visible = not there, or not visible
proof-upload = upload opened
proof-title = What was asked, and what came back
proof-no-secret = Headers and bodies are never shown or written: they carry the secret.

## Keep the token

keep-title = Keep the token
keep-working = Writing it to the { $place }, reading it back, comparing
keep-unlocking = Waiting for the keyring: it may ask for its password in a window of its own
keep-done = Kept in the { $place }: written, read back, the same.
keep-not-kept = The token is not kept yet.
keep-question = Where shall it be kept?
keep-explain-locked = The login keyring unlocks when you sign in at the desktop; over SSH it stays locked.
keep-explain-absent = On servers and in containers there is often no keyring. pushpilot never falls back to plain text.
keep-explain-timeout = Perhaps a window of the keyring waits for its password on another screen.
way-unlock = Unlock the keyring, then store it
way-unlock-note = the keyring asks for its own password
way-again = Try the keyring once more
way-again-note = after you have unlocked or started it
way-kernel = The kernel's keyring
way-kernel-note = in memory only; gone at the next reboot
way-file = A file encrypted with a passphrase
way-file-note = the age format; survives a reboot
way-run-only = Only for this run
way-run-only-note = it is shown only once: afterwards you need a new one
passphrase-say = The token goes into a file that only this passphrase opens.
passphrase-warning = There is no way back without it: nobody can reset it.
passphrase-label = Passphrase
passphrase-again = Once more
passphrase-too-short = At least 8 characters; three or four random words are good.
passphrase-different = The two are not the same.
file-passphrase-title = Open the encrypted file
file-passphrase-say = The token was kept in a file that a passphrase protects.
file-passphrase-label = Passphrase
file-passphrase-wrong = The passphrase is wrong.

## Test push

push-title = Push a tiny image, to be sure
push-say = The check opened an upload and cancelled it. A real push proves the rest: layers, manifest, reading back.
push-row-tag = tag
push-row-size = size
push-size = under 2 KB, one layer with one small file
push-row-after = afterwards
push-row-creates = repository
push-creates = created by this push, and stays; public or private as the default privacy says
push-removed-after = removed again; this token may delete
push-stays-after = it STAYS: this token cannot delete; you can remove the tag by hand
push-tries-after = pushpilot tries to remove it; whether it may is not known
push-never = Other tags are not touched, latest least of all.
push-working = Waiting for the registry
push-stopping = Stopping, and removing what was pushed
push-works = It pushes.
push-works-but-stays = It pushes. The test tag is still there.
push-failed = The test push failed: { $part }.
push-stopped = Stopped. This says nothing about the token.
push-left-no-tag = Nothing was left behind.
push-left-bytes = No tag is left behind. What was uploaded has no name; the registry clears it away by itself.
push-left-perhaps = Perhaps left behind: { $image }. The request was on its way when it was stopped.
push-kept = Pushed, read back by tag and digest, compared byte by byte, and kept as asked: { $image }
push-left = Left behind: { $image }. This token may not delete it.
push-left-nothing = Pushed, read back by tag and digest, compared byte by byte, removed. Nothing is left behind.
push-left-repository = Pushed, read back by tag and digest, compared byte by byte, removed. The repository was created by this and stays; whether it is private stands on its page:
push-remove-there = Remove the tag there:

## The result

report-title = The result
report-proven = Proven: { $image } can be pushed.
report-push-failed = By its rights this token can push, but the test push did not succeed.
report-may-push = The registry lets this token push to { $image }.
report-nothing = Nothing was proven.
report-row-token = token
report-token = ends in { $four }
report-expires = expires on { $date }, in { $days ->
    [one] one day
   *[other] { $days } days
}
report-row-kept = kept in
report-not-kept = nowhere: only for this run
report-set-aside = an older one is set aside beside it
report-row-push = test push
report-not-pushed = left out
report-row-left = left behind
report-left-nothing = nothing
report-left-repository = the repository { $repository }, created by the push
report-next = Next, put user and token into the GitHub secrets that the workflow reads, and start the build again.
report-saved = Saved: { $path }
report-saved-for-practice = It goes away with the practice: copy it before you finish.
old-title = Old tokens
old-say = The new token is proven. What uses an old one stops working when it is deactivated; that can be undone. Deleting cannot.
old-choose = Which one?
old-working = Waiting for Docker Hub
old-delete-say = { $label } will be gone for good. Type its description to delete it.
old-type-label = Description
old-wrong-label = That is not its description; nothing was deleted.

## Verdicts

verdict-can-push = This token can push.
verdict-will-create = This token can push; the first push creates the repository.
verdict-too-weak = This token cannot push.
verdict-no-right = This account may not push there.
verdict-not-your-namespace = This namespace is not yours.
verdict-wrong-credential = User name or token is wrong.
verdict-password-not-enough = A password does not do here: it takes a token.
verdict-expired = This token no longer works.
verdict-no-credential = The registry wants a credential.
verdict-repository-missing = The repository does not exist.
verdict-rule = A rule of the repository refuses the push.
verdict-rate-limited = Too many requests; the registry asks to wait.
verdict-unreachable = The registry could not be asked.
verdict-foreign-realm = The registry sends us to a foreign token service.
verdict-not-decided = Not decided.
why-can-push = It was granted push on { $image }, and an upload was opened there and cancelled again.
why-will-create = { $image } does not exist yet; the push creates it. Whether it becomes private is not known: it takes the default privacy of the namespace (public unless changed), which no request tells. Look before you push, at Docker Hub under My Hub, Settings, Default privacy.
why-too-weak = Its permission is { $level }; pushing needs { $needed }. The account itself may push to { $image }, so only the token has to change.
why-too-weak-account-unknown = Its permission is { $level }; pushing needs { $needed }. Whether the account may push to { $image } shows only with a stronger token.
why-too-weak-level-unknown = The token service refuses push for any repository: the token's permission is too small; pushing needs { $needed }.
why-no-right = The credential is good, but { $user } was granted no push on { $image }.
why-not-your-namespace = The credential is good, but { $namespace } is not { $user }, and { $user } was granted no push there.
why-wrong-credential = The registry does not know { $user } with this token: the name is misspelt, the token belongs to another account, or it was revoked. Its answer does not tell which.
why-password-not-enough = The registry says that { $user } must sign in with a personal access token. It does so where two-factor authentication or single sign-on protects the account.
why-expired-said = The registry says that it has expired or was revoked.
why-expired-at = It expired on { $date }, as noted when it was made.
why-expired-proven = It still pushed on { $date }; now the registry refuses it. It has expired, or somebody revoked it.
why-no-credential = It answered without asking who we are, and does not let strangers push.
why-repository-missing = This registry does not create repositories on push, and { $image } is not there.
why-rule-immutable = Push was granted, and still refused: the tag may not be overwritten.
why-rule-archived = Push was granted, and still refused: the repository is archived or read-only.
why-rule-plan = Push was granted, and still refused: a limit of the plan is used up.
why-rule-other = Push was granted, and still refused. The registry says: { $said }
why-rate-limited = This is a limit on requests, not a judgement on the token.
why-rate-limited-until = This is a limit on requests, not a judgement on the token. It asks to wait until { $time }.
why-disagree = The registry's token service and the Hub API give different answers about the same credential.
why-would-create = Asking further could create the repository, so it was not asked.
why-not-asked = The last question, opening an upload, was not answered.
remedy-can-push = Next: a tiny test push, if you want to be sure.
remedy-too-weak = A token's permission cannot be widened; a new one takes two minutes. The old one stays until the new one is proven.
remedy-no-right = Ask an owner of { $namespace } for write permission on the repository, or push to a namespace of your own.
remedy-not-your-namespace = If { $namespace } is a misspelling, correct the image here and in the workflow. If it is an organization, an owner has to give { $user } write permission.
remedy-not-your-namespace-at = If { $namespace } is a misspelling, correct the image here and in { $place }. If it is an organization, an owner has to give { $user } write permission.
remedy-wrong-credential = Check the user name first; then make a new token. Wrong tries are not repeated: too many lock the sign-in.
remedy-password-not-enough = Make a token, and use it wherever the password was used.
remedy-expired = Make a new token, and give it the place of the old one.
remedy-no-credential = Make a token, or take one that this machine has.
remedy-repository-missing = Create the repository at the registry first, or correct the image's name.
remedy-rule = Change the rule in the repository's settings, or push another tag.
remedy-wait = Wait, then ask again. Trying sooner makes it longer.
remedy-wait-until = Enter waits until then and asks again. Trying sooner makes it longer.
remedy-unreachable = Check network, proxy and certificates, then ask again. The token was not judged.
remedy-foreign-realm = Nothing was sent there. Agree only if you know that { $host } belongs to this registry.
remedy-not-decided = Look at what was asked, then ask again.

## Words

level-public-read = Repo Public Read-only
level-read = Repo Read-only
level-write = Repo Read & Write
level-delete = Repo Read, Write, Delete
place-keyring = login keyring
place-kernel = kernel keyring (until reboot)
place-file = encrypted file
origin-pasted = pasted
origin-created = made just now
origin-stdin = standard input
origin-environment = the environment ({ $name })
origin-docker-config = docker's configuration ({ $path })
origin-containers = podman's file ({ $path })
origin-helper = the credential helper { $name }
origin-keyring = the login keyring
origin-kernel = the kernel keyring
origin-file = the encrypted file ({ $path })
question-challenge = how the registry wants to be asked
question-sign-in = do user and token belong together
question-level = may this token { $actions } at all
question-target = may it { $actions } on this repository
question-repository = does the repository exist
question-upload = open an upload, cancel it
part-tag-free = see that the tag is free
part-layer = upload the layer
part-config = upload the configuration
part-manifest = write the manifest
part-read-back = read it back by tag and digest
part-compare = pull and compare
part-remove = remove the tag
change-token-made = token made
change-token-kept = token kept
change-token-deactivated = token deactivated
change-token-deleted = token deleted
change-test-image-pushed = test image pushed
change-test-image-removed = test image removed
change-report-saved = report saved
kind-docker-personal = Docker Hub token, { $length } characters
kind-docker-personal-ends = Docker Hub token, { $length } characters, ends in { $four }
kind-docker-organization = Docker organization token, { $length } characters
kind-docker-organization-ends = Docker organization token, { $length } characters, ends in { $four }
kind-uuid = an old Docker Hub token, perhaps; { $length } characters
kind-github = a GitHub token, { $length } characters: Docker Hub does not take it
kind-gitlab = a GitLab token, { $length } characters: Docker Hub does not take it
kind-jwt = a short-lived session token, { $length } characters, not an access token
kind-other =
    { $length ->
        [one] 1 character
       *[other] { $length } characters
    }, no known kind of token: perhaps a password
oddity-empty = Nothing arrived. Copy the token again and paste it here.
oddity-too-long = Far too long for a token. Was something else in the clipboard?
oddity-control = It has control characters in it; they do not belong to a token.
oddity-invisible = It has invisible characters in it; they came along when it was copied.
oddity-full-width = It has full-width characters in it; an input method was on.
oddity-space-around = There is a space before or behind it.
oddity-space-inside = There is a space inside: perhaps two things were copied.
oddity-line-break = There is a line break inside: perhaps two things were copied.
oddity-quoted = The quotes around it do not belong to it.
oddity-scheme = "Bearer" or "Basic" does not belong to it.
oddity-command = This is a whole command. Only the token itself belongs here.
oddity-assignment = This is an assignment. Only the value behind the = belongs here.
oddity-reference = This is a reference to a secret, not the secret itself.
oddity-mask = These are the dots of a masked field: copy the token itself.
oddity-email = This is an e-mail address, not a token.
oddity-url = This is an address, not a token.
oddity-cut = It looks cut off: a Docker Hub token is longer.

## Notices

notice-handed-over = On the clipboard: { $text }
notice-copied = Sent to the terminal's clipboard: { $text }
notice-opened = Opening it in the browser. If none comes up, open the address by hand.
notice-no-desktop = There is no desktop here; open the address on any other machine.
notice-no-launcher = No browser could be started; open the address by hand.
