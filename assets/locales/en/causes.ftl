# The causes: name, how it shows, what proves it, what mends it.

cause-token-scope-insufficient = The token's permission is too small
cause-token-scope-insufficient-sign = The login succeeds, then the registry refuses the push and mentions scopes: `access token has insufficient scopes`.
cause-token-scope-insufficient-proof = The token service refuses `pull,push` for this token and grants `pull`.
cause-token-scope-insufficient-fix = Make a token with Read & Write (Docker Hub) or `write:packages` (GitHub), and put it in place of the old one.

cause-bad-credentials = Wrong user name, password or token
cause-bad-credentials-sign = The login itself is refused: `incorrect username or password`. A public image that cannot be pulled for this reason points to a stale stored login.
cause-bad-credentials-proof = Signing in with the same user name and password (or token) is refused.
cause-bad-credentials-fix = Use the Docker ID, not the e-mail address, and a fresh access token. Remove the stale login with `docker logout`, then sign in again.

cause-token-expired-or-revoked = The token has expired or was revoked
cause-token-expired-or-revoked-sign = It worked before and nothing was changed. The registry says `expired`, or only `denied: denied`.
cause-token-expired-or-revoked-proof = The token list shows it as expired, revoked or missing; signing in with it is refused.
cause-token-expired-or-revoked-fix = Make a new token and update every place that holds the old one. For Amazon ECR, sign in again in each job: its password lives twelve hours.

cause-secrets-missing-or-empty = The secret is missing or empty in this run
cause-secrets-missing-or-empty-sign = `Username and password required`, `non TTY device`, or an image name that begins with a slash.
cause-secrets-missing-or-empty-proof = The repository has no secret of that name, or this run may not see it: a fork, Dependabot, another environment, a reusable workflow without `secrets: inherit`.
cause-secrets-missing-or-empty-fix = Create the secret under the name that the workflow reads. For pull requests from forks, skip login and push.

cause-namespace-mismatch = The image is named for another account
cause-namespace-mismatch-sign = The login succeeds and the push is refused; the part before the slash is not the account that signed in. A GitHub owner is not always a Docker Hub user; `library/` belongs to Docker.
cause-namespace-mismatch-proof = The token service grants no push on this repository, but does on one of the account's own repositories.
cause-namespace-mismatch-fix = Name the image after the account that signs in: `docker tag IMAGE USER/NAME`.

cause-not-logged-in = The tool found no login for this registry
cause-not-logged-in-sign = `no basic auth credentials`, `anonymous token`, `authentication required`; or no login in the log at all.
cause-not-logged-in-proof = The tool finds no credential for this registry: `sudo` changed the user, the configuration is elsewhere, or it runs in its own container.
cause-not-logged-in-fix = Sign in to exactly this host, as the same user and in the same job that pushes.

cause-registry-prefix-missing = The image name lacks its registry
cause-registry-prefix-missing-sign = The job signs in to another registry, but the image name has no host, so docker sends it to Docker Hub.
cause-registry-prefix-missing-proof = The failing address is Docker Hub's, while the image belongs elsewhere.
cause-registry-prefix-missing-fix = Write the host into the tag: `ghcr.io/OWNER/NAME`.

cause-registry-prefix-duplicated = The registry appears twice in the image name
cause-registry-prefix-duplicated-sign = The name that the registry looks for begins with a host: `ghcr.io/ghcr.io/…`, or ECR's `repository with name 'HOST/…'`.
cause-registry-prefix-duplicated-proof = The reference in the log contains two hosts.
cause-registry-prefix-duplicated-fix = Leave the host out of the variable that holds the name.

cause-registry-mismatch = The login is for another registry
cause-registry-mismatch-sign = The login succeeds at one host, the push goes to another.
cause-registry-mismatch-proof = Host of the login and host of the image differ. Podman without a host signs in to the first registry of its list.
cause-registry-mismatch-fix = Sign in to the host that the image names: `docker login HOST`.

cause-invalid-reference = The image name is not valid
cause-invalid-reference-sign = `invalid reference format`, `must be lowercase`; Docker Hub reports a third path level as missing permission.
cause-invalid-reference-proof = The name in the log breaks the rules: lower case, digits, `.`, `_`, `-`; on Docker Hub just USER/NAME.
cause-invalid-reference-fix = Correct the name; put `${"{"}GITHUB_REPOSITORY,,{"}"}` where the owner has capitals.

cause-ghcr-permissions = The token has no access to the GitHub package
cause-ghcr-permissions-sign = `permission_denied: write_package`, `installation not allowed to …`, or 403 from ghcr.io.
cause-ghcr-permissions-proof = The job has no `packages: write`, or the package does not list this repository under Manage Actions access.
cause-ghcr-permissions-fix = Add `permissions: packages: write` to the job; give the repository write access in the package's settings.

