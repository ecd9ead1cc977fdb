## The page

step-status = Credentials
status-title = Credentials of this machine, and where they are used
arg-status-password-stdin = Read the account's password from standard input, to ask Docker Hub for its own dates of the tokens; it is used once and kept nowhere
status-one-account = Several accounts of Docker Hub are here, or none. Say whose password it is: --username NAME
status-needs-code = This account has two-factor authentication, so its password alone opens no session here. Ask in the wizard instead: pushpilot
status-workflow-no-expiry = When the token expires is not noted here, so only a refusal would be noticed. Put the dates into EXPIRES and WARN_FROM (such as 2027-02-22 and 2027-02-08), if it does.
status-calendar-other = { $file } is there and is no calendar. It was left as it is; name another file.
status-taking = Looking in every place, and asking every registry and GitHub at once
status-taking-part = Asking every registry and GitHub at once: { $done } of { $all }
status-none = No credential is known or was found on this machine.
status-unseen = There may be more than is listed here. { $why }
status-none-say = The wizard makes one, proves that it pushes, and keeps it in the keyring.
status-trouble = It could not be looked at.
status-which = Which one?
status-row-good = accepted
status-row-open = not judged
status-row-refused = REFUSED
status-row-unknown = not known
status-row-gone = nowhere now
status-row-expired = EXPIRED
status-row-days = { $days ->
    [one] one day left
   *[other] { $days } days left
}
status-action-new-token = make a new token
status-action-keep = keep it in the keyring
status-action-update = update the secret
status-action-check = check what it may do

## What is known about one

status-of-organization = an organization's token: its user name is the organization's name
status-level-pull = Image pull
status-level-push = Image push
status-level-delete = Image delete
status-level-told = permission, by Docker Hub's own list: { $level }
status-created = made on { $date }
status-no-expiry-told = expires never, says Docker Hub
status-no-expiry-github = expires never, says GitHub
status-end-told = the end is as GitHub tells it
status-as-noted = level and dates by Docker Hub itself: pushpilot status --password-stdin
status-not-in-list = level and dates as noted here: Docker Hub listed the account's tokens, and by label and date none is surely this one
status-list-refused = level and dates as noted here: Docker Hub did not give the list of the account's tokens
status-in-secret = in GitHub's secret { $name }: { $stand }
status-other-secrets = Secrets on GitHub that hold none of these, as far as is known:
status-secret-as-written = as pushpilot wrote it on { $date }
status-secret-changed = CHANGED by somebody else on { $date }, after pushpilot wrote it
status-secret-never-ours = last written on { $date }, not by pushpilot here
status-secret-there = there, without a date
status-secret-missing = MISSING on GitHub
status-secret-unknown = not known: { $why }
status-secret-unasked = GitHub was not asked: no token for it is at hand, or --offline
