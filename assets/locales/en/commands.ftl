## The help of the commands

cmd-about = From "push access denied" to a token that provably pushes
cmd-wizard = Without a command, the wizard starts: it leads you screen by screen
cmd-verify = Say whether a credential may push images; nothing is created
cmd-test-push = Push a tiny image under a throw-away tag, read it back, remove it
cmd-practice = Rehearse against services that the program brings along
cmd-practice-serve = Only start the practice services, and print where they are
cmd-codes = Explain the codes beside a verdict, such as E-SCOPE-01
arg-code = A code or the name of a cause; without it, all are listed
unknown-code = There is no code { $code }; pushpilot codes lists them.
cmd-completions = Print completions for a shell
cmd-man = Print the manual page
arg-image = Image as in docker push, for example amyflash/app:latest
arg-images = Images; without any, those that the project's workflows push
arg-scenario = Name of a scenario; see --list
arg-shell = bash, zsh, fish, powershell or elvish
arg-lang = Language: en or zh-CN
arg-plain = Lines and questions instead of a screen, for screen readers and scripts
arg-answers = Answer questions from this TOML file; secrets only by reference: {"{"} env = "NAME" {"}"} or {"{"} file = "PATH" {"}"}
arg-theme = Colours: dark, light, high-contrast, 16 or mono
arg-glyphs = Marks and lines: unicode or ascii
arg-color = Colour: auto, always or never (NO_COLOR is obeyed)
arg-hyperlinks = Clickable addresses: auto, always or never
arg-no-mouse = Leave the mouse to the terminal
arg-notify = Window title, and a bell when something long is done
arg-hub-url = Address of the Hub API, instead of https://hub.docker.com
arg-registry-url = Address of the registry behind docker.io; with HOST= before it, of another one
arg-username = User name at the registry
arg-token-stdin = Read the token from standard input
arg-json = One JSON document on standard output
arg-fail-on-expiring = Exit with 10 if the token works but expires within so many days
arg-keep = Leave the test tag where it is
arg-list = List the scenarios
arg-tour = Let the story play by itself, as plain text
help-usage = Usage:{" "}
help-commands = Commands:
help-arguments = Arguments:
help-options = Options:
arg-help = Print help
arg-version = Print version
code-with-name = { $code } ({ $name })
exit-title = Exit codes:
exit-0 = proven, or done
exit-1 = a check failed
exit-2 = wrong usage, or an answer is missing (it is named)
exit-3 = cancelled
exit-4 = the credential was refused
exit-5 = the credential is good, but not permitted
exit-6 = network, DNS, TLS or proxy
exit-7 = keyring or credential helper unusable
exit-8 = timed out
exit-9 = partly done; what is left behind is said
exit-10 = works, but expires soon (with --fail-on-expiring)
exit-130 = interrupted

## What the commands say

missing-answer = The question "{ $question }" has no answer. Answer it with --answers, or run pushpilot in a terminal.
no-image = No image was named, and the workflows here push none. Name one, such as amyflash/app.
not-an-image = { $image }: { $why }
image-passed-over = { $place } pushes { $image }, which is passed over. { $why }
name-the-image = The workflows here push { $image }. A credential that is handed over goes to { $host } only where you name that image: pushpilot verify { $image }
no-credential = No credential for { $registry } was found: give one with --username and --token-stdin, PUSHPILOT_USERNAME and PUSHPILOT_TOKEN, or run pushpilot to make one.
variable-needs-username = PUSHPILOT_TOKEN is set without PUSHPILOT_USERNAME: the registry wants both.
username-needed = --token-stdin needs --username.
stdin-empty = Standard input held no token: it was empty.
stray-argument = { $text } does not belong before a command.
bad-address = { $address } is no address that can be used here: https, or http on this machine.
no-home = No home folder is known: set HOME, or PUSHPILOT_STATE_DIR.
unknown-scenario = There is no scenario { $name }. See: pushpilot practice --list
practice-listening = The practice services are running until you press Ctrl-C.
practice-failed = The practice services could not be started: { $reason }
terminal-failed = The terminal could not be used: { $reason }
expires-soon =
    The token expires on { $date }, in { $days ->
        [one] one day
       *[other] { $days } days
    }.