cause-org-permission-missing = The credential has no write access to this repository
cause-org-permission-missing-sign = The login succeeds, but the push to an organization's or project's repository is refused.
cause-org-permission-missing-proof = The registry knows the credential and grants it less than push on this repository. At Docker Hub the token's level is sufficient, so that the account lacks the right; elsewhere it may be the account, or the token or robot itself.
cause-org-permission-missing-fix = The account, team, robot or token needs write access to this repository.

cause-repository-does-not-exist = The repository does not exist
cause-repository-does-not-exist-sign = `name unknown`, `does not exist in the registry`. ECR, Artifact Registry and Harbor do not create on push.
cause-repository-does-not-exist-proof = The registry's own interface does not list it, in this account, region or project.
cause-repository-does-not-exist-fix = Create the repository or project first, and check region and account.

cause-repository-archived = The repository does not accept pushes
cause-repository-archived-sign = It is archived or a mirror, or the registry is in read-only mode; other repositories of the account still work.
cause-repository-archived-proof = The repository's page says archived or read-only.
cause-repository-archived-fix = Unarchive it, or wait until the registry accepts writes again.

cause-plan-limit = A limit of the plan is used up
cause-plan-limit-sign = Words such as quota, limit or billing; sometimes only `denied`, when a new private repository would be one too many.
cause-plan-limit-proof = The account's page shows storage, private repositories or artifacts at their limit.
cause-plan-limit-fix = Delete what is no longer needed, make the repository public, or extend the plan.

cause-rate-limited = Too many requests
cause-rate-limited-sign = `toomanyrequests`, 429, `pull rate limit`.
cause-rate-limited-proof = The remaining number in the rate-limit headers is zero.
cause-rate-limited-fix = Sign in before pulling, use a mirror or cache for base images, or wait until the window has passed.

cause-ip-blocked = This IP address is blocked
cause-ip-blocked-sign = 403 that names the IP address, a firewall, or export rules.
cause-ip-blocked-proof = The same request works from another network.
cause-ip-blocked-fix = The registry has to allow this IP address; or push from a network that is allowed.

cause-network-unreachable = The registry cannot be reached
cause-network-unreachable-sign = Time-out, no such host, connection reset or refused, proxy errors: permissions were never checked.
cause-network-unreachable-proof = Name resolution, connection, TLS and proxy are tried one by one; the first that fails is the cause.
cause-network-unreachable-fix = Fix that layer: DNS, route, or the proxy of the docker daemon (it has its own settings). Then run again.

cause-tls-trust = The certificate is not trusted
cause-tls-trust-sign = `x509: certificate signed by unknown authority` and the like.
cause-tls-trust-proof = The issuer of the certificate that arrives is not in this machine's store; a proxy may have put its own there.
cause-tls-trust-fix = Put the registry's CA where the tool looks: `/etc/docker/certs.d/HOST/ca.crt` for docker, the system store for others.

cause-http-https-mismatch = One side speaks HTTP, the other HTTPS
cause-http-https-mismatch-sign = `server gave HTTP response to HTTPS client`.
cause-http-https-mismatch-proof = The port answers plain HTTP.
cause-http-https-mismatch-fix = Give the registry a certificate, or list it under `insecure-registries` of the daemon if the network is yours.

cause-registry-outage = The registry is failing
cause-registry-outage-sign = 500, 502, 503, 504, or answers that make no sense together, and nothing was changed.
cause-registry-outage-proof = The status page reports an incident; others see the same.
cause-registry-outage-fix = Wait and run again. Change no secrets meanwhile.

cause-registry-proxy-misconfigured = A proxy in front of the registry is misconfigured
cause-registry-proxy-misconfigured-sign = `unknown blob`, `blob upload unknown`, HTML in place of JSON, or redirects to http: from a self-hosted registry.
cause-registry-proxy-misconfigured-proof = Pushing past the proxy works; the `Location` header names a wrong scheme or host.
cause-registry-proxy-misconfigured-fix = Pass on `Host` and `X-Forwarded-Proto`, and switch off buffering and size limits in the proxy.

cause-session-expired-during-build = The session ended before the push did
cause-session-expired-during-build-sign = Layers go up, then `unauthorized`; long builds or very large layers.
cause-session-expired-during-build-proof = More time passed between login and failure than the registry's token lives.
cause-session-expired-during-build-fix = Sign in right before the push; extend the token's lifetime on a self-hosted registry; make layers smaller.

