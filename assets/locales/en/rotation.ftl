## What `rotate` and `undo` say

cmd-rotate = Replace a token everywhere: a new one, proven, kept, written to all secrets; the old one goes last
cmd-undo = Take back the last rotation, or what else was changed, as far as it can be taken back
arg-rotate-repos = Repositories: a file with one OWNER/NAME a line, all of an owner, or one; without it, the checkout's
arg-rotate-image = An image by which the new token is proven; without it, one that the workflows push
arg-rotate-old = Which token is the old one, by its label or id in the account's list
arg-rotate-registry = Host of the registry whose token is replaced
arg-rotate-build = Before the old token goes, one build has to be green with the new one: of this repository, or of the first
rotate-plan-build = Before the old token goes, one build of { $repository } has to be green with the new one.
rotate-plan-old-elsewhere = When all of it is done, you end the old token yourself, here: { $page }
rotate-end-give-elsewhere = The new token is missing: make one here and give it with --token-stdin: { $page }
rotate-ask-passphrase = Passphrase of the encrypted file that keeps the token:
rotate-passphrase-needed = The token lies in the encrypted file: give its passphrase on the first line of standard input, or run this in a terminal.
rotate-build-by-hand = { $name } cannot be started from here, or asks for inputs; start it yourself, then run pushpilot rotate.
rotate-build-red = The build is not green: { $url }
rotate-watching = Waiting for { $name }, { $url } (Ctrl-C stops waiting; the build goes on)
rotate-step-build = A build with the new token is started
rotate-step-green = The build with the new token is green
rotate-stuck-no-build = All places have the new token. No build was started, so the old one was not touched.
rotate-stuck-not-green = All places have the new token. The build with it is not green, so the old one was not touched.
arg-rotate-grace = Days between deactivating the old token and deleting it
arg-password-stdin = Read the account's password from standard input, and a one-time code from its second line
arg-rotate-again = Begin another rotation while the last one waits to delete its old token
arg-rotate-yes = Do not ask before it begins
rotate-no-repositories = No repository was named, and this folder is no checkout of one. Name them: --repos FILE, OWNER/* or OWNER/NAME
rotate-bad-repositories = { $wish } is no file with repositories, no OWNER/NAME and no OWNER/* with anything in it that your GitHub token can see.
rotate-bad-line = { $file }, line { $line }: this is no OWNER/NAME.
rotate-image-needed = The new token has to be proven by an image, and no workflow says which one is pushed. Name it: --image amyflash/app
rotate-which-old = It is not known which of the account's tokens is the old one, and guessing could deactivate the wrong one. Name it with --old; active are: { $labels }
rotate-same-token = This is the token that is in use already. Make a new one, and give that.
rotate-new-does-not-push = The new token does not push to { $image }, so nothing was begun. { $why }
rotate-some-unreadable = Nothing was begun: a listed repository that cannot be read may still use the old token, and would be locked out at the end. Mend the access or take it off the list.
rotate-newer-journal = The journal tells of a rotation that this version does not understand. It was left as it is; use the newer pushpilot that began it.
rotate-looking = Looking into repository { $number } of { $all }
rotate-plan =
    A new token of { $name } at { $registry } goes into { $count ->
        [0] no secret
        [one] one secret
       *[other] { $count } secrets
    }:
rotate-plan-row = { $repository }: { $secret } ({ $place })
rotate-plan-called = { $repository }: it hands secrets to { $workflow } of another repository, and which of them that signs in with cannot be told; left alone
rotate-plan-no-login = { $repository }: no workflow signs in to this registry; nothing to do
rotate-plan-account = { $repository }: its workflows sign in as { $name }; left alone
rotate-plan-archived = { $repository }: archived, so that its secrets cannot be written and its workflows do not run; left alone
rotate-plan-missing = { $repository }: a workflow reads { $secret }, which is nowhere; nothing to replace (pushpilot secrets set creates it)
rotate-plan-variable = { $repository }: a workflow reads the token from the variable { $name }, which everybody can read; no token is written there
rotate-plan-unreadable = { $repository }: could not be read. { $why }
rotate-plan-old =
    When all of it is done, the old token "{ $label }" is deactivated, and deleted { $days ->
        [0] at once
        [one] after one day
       *[other] after { $days } days
    }.
rotate-plan-old-by-hand = When all of it is done, you deactivate the old token yourself: without the account's password a program may not.
rotate-forecast-seconds = Within GitHub's limits this takes about { $count } s.
rotate-forecast-minutes = Within GitHub's limits this takes about { $count } minutes.
rotate-dry-run = Nothing was changed (--dry-run).
rotate-ask = Begin? [y/N]
rotate-ask-undo = Take it back? [y/N]
rotate-ask-password = Password of { $name } at Docker Hub, used once and kept nowhere (Enter alone: make the token yourself):
rotate-ask-code = One-time code:
rotate-ask-token = The new token, as the page shows it:
rotate-code-needed = The account has a second factor: give its one-time code on the second line of standard input, or run this in a terminal.
rotate-unseen-impossible = A secret cannot be read unseen here. Give it on standard input: --password-stdin or --token-stdin.
rotate-needs-yes = There is no terminal to ask in: look with --dry-run, then agree with --yes.
rotate-limit = GitHub's limit is reached; going on at { $until }.
rotate-resumed = Going on with the rotation of { $date }: { $done } of { $all } secrets are written.
rotate-interrupted = Stopped after what was being done. Run pushpilot rotate to go on, or pushpilot undo to go back.
rotate-old-refused = The registry refuses it.
rotate-old-let-in = The registry still lets it in.
rotate-new-let-in = The registry still lets it in.
rotate-still-on-machine = It is still here: { $place }
rotate-step-make = New token made
rotate-step-discard = A token that nobody kept is deleted
rotate-step-hold = New and old token kept in the keyring
rotate-step-prove = The new token pushes
rotate-step-store = The tools on this machine use the new token
rotate-step-machine = No other place on this machine has the old token
rotate-step-deactivate = Old token deactivated
rotate-step-dead = The registry refuses the old token
rotate-step-wrong = Another token had been deactivated; it is active again
rotate-step-delete = Old token deleted
rotate-step-forget = Nothing of the old token is kept
rotate-step-undo = On the way back
rotate-step-activate = Old token active again
rotate-step-alive = The registry lets the old token in
rotate-step-put-back = { $secret }: the old token again
rotate-step-restore = The tools on this machine use the old token again
rotate-step-withdraw = The new token is gone
rotate-step-release = The keyring is as it was
rotate-failed-make = The new token could not be made. { $why }
rotate-failed-discard = A token that nobody kept could not be deleted. { $why }
rotate-failed-hold = The new and the old token could not be kept in the keyring. { $why }
rotate-failed-prove = It is not proven that the new token pushes. { $why }
rotate-failed-store = The tools on this machine could not be given the new token. { $why }
rotate-failed-write = { $secret }: it is not certain that the new token is in it. { $why }
rotate-failed-build = No build with the new token could be started. { $why }
rotate-failed-green = No build has proven the new token. { $why }
rotate-failed-machine = The old token may still be in use on this machine. { $why }
rotate-failed-deactivate = The old token could not be deactivated. { $why }
rotate-failed-dead = It is not proven that the old token is refused. { $why }
rotate-failed-wrong = Another token was deactivated, and could not be made active again. { $why }
rotate-failed-delete = The old token could not be deleted. { $why }
rotate-failed-forget = What is kept of the old token could not be removed. { $why }
rotate-failed-undo = The way back could not be begun. { $why }
rotate-failed-activate = The old token could not be made active again. { $why }
rotate-failed-alive = It is not proven that the registry lets the old token in. { $why }
rotate-failed-put-back = { $secret }: it is not certain that the old token is back in it. { $why }
rotate-failed-restore = The tools on this machine could not be given the old token again. { $why }
rotate-failed-withdraw = The new token may still work. { $why }
rotate-failed-release = The keyring could not be put back. { $why }
rotate-end-done = Done: the new token is everywhere, and the old one is gone.
rotate-end-undone = Taken back: everything is as it was.
rotate-end-rest = The new token is everywhere, and the old one is refused. It can be made active again until it is deleted: run pushpilot rotate on { $date } or later for that.
rotate-end-give = The new token is missing: make one with Read & Write and give it with --token-stdin, or let it be made with --password-stdin. The page: { $page }
rotate-stuck-no-token = There is no new token that provably pushes, so nothing was changed.
rotate-stuck-not-held = The keyring did not keep the tokens, so nothing else was changed.
rotate-stuck-secrets = { $left } of { $all } secrets do not provably have the new token. They are named above.
rotate-stuck-machine = The old token was not deactivated: what still uses it on this machine would be locked out. Use pushpilot use --move, or sign in there anew.
rotate-stuck-by-hand = All places have the new token. Deactivate the old one, then run pushpilot rotate: it measures that the old one is refused. The page: { $page }
rotate-stuck-wrong-old = What was deactivated was not the token in use; it was made active again, if possible. Deactivate the right one, then run pushpilot rotate. The page: { $page }
rotate-stuck-not-deactivated = All places have the new token, and the old one could not be deactivated.
rotate-stuck-not-deleted = All places have the new token, the old one is refused, and it could not be deleted.
rotate-stuck-gone = This cannot be taken back: the old token is deleted or no longer kept, and nobody can make it again. All places keep the new one, which works.
rotate-stuck-not-active = This was not taken back: the registry refuses the old token, so it is put back nowhere. All places keep the new one.
rotate-stuck-no-session = The old token is deactivated, and only the account's password can make it active again. All places keep the new one until then.
rotate-stuck-not-all-back = Some secrets still have the new token, which works. They are named above.
rotate-stuck-not-restored = The keyring could not be put back; it has both tokens.
rotate-stuck-new-by-hand = The old token is back everywhere. The new one still works: delete it, then run pushpilot undo again. The page: { $page }
rotate-old-lives = The old token is alive: nobody is locked out.
rotate-go-on = Go on with pushpilot rotate, or back with pushpilot undo.
rotate-nothing-to-undo = There is nothing to take back: neither a rotation nor another change is on record.
rotate-undo-plan =
    The rotation of { $date } is taken back: { $count ->
        [0] no secret gets
        [one] one secret gets
       *[other] { $count } secrets get
    } the old token again, then the new one goes.
rotate-undo-gone = It cannot be: the old token is deleted or no longer kept.
undo-rest-title = What pushpilot changed, the newest first:
undo-rest-file = A tool's file changed
undo-rest-file-how = What it was set to goes back to what stood there before.
undo-rest-by-hand = Nothing of this goes back by itself; what can be taken back by hand is said beside it.
