## One line of the checklist

details-title = Checklist, line { $at } of { $all }
details-line = { $label }: { $state }
details-fact = measured
details-took = took
details-go = change it
details-next = next line
details-previous = line before
details-help-checklist = the checklist, line by line

about-signed-in = Docker Hub accepts this user name with this password or token. It says nothing yet about pushing.
about-token-created = There is a token to work with: pasted, made here, or found on this machine. Its secret is shown only once, so it is kept before it is used.
about-token-read = The token may pull. Every permission includes this.
about-token-write = The token may push. The build needs this one; on Docker's page it is called Read & Write.
about-token-delete = The token may delete tags. Pushing does not need it; a test push needs it to tidy up after itself.
about-token-kept = The token was written to a safe place, read back and compared.
about-secret-username = The GitHub secret with the user name that the workflow reads. GitHub shows no values, only that a secret exists and when it was changed.
about-secret-token = The GitHub secret with the token that the workflow reads.
about-secrets-updated = Both secrets were changed after the token was made.
about-login = What docker login tests: that the user name and the password or token belong together. A login that succeeds does not mean that a push will.
about-test-push = A tiny image was pushed under a throw-away tag, read back by tag and digest, and compared.
about-build-green = The workflow ran after the secrets were changed, and every step of it succeeded.
about-image-there = The tags that the build pushes are on Docker Hub, with the digest of this build.
about-image-pullable = The image can be pulled by whoever may pull it.

## What an earlier run changed, and how to take it back

undo-action = take it back
undo-title = Taking it back
undo-say = Each of these takes a moment by hand. pushpilot does none of it by itself: the token that is lost with it is shown only once.
undo-token-made = Delete it in the list at https://app.docker.com/settings/personal-access-tokens
undo-token-kept = Delete the entry "pushpilot" in the keyring, or the encrypted file.
undo-token-deactivated = Activate it again in the list at https://app.docker.com/settings/personal-access-tokens
undo-token-deleted = A deleted token does not come back; make a new one.
undo-test-image-pushed = Delete the tag on the Tags page of the repository.
undo-test-image-removed = Nothing is left of it.
undo-report-saved = Delete the file.