cause-credential-store-broken = The credential store does not work
cause-credential-store-broken-sign = `error getting credentials`, `error storing credentials`, `docker-credential-… not found`, D-Bus, keychain.
cause-credential-store-broken-proof = The helper named in `config.json` is missing, locked, or refuses when run by itself.
cause-credential-store-broken-fix = Unlock or install the helper, or name another one in `~/.docker/config.json`.

cause-two-factor-needs-token = Two-factor authentication or SSO requires a token
cause-two-factor-needs-token-sign = The right password is refused: `please use personal access token`. Podman only says `invalid username/password`.
cause-two-factor-needs-token-proof = The account has two-factor authentication or enforced SSO.
cause-two-factor-needs-token-fix = Make an access token and use it as the password.

cause-account-unverified-or-suspended = The account is not active
cause-account-unverified-or-suspended-sign = `account is not active`, `verify your email`, suspended, disabled.
cause-account-unverified-or-suspended-proof = Signing in on the web page shows the same notice.
cause-account-unverified-or-suspended-fix = Verify the e-mail address; a suspended account can only be restored by the registry.

cause-non-interactive-login = The login asks for input, but there is no terminal
cause-non-interactive-login-sign = `cannot perform an interactive login from a non TTY device`, or the job hangs at a question.
cause-non-interactive-login-proof = The login command is given neither user name nor password, and the job has no terminal.
cause-non-interactive-login-fix = Pass both: `--username NAME --password-stdin`.

cause-base-image-pull-denied = The base image cannot be pulled
cause-base-image-pull-denied-sign = The failing line is a `FROM` or `load metadata for …`; often `library/NAME`, where NAME is a stage that the Dockerfile never defines.
cause-base-image-pull-denied-proof = The push was never reached; the refused name is not the image that is built.
cause-base-image-pull-denied-fix = Correct the name of the base image or stage, or sign in where the base image lives.

cause-cache-export-denied = The build cache cannot be written
cause-cache-export-denied-sign = The image may be fine: `exporting cache` or `error writing layer blob` is refused.
cause-cache-export-denied-proof = The refused name is the one in `cache-to` or `cache-from`.
cause-cache-export-denied-fix = Give the cache a place that the login may write, use `type=gha`, or skip it for forks.

cause-cross-repo-mount-denied = A layer of another repository cannot be mounted
cause-cross-repo-mount-denied-sign = One token is asked for two repositories, and the push to the second is refused.
cause-cross-repo-mount-denied-proof = The push works when the layer is uploaded anew, or with BuildKit 0.23 and later.
cause-cross-repo-mount-denied-fix = Update BuildKit, or give the token pull access to the other repository.

cause-immutable-tag = The tag may not be overwritten
cause-immutable-tag-sign = `cannot be overwritten`, `immutable`, `tag already exists`.
cause-immutable-tag-proof = The tag is there already, and the repository's rules forbid changing it.
cause-immutable-tag-fix = Push under a new tag, or change the rule.

cause-payload-too-large = The upload exceeds a size limit
cause-payload-too-large-sign = 413, `Request Entity Too Large`.
cause-payload-too-large-proof = Small layers go up, large ones do not.
cause-payload-too-large-fix = Raise the limit of the proxy (`client_max_body_size 0` in nginx), or make the layer smaller.

cause-manifest-or-media-type-unsupported = The format is not supported
cause-manifest-or-media-type-unsupported-sign = `manifest invalid`, `unsupported media type`, 400 or 415 when the manifest is written.
cause-manifest-or-media-type-unsupported-proof = All layers are up; only the manifest is refused.
cause-manifest-or-media-type-unsupported-fix = Switch off what is new (`provenance: false`, `oci-mediatypes=false`), or update registry and client.

cause-disk-or-daemon = No space, or no docker daemon
cause-disk-or-daemon-sign = `no space left on device`, `Cannot connect to the Docker daemon`: not a permission problem.
cause-disk-or-daemon-proof = `docker info` and `df -h` show it.
cause-disk-or-daemon-fix = Free space, start the daemon, add the user to its group, or give the job a dind service.

cause-clock-skew = The clock is wrong
cause-clock-skew-sign = Tokens are not valid yet, or already expired the moment they are issued.
cause-clock-skew-proof = The `Date` header of any server differs from this machine's clock by minutes.
cause-clock-skew-fix = Set the clock by NTP, on this machine and on the registry.

cause-wrong-command = The command does something else
cause-wrong-command-sign = `docker run push …` runs an image called push; `does not exist locally` means that nothing was built under that name.
cause-wrong-command-proof = `docker images` does not list the name that is pushed.
cause-wrong-command-fix = Run the command that was meant, for example `docker push NAME`.
