registry-row-user = User
registry-row-secret = Credential
registry-row-page = Where
registry-row-proof = Proof
registry-row-creation = Repository
registry-ghcr-user = The GitHub user name
registry-gitlab-user = The GitLab user name; for a deploy token its own (gitlab+deploy-token-N)
registry-quay-user = The robot's full name, namespace+robot; in a shell between single quotes
registry-ecr-user = AWS, literally
registry-artifact-registry-user = oauth2accesstoken with an access token, _json_key with a key file, literally
registry-azure-user = The name of the registry's token, or the application id of a service principal
registry-harbor-user = The robot's full name, robot$project+name, in a shell between single quotes; or your own
registry-any-user = Whatever the one who runs it has given you
registry-ghcr-secret = A classic personal access token with write:packages; fine-grained ones do not work there. In Actions: GITHUB_TOKEN with permissions: packages: write
registry-gitlab-secret = A personal, project, group or deploy token with both read_registry and write_registry
registry-quay-secret = The token of a robot that has Write on the repository
registry-ecr-secret = What aws ecr get-login-password prints; it is good for 12 hours, and reaches as far as the IAM identity
registry-artifact-registry-secret = What gcloud auth print-access-token prints (about an hour), or the whole key file of a service account with Artifact Registry Writer
registry-azure-secret = The token's password, with content/write and content/read in its scope map; for a service principal the role AcrPush
registry-harbor-secret = The robot's secret, with push and pull on the project; people who sign in through OIDC use the CLI secret of their profile
registry-any-secret = The password or token that belongs to it
registry-azure-page = In the portal: the registry, Repository permissions, Tokens
registry-harbor-page = On its own pages: the project, Robot Accounts
registry-any-page = It has no page that is known for it; ask the one who runs it
registry-proof-grant = The token that the service hands out for it, and an upload that may begin
registry-proof-all-rights = Its tokens list every right that is held; that push is among them, and an upload that may begin
registry-proof-upload = Only an upload that may begin; its tokens do not tell
registry-creation-on-push = The first push creates the repository
registry-creation-on-asking = Asking for a token to push with already creates the repository, so it is looked for first
registry-creation-below-project = The first push creates the repository, below a project that must exist
registry-creation-beforehand = A push creates nothing: the repository must be made first
registry-removal-by-tag = To remove the tag: DELETE the manifest by its tag
registry-removal-tag-then-digest = To remove the tag: DELETE the manifest by its tag, then by its digest
registry-removal-by-digest = To remove the tag: DELETE the manifest by its digest; this needs the delete permission
registry-removal-own-interface = To remove the tag: on the provider's pages or through its own API; the registry itself refuses
registry-removal-if-allowed = To remove the tag: by its digest, where the one who runs the registry has switched deletion on
registry-removal-by-tag-with-right = To remove the tag: DELETE the manifest by its tag, with ecr:BatchDeleteImage; or in the console
registry-why-upload-began = The registry let an upload to { $image } begin; nothing was stored there.
registry-why-scope = The registry knows the token, and says that its scope does not cover pushing.
registry-verdict-no-right = This credential may not push there.
registry-verdict-short-lived = This credential is not let in; most likely it has ended.
registry-why-short-lived = Credentials for this registry end within hours. Its answer does not tell one that has ended from a wrong one, nor from one that is not for { $user }.
registry-remedy-right = Needed there: { $needed }.
registry-push-stays-after = it STAYS: this registry does not allow tags to be deleted through it
registry-push-left = Left behind: { $image }. { $how }.
registry-kind-fine-grained =
    a fine-grained GitHub token, { $length ->
        [one] 1 character
       *[other] { $length } characters
    }: the container registry takes classic ones only
registry-kind-github =
    a GitHub token, { $length ->
        [one] 1 character
       *[other] { $length } characters
    }
registry-kind-gitlab =
    a GitLab token, { $length ->
        [one] 1 character
       *[other] { $length } characters
    }
registry-kind-other =
    { $length ->
        [one] 1 character
       *[other] { $length } characters
    }
registry-image-there = image at the registry
registry-group = Registry
