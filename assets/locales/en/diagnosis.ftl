## The command

cmd-diagnose = Say why a login, push or pull failed, from its log
cmd-help = Print help, or a page: causes
arg-file = Log, or a run's logs as GitHub zips them; - or nothing reads standard input
arg-workflow = The GitHub Actions workflow that ran
arg-offline = Touch neither network nor keyring nor configuration
arg-topic = causes, or the name of a command
arg-diagnosed-image = The image in question, where the log does not name it
arg-failed-run = A failed run of GitHub Actions, by number or address; its log and workflow are fetched
arg-all-causes = Show every cause that is possible with its lines, not only the likely ones
diagnose-not-a-run = { $text } names no run. Give its number, or its address: https://github.com/OWNER/NAME/actions/runs/123
diagnose-no-such-job = Run { $run } has no job { $job }.
diagnose-run-without-jobs = No job of this run failed, so there is no log to read: GitHub says on its page why it ended. { $url }
diagnose-run-did-not-fail = In run { $run } nothing failed: there is nothing to diagnose.
diagnose-paste-then-end = Paste the log, then press Ctrl-D on a new line.
diagnose-unreadable = { $path } could not be read: { $reason }
help-unknown-topic = There is no page { $topic }. There is: causes, and one for each command.

## Cards

diagnose-from-file = From { $name }
diagnose-from-job = Job { $job } of run { $run } { $url }
diagnose-likely = { $cause } ({ $percent } %)
diagnose-row-image = Image
diagnose-row-login = Login
diagnose-row-step = Step
diagnose-in-workflow = workflow { $line }
diagnose-measured = measured
diagnose-told = given
diagnose-of-run = GitHub
diagnose-against = Against it:
diagnose-and = { $first }, { $second }
diagnose-of-lines = { $count ->
    [one] line { $places }
   *[other] lines { $places }
}
diagnose-more = { $count ->
    [one] One more cause is possible, but less likely: --all shows it.
   *[other] { $count } more causes are possible, but less likely: --all shows them.
}
diagnose-remedy = What to do:
diagnose-undecided = The log alone does not settle it. Still to be answered:
diagnose-workflow-not-yaml = { $path } is no workflow that can be read as YAML; only what single lines of it tell is used.
diagnose-nothing = No known cause was found in this log.
diagnose-nothing-hint = Give the whole log of the failing step, from the login to the error. The workflow helps too: of a checkout it is read by the wizard, and pushpilot diagnose takes it with --workflow.
diagnose-wizard-hint = pushpilot diagnose --probe asks them here; pushpilot without a command leads to the remedy as well.

## The page of causes

causes-title = What can be behind a refused push, and how to tell
causes-sign = Sign
causes-proof = How to verify
causes-remedy = Remedy

## Remedies

remedy-find-project = Correct the image name; pushpilot checks it while you type.
remedy-create-token = Make a token that may push: pushpilot leads you.
remedy-check-access = Let pushpilot measure what this credential may do.
remedy-store-token = Store the token where the tool looks for it; pushpilot can do this.
remedy-update-secrets = Update the secrets of the GitHub repository.
remedy-rerun-workflow = Run the workflow again.
remedy-wait-first = Wait. Then: { $then }
remedy-workflow = Into the workflow:
remedy-ask-organization = Contact an owner of the organization.
remedy-ask-registry-admin = Contact the administrator of the registry.
remedy-ask-network-admin = Contact the administrator of the network.
remedy-ask-support = Contact the registry's support.

## Probes

probe-sign-in = Can this user name sign in with this password or token?
probe-token-level = May the token push at all?
probe-repository-right = May the account push to this repository?
probe-repository-exists = Does the repository exist?
probe-reachability = Can the registry be reached: DNS, connection, TLS, proxy?
probe-clock = Is the clock right?
probe-sources = Which stored credential does the tool use?
probe-rate-limit = How many pulls are left?
probe-secrets = Which secrets does the repository have?
probe-command = What exactly was run, and how is the image name written there?
probe-daemon = Does the daemon answer (docker info), and is there room on the disk (df -h)?
probe-registry-settings = What do the registry's settings say: immutable tags, size limits, formats?
probe-whole-log = What does the whole log of the job say, from the login to the error?

## The wizard's first screen

step-what-went-wrong = What went wrong
wrong-title = What went wrong?
wrong-say = Paste the log of the failed build, or only its error. It is read on this machine and goes nowhere.
wrong-field = Log, or the name of its file
wrong-hint = Nothing at hand? Leave it empty: everything is checked then.
wrong-dot = A line that holds only a dot ends the log.
wrong-reading = Reading the log
wrong-found = What the log points to
wrong-none-of-these = None of these: check everything
action-full-check = check everything
action-find-cause = find the cause
action-another-log = another log
