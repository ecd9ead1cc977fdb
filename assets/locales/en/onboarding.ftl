## Writing .pushpilot.toml

cmd-init = Write down what this project needs (.pushpilot.toml), for those who come new to it
arg-init-image = The image, where the workflows push several or none that can be read
arg-init-ask = Whom newcomers should ask (default: the repository's issues)
arg-init-yes = Overwrite a file that is there without asking
arg-init-dry-run = Show the file, and write none
init-no-checkout = This folder is in no git checkout, so there is no project to write down.
init-no-push = No workflow here pushes an image. Name the image: pushpilot init OWNER/NAME
init-which = The workflows push several images ({ $images }). Name one of them: pushpilot init OWNER/NAME
init-unclear = { $place } pushes { $written }, which only a run can fill in. Name the image: pushpilot init OWNER/NAME
init-no-login = No login to the registry of { $image } was found in the workflows, so the file names no secrets.
init-linked = .pushpilot.toml is a link or not a plain file. It was left as it is; move it away and try again.
init-new = { $file } (a new file)
init-changes = { $file } would change:
init-same = { $file } says this already. Nothing was changed.
init-question = Overwrite it? [y/N]
init-needs-yes = Nothing was changed: the file is there and says something else, and there is no terminal to ask on. To agree beforehand: --yes
init-kept = Nothing was changed.
init-dry = Nothing was changed (--dry-run).
init-written = written: { $file }. Check it in; newcomers then run: pushpilot onboard

## What is wrong with it

project-file-not-toml = { $file }, line { $line }: this is not TOML.
project-file-unknown-key = { $file }, line { $line }: the key { $key } is not known. The file says what is needed, and nothing else.
project-file-missing = { $file }, line { $line }: the key { $key } is missing.
project-file-wrong-kind = { $file }, line { $line }: the value of { $key } is of the wrong kind.
project-file-bad-value = { $file }, line { $line }: { $key } cannot be { $value }.
project-file-too-long = { $file }, line { $line }: the value of { $key } is too long (at most 255 characters).
project-file-too-many = { $file }, line { $line }: { $key } has too many entries (at most 50).
project-file-two-registries = { $file }, line { $line }: registry names { $registry }, image names { $image }.
project-file-newer = { $file }, line { $line }: version { $version } is newer than this program. Use a newer pushpilot.

## What it says, in words

onboard-level-read = pull images
onboard-level-write = push images (Read & Write)
onboard-level-delete = push and delete images (Read, Write, Delete)
onboard-holds-username = your user name
onboard-holds-token = your token
