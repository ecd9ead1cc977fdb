### Which stored credential each tool would use.

cmd-sources = Say which stored credential docker, podman and others would use for an image, and which of them works
arg-untried = Stay off the network
sources-title = { $image }, at { $registry }
sources-uses = { $tool } signs in as { $user }, from { $place }, where the secret lies in plain text.
sources-uses-helper = { $tool } signs in as { $user }: docker-credential-{ $helper } has the secret, as { $place } says.
sources-makes = { $tool } asks docker-credential-{ $helper } for a fresh credential, as { $place } says.
sources-nobody = { $tool } finds no credential and asks as nobody: it can pull what is public, and cannot push.
sources-stops = { $tool } gives up before it asks the registry.
sources-stumbles = On the way: { $reason }
sources-taken = Tried now: the registry accepts it.
sources-refused = Tried now: the registry refuses it.
sources-not-tried = Not tried: { $reason }
sources-tried-above = The same secret as above; it was not tried a second time.
sources-only-named-file = Not used: { $user } in { $place }. A variable names another file, and then only that one is read.
sources-not-read = Not used: { $user } in { $place }. This tool does not read that place.
sources-client-too-old = Not used: { $user } in { $place }. Docker clients read this variable from 28.3 on; the one here is older.
sources-other-key = Not used: { $user } in { $place }. This tool does not look under the key "{ $key }".
sources-behind-helper = Not used: { $user } in { $place }. The file also names a credential helper, and then only the helper counts.
sources-general-store = Not used: { $user } in { $place }. It lies in docker's credsStore, which this tool does not ask.
sources-later = Not used: { $user } in { $place }. Another one is found first.
sources-mend-command = To fix it: { $command }
sources-mend-unset = To fix it: unset { $variable }, or put the login into the file that it names.
sources-mend-helper = To fix it: make docker-credential-{ $helper } work again, or take it out of the file and sign in anew.
sources-somebody = somebody
