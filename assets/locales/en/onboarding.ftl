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

## A newcomer's beginning

cmd-onboard = Lead a newcomer through what this project needs, in a fork of their own (reads .pushpilot.toml)
step-onboard = New to this project
onboard-title = What this project needs
onboard-reading = Reading .pushpilot.toml, git, and what GitHub says about the fork
onboard-no-checkout = This folder is in no git checkout.
onboard-no-file = This project has no .pushpilot.toml.
onboard-no-file-ask = Its maintainers can write one, in the checkout:
onboard-linked = .pushpilot.toml is a link or not a plain file. What is behind it was not read.
onboard-wrong-file = .pushpilot.toml cannot be used as it is.
onboard-wrong-file-ask = Nothing of it was used. Whoever maintains the project can mend that line, or write the file anew: pushpilot init
onboard-unread = It could not be read.
onboard-say = So says its .pushpilot.toml. In your fork you give all of it yourself:
onboard-promise = You use your own account, your own token, and secrets in your own fork. Nobody else's values are asked for or seen.
onboard-action-without-file = go on without this file
onboard-action-later = enable it later
onboard-row-image = image
onboard-row-registry = registry
onboard-row-permission = token may
onboard-kind-secret = secret
onboard-kind-variable = variable
onboard-lives-in-repository = in the repository
onboard-lives-in-environment = in the environment { $name }
onboard-name-holds = { $name }: { $what }, { $place }
onboard-row-workflow = workflow
onboard-row-tags = tags
onboard-row-ask = whom to ask
onboard-host-title = A registry that this project names
onboard-host-say = The file names the registry { $host }. Whoever wrote the file chose it; it is not Docker Hub. What you give for it, your user name and token there, will be sent to that host.
onboard-host-question = May your credential be sent to { $host }?
onboard-host-no = No
onboard-host-no-note = nothing is sent there
onboard-host-yes = Yes, I know { $host } and have an account there
onboard-host-yes-note = only after a token was given for it
onboard-host-refused = Nothing was sent to { $host }, and nothing will be.
onboard-fork-title = Your fork
onboard-row-fork = your fork
onboard-row-upstream = project
onboard-row-actions = Actions
onboard-fork-by-github = GitHub says so
onboard-fork-by-name = by git's names of the remotes; GitHub was not asked
onboard-fork-not-in-checkout = it is on GitHub; no remote of this checkout leads there
onboard-fork-member = You may write to { $repository } yourself, so you need no fork.
onboard-fork-member-say = What follows is for that repository. Its secrets are the project's: what you write there replaces what is there.
onboard-fork-missing = There is no fork of { $repository } that is yours.
onboard-fork-missing-say = Make one on GitHub: this page does it, one click.
onboard-fork-missing-then = Then let this checkout know it (with your user name for YOU), and look again:
onboard-fork-no-remote = This checkout has no remote that names a repository on a server.
onboard-fork-unclear = Neither GitHub nor the names of the remotes told which repository is yours.
onboard-fork-question = Which one is your fork?
onboard-fork-secrets = A fork inherits no secrets: those of the project stay there, and yours go into the fork.
onboard-fork-pull-requests = Your pull requests to the project see no secrets at all, so their builds cannot push. That is meant so; builds of your fork's own branches can.
onboard-actions-on = enabled
onboard-actions-off = off, as in every new fork
onboard-actions-unknown = not known; in a new fork they are off until enabled on its Actions page
onboard-actions-enable = Until it is enabled nothing is built there. On this page press "I understand my workflows, go ahead and enable them":
onboard-written-out = The workflow writes the project's namespace { $namespace } out, to which you cannot push. In your fork change { $place }:
onboard-own-image = The project pushes { $image }; yours goes to your own namespace.
