## 组织令牌

organization-token-instead = 如果 { $namespace } 是组织，也可以由所有者创建组织令牌（Docker Home → 组织 → Identity & auth → Access tokens，为此仓库勾选 Image push）。粘贴到这里即可：它以 { $namespace } 登录。
organization-token-user = 这是组织令牌：它以组织名 { $namespace } 登录，构建也将如此。
organization-remedy-scope = { $namespace } 的所有者可以直接给这个令牌加上权限：Docker Home → 组织 → Identity & auth → Access tokens，为此仓库勾选 Image push（如需清理，再加 Image delete）。
organization-membership = 如果 { $namespace } 是组织：所有者可以把 { $user } 加入对此仓库有 Read & Write 权限的团队（Docker Hub → { $namespace } → Teams，再到仓库的 Permissions）。
organization-token-of-its-own = 也可以由所有者创建组织令牌（Docker Home → { $namespace } → Identity & auth → Access tokens，为此仓库勾选 Image push），它以 { $namespace } 登录，不属于任何个人。
organization-whom-to-ask = 本项目注明的联系方式：{ $ask }

## 无需保存机密的构建

keyless-hint = 也许根本不需要保存令牌。
keyless-action = 无需保存令牌
keyless-title = 不保存令牌也能登录
keyless-docker-hub = 如果 { $namespace } 是 Docker Team 或 Business 组织，其构建可以通过 OIDC 登录：由所有者在 Docker Home 创建连接（connection）并允许此 GitHub 仓库，再把它的 ID 放进变量。个人账号没有 OIDC。
keyless-ghcr = 每次运行都自带 GITHUB_TOKEN，可向本仓库的软件包推送，无需创建、保存或更换任何东西。
keyless-ecr = AWS 的角色可以通过 OIDC 信任此 GitHub 仓库，运行时会得到几分钟有效的登录。角色由有 AWS IAM 权限的人设置，其名称放进变量。
keyless-artifact-registry = Google Cloud 的 Workload Identity Federation 可以信任此 GitHub 仓库，运行时会得到几分钟有效的令牌。相关名称放进变量。
keyless-azure = Microsoft Entra 的联合凭据可以信任此 GitHub 仓库，运行时会得到几分钟有效的登录。相关 ID 放进变量。
keyless-change = 工作流的改动：
keyless-change-at = 对 { $place } 的改动：
