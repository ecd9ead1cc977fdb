## The checklist

group-docker-hub = Docker Hub
group-github = GitHub secrets
group-test = Test
signed-in = signed in
token-created = token created
token-read = Read
token-write = Write
token-delete = Delete
token-kept = kept safely
secret-username = user name set
secret-token = token set
secrets-updated = both updated
login = docker login
test-push = test push
build-green = build green
image-there = image on Docker Hub
image-pullable = visible, can be pulled
fact-tags = { $good } of { $all } tags
fact-not-yet = Hub page not yet
fact-refused = refused
fact-not-needed = not needed
fact-ends = ends { $four }
fact-here = was here already
fact-here-since = here already, made { $date }
fact-password = a password
fact-run-only = this run only
fact-left-behind = tag left behind
fact-skipped = left out
fact-stopped = stopped

## States, for lines without marks

state-unknown = not known yet
state-running = under way
state-good = OK
state-bad = failed
state-warn = OK, with something left behind
state-skipped = not needed
state-stale = known for an older token only
