## Tokens of organizations

organization-token-instead = If { $namespace } is an organization, an owner can make a token of its own instead (Docker Home, organization, Identity & auth, Access tokens; Image push for this repository). Paste it here: it signs in as { $namespace }.
organization-token-user = It is an organization's token: it signs in with the organization's name, { $namespace }, and so will the build.
organization-remedy-scope = An owner of { $namespace } can give this very token the right: Docker Home, organization, Identity & auth, Access tokens, then Image push for this repository (Image delete to clean up).
organization-membership = If { $namespace } is an organization: an owner can put { $user } into a team that has Read & Write on this repository (Docker Hub, { $namespace }, Teams; then the repository's Permissions).
organization-token-of-its-own = Or an owner makes a token of the organization (Docker Home, { $namespace }, Identity & auth, Access tokens; Image push for this repository). It signs in as { $namespace }, not as a person.
organization-whom-to-ask = This project says whom to ask: { $ask }

## Builds that need no stored secret

keyless-hint = Perhaps no stored secret is needed at all.
keyless-action = without a secret
keyless-title = Without a stored secret
keyless-docker-hub = If { $namespace } is an organization on Docker Team or Business, its builds can sign in by OIDC: an owner makes a connection in Docker Home and allows this repository; its id goes into a variable. Personal accounts have no OIDC.
keyless-ghcr = Every run has a token of its own, GITHUB_TOKEN, which may push to packages of this repository. Nothing has to be made, kept or renewed.
keyless-ecr = A role in AWS can trust this repository by OIDC; the run then gets a login that lasts for minutes. Somebody with rights in AWS IAM sets up the role, whose name goes into a variable.
keyless-artifact-registry = Workload Identity Federation of Google Cloud can trust this repository: the run gets a token that lasts for minutes. Its names go into variables.
keyless-azure = A federated credential in Microsoft Entra can trust this repository; the run then gets a login that lasts for minutes. Its ids go into variables.
keyless-change = The change to the workflow:
keyless-change-at = The change to { $place }:
