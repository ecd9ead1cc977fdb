## The question and the flag

arg-probe = Measure what the log cannot tell, without asking first: services are asked with the credential stored here
probes-ask = The log does not settle it. Measure now? { $registry } is asked with the credential that { $tool } would use here; nothing is created or changed. [y/N]
probes-probing = Asking the services and this machine

## The answers

probes-as-user = Measured just now as { $user } ({ $origin }):
probes-without-any = Measured just now without a credential, as this machine holds none for { $registry }:
probes-of-somebody-else = Measured just now without a credential: the log is of { $wanted }, and this machine holds only that of { $found }:
probes-unreadable = Measured just now without a credential, as the stored one cannot be read. { $reason }
probes-no-image = Measured just now, but only the way: the log names no image, which --image gives:
probes-only-the-way = Measured just now, but only the way: the log names no image. The full check measures the rest, with the image that you confirm there.
probes-elsewhere = The log is of a CI service: its secret and its network are not those of this machine.
probes-elsewhere-same = The log is of a CI service, whose secret { $secret } holds this very token: pushpilot wrote it into { $repository } before that run, and it was not changed since. Its network is its own.
probes-yes = yes
probes-no = no
probes-not-measured = not measured
probes-uses = { $tool }: { $user }
probes-uses-none = { $tool }: none
probes-registry = Registry
probes-token-service = Token service
probes-hub-api = Docker Hub's API
probes-blob-storage = Layer storage
probes-way = { $host }: { $layers }
probes-way-and = { $before }, { $after }
probes-way-proxy = proxy { $proxy }
probes-way-layer = { $layer } ({ $time } ms)
probes-way-layer-with = { $layer } ({ $found }, { $time } ms)
probes-way-no-layer = { $layer } -
probes-way-no-layer-with = { $layer } - ({ $found })

## The wizard's first screen

action-measure = measure it
action-measure-note = The log alone does not settle it. Measuring asks the registry with the credential stored here; nothing is created or changed.
action-last-run = last failed run
last-run-hint = Nothing at hand? Leave it empty: the last failed run of { $repository } is fetched from GitHub then.
looking-for-runs = Looking whether a failed run can be fetched
fetching-run = Fetching the last failed run from GitHub
no-failed-run = Among the latest runs of { $repository } none has failed.
no-run-to-ask = This folder belongs to no repository whose host this machine is signed in to: gh auth login, or GH_TOKEN.
