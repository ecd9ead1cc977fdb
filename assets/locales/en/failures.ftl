## What went wrong outside

refused = { $request } answered { $status }.
refused-saying = { $request } answered { $status }: { $said }
rate-limited = { $request } answered 429: too many requests.
rate-limited-until = { $request } answered 429: too many requests; it asks to wait until { $time }.
service-error = { $request } answered { $status }: the service itself is in trouble. Try again in a few minutes.
odd-html = { $request } answered with a web page instead of data: a proxy or a sign-in page stands in between.
odd-not-json = { $request } answered with something that is not JSON.
odd-truncated = The answer to { $request } broke off in the middle.
odd-too-large = The answer to { $request } had no end; it was not read further.
odd-incomplete = The answer to { $request } lacks what the protocol demands.
odd-wrong-digest = What { $request } delivered does not have the digest that was asked for.
redirected = { $request } points to another host, { $host }. It was not followed, and no credential went there.
foreign-realm = The registry names a token service on { $host }, which does not belong with it. No credential was sent there.
insecure = { $host } would have to be asked without encryption. No credential was sent.
dns = The name { $host } could not be resolved. Check the network, the DNS and the VPN.
connect = { $host } does not accept connections. Check the address, the firewall and the proxy.
tls-untrusted = The certificate of { $host } is not trusted here. With a company's own authority, name its file in SSL_CERT_FILE.
tls = No encrypted connection to { $host } could be made.
plain-http = { $host } does not speak TLS on this port: one side uses https, the other http.
proxy = The proxy did not let us through to { $host }. Check HTTPS_PROXY and NO_PROXY.
timed-out = { $host } did not answer within { $seconds } seconds.
timed-out-nowhere = There was no answer within { $seconds } seconds.
connection-lost = The connection to { $host } was lost.
keyring-locked = The keyring is locked.
keyring-absent = There is no keyring here: no secret service answers on this session's D-Bus.
keyring-too-large = The keyring does not take anything this long.
keyring-timed-out = The keyring did not answer within three seconds.
keyring-mismatch = The keyring gave back something else than was written. It cannot be relied on.
keyring-wrong-passphrase = The passphrase is wrong, or the file was damaged.
keyring-other = The keyring refused, without a reason that it would tell.
file-missing = { $path } is not there.
file-not-readable = { $path } may not be read by you.
file-not-writable = { $path } cannot be written.
file-not-text = { $path } is not UTF-8 text.
file-broken = { $path } is not in the format that it should have.
file-broken-line = { $path }, line { $line }: not in the format that it should have.
file-too-large = { $path } is too large to be what it should be.
file-no-space = There is no space left to write { $path }.
program-missing = The program { $name } is not installed.
program-failed = { $name } did not do its work.
program-failed-saying = { $name } did not do its work: { $said }
needs-password = Docker Hub lets only a session made with the password manage tokens, not one made with a token.
tag-taken = Something already has the test tag. Nothing was pushed.
needs-code = The account asks for a one-time code.
stopped = Stopped by you.

## The requests behind a verdict

evidence-ok = { $request }: { $status }
evidence-granted = { $request }: { $status }, granted { $actions }
evidence-granted-nothing = { $request }: { $status }, granted nothing
evidence-opaque = { $request }: { $status }, a token that does not tell what it is good for
evidence-not-visible = { $request }: { $status }, not there or not visible
evidence-upload = { $request }: { $status }, upload opened
evidence-failed = { $request }: { $status }, { $said }
