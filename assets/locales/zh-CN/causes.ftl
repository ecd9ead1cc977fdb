# 原因:名称、表现、证据、解决办法。

cause-token-scope-insufficient = 令牌权限不足
cause-token-scope-insufficient-sign = 登录成功，但推送被拒绝，并提到 scope，例如 `access token has insufficient scopes`。
cause-token-scope-insufficient-proof = 令牌服务对该令牌拒绝 `pull,push`，但允许 `pull`。
cause-token-scope-insufficient-fix = 新建一个具有 Read & Write 权限（Docker Hub）或 `write:packages` 权限（GitHub）的令牌，并替换旧令牌。

cause-bad-credentials = 用户名、密码或令牌错误
cause-bad-credentials-sign = 登录本身被拒绝：`incorrect username or password`。如果拉取公开镜像也报此错误，说明本机保存的登录信息已失效。
cause-bad-credentials-proof = 使用同一组用户名和密码（或令牌）登录，仍被拒绝。
cause-bad-credentials-fix = 用户名请填 Docker ID 而不是邮箱，密码处请填新的访问令牌。先执行 `docker logout` 清除旧登录信息，再重新登录。

cause-token-expired-or-revoked = 令牌已过期或被撤销
cause-token-expired-or-revoked-sign = 以前能用，配置也没有改动。镜像仓库提示 `expired`，或者只有 `denied: denied`。
cause-token-expired-or-revoked-proof = 令牌列表中显示已过期、已撤销或不存在；用它登录被拒绝。
cause-token-expired-or-revoked-fix = 新建令牌，并更新所有使用旧令牌的地方。Amazon ECR 的密码只有 12 小时有效期，每个作业都应重新登录。

cause-secrets-missing-or-empty = 本次运行中 secret 缺失或为空
cause-secrets-missing-or-empty-sign = 出现 `Username and password required`、`non TTY device`，或镜像名以斜杠开头。
cause-secrets-missing-or-empty-proof = GitHub 仓库中没有这个名字的 secret，或本次运行无权读取：来自 fork、Dependabot、其他 environment，或可复用工作流没有写 `secrets: inherit`。
cause-secrets-missing-or-empty-fix = 按照工作流中读取的名字创建 secret。对于来自 fork 的 PR，跳过登录和推送步骤。

cause-namespace-mismatch = 镜像名中的账号不是登录账号
cause-namespace-mismatch-sign = 登录成功但推送被拒绝；镜像名斜杠前的部分不是登录账号。GitHub 的 owner 不一定是 Docker Hub 用户名；`library/` 归 Docker 官方所有。
cause-namespace-mismatch-proof = 令牌服务对该仓库不授予推送权限，但对账号自己的仓库授予。
cause-namespace-mismatch-fix = 用登录账号命名镜像：`docker tag IMAGE USER/NAME`。

cause-not-logged-in = 工具没有找到登录信息
cause-not-logged-in-sign = 出现 `no basic auth credentials`、`anonymous token`、`authentication required`，或日志中根本没有登录。
cause-not-logged-in-proof = 工具找不到该镜像仓库的凭据：用 `sudo` 切换了用户、配置目录不同，或在独立的容器中运行。
cause-not-logged-in-fix = 登录到这个镜像仓库地址，并确保登录和推送使用同一用户、在同一个作业中。

cause-registry-prefix-missing = 镜像名缺少镜像仓库地址
cause-registry-prefix-missing-sign = 登录的是其他镜像仓库，但镜像名没有写主机名，于是 docker 把它推送到了 Docker Hub。
cause-registry-prefix-missing-proof = 报错的地址是 Docker Hub，而镜像本应推送到别处。
cause-registry-prefix-missing-fix = 在镜像名中写明镜像仓库地址，例如 `ghcr.io/OWNER/NAME`。

cause-registry-prefix-duplicated = 镜像名中镜像仓库地址重复
cause-registry-prefix-duplicated-sign = 镜像仓库查找的名称以主机名开头：`ghcr.io/ghcr.io/…`，或 ECR 的 `repository with name 'HOST/…'`。
cause-registry-prefix-duplicated-proof = 日志中的镜像引用包含两个主机名。
cause-registry-prefix-duplicated-fix = 在保存镜像名称的变量中去掉主机名。

cause-registry-mismatch = 登录的镜像仓库与推送的镜像仓库不一致
cause-registry-mismatch-sign = 在一个镜像仓库登录成功，却向另一个镜像仓库推送。
cause-registry-mismatch-proof = 登录的主机与镜像名中的主机不同。podman 不写主机时会登录到搜索列表中的第一个镜像仓库。
cause-registry-mismatch-fix = 登录到镜像名所指的主机：`docker login HOST`。

cause-invalid-reference = 镜像名不合法
cause-invalid-reference-sign = 出现 `invalid reference format`、`must be lowercase`；Docker Hub 会把三级路径当作权限问题拒绝。
cause-invalid-reference-proof = 日志中的名称不符合规则：只能用小写字母、数字、`.`、`_`、`-`；在 Docker Hub 上只能是 USER/NAME 两级。
cause-invalid-reference-fix = 修改镜像名；如果 owner 含大写字母，使用 `${"{"}GITHUB_REPOSITORY,,{"}"}`。

cause-ghcr-permissions = 该令牌无权操作 GitHub 软件包
cause-ghcr-permissions-sign = 出现 `permission_denied: write_package`、`installation not allowed to …`，或 ghcr.io 返回 403。
cause-ghcr-permissions-proof = 作业没有 `packages: write` 权限，或软件包的 Manage Actions access 中没有列出本仓库。
cause-ghcr-permissions-fix = 在作业中加上 `permissions: packages: write`；在软件包设置中授予本仓库写权限。

cause-org-permission-missing = 凭据对该仓库没有写权限
cause-org-permission-missing-sign = 登录正常，但向组织或项目的仓库推送时被拒绝。
cause-org-permission-missing-proof = 镜像仓库认得该凭据，但对该仓库授予的权限不包含推送。在 Docker Hub，令牌级别足够，缺权限的是账号；在其他镜像仓库，缺权限的可能是账号，也可能是令牌或机器人账号本身。
cause-org-permission-missing-fix = 需要为该账号、团队、机器人账号或令牌授予此仓库的写权限。

cause-repository-does-not-exist = 仓库不存在
cause-repository-does-not-exist-sign = 出现 `name unknown`、`does not exist in the registry`。ECR、Artifact Registry 和 Harbor 不会在推送时自动创建。
cause-repository-does-not-exist-proof = 在该账号、区域或项目的管理界面中找不到这个仓库。
cause-repository-does-not-exist-fix = 先创建仓库或项目，并检查区域和账号是否正确。

cause-repository-archived = 仓库不接受推送
cause-repository-archived-sign = 仓库已归档、是其他仓库的同步副本，或整个镜像仓库服务处于只读模式；同一账号的其他仓库仍可推送。
cause-repository-archived-proof = 仓库页面显示已归档或只读。
cause-repository-archived-fix = 取消归档，或等待镜像仓库服务恢复可写。

cause-plan-limit = 已达到套餐限额
cause-plan-limit-sign = 出现 quota、limit、billing 等字样；新建私有仓库超出数量时，有时只显示 `denied`。
cause-plan-limit-proof = 账号页面显示存储、私有仓库或制品数量已达上限。
cause-plan-limit-fix = 清理不再需要的内容，把仓库改为公开，或升级套餐。

cause-rate-limited = 请求过于频繁，被限流
cause-rate-limited-sign = 出现 `toomanyrequests`、429、`pull rate limit`。
cause-rate-limited-proof = 限流响应头中的剩余次数为零。
cause-rate-limited-fix = 拉取前先登录，为基础镜像使用镜像加速或缓存，或等待限流窗口结束。

cause-ip-blocked = 当前 IP 被拒绝访问
cause-ip-blocked-sign = 返回 403，并提到 IP 地址、防火墙或出口管制。
cause-ip-blocked-proof = 在其他网络中执行同样的请求可以成功。
cause-ip-blocked-fix = 需要镜像仓库放行该 IP 地址；也可以改在允许访问的网络中推送。

cause-network-unreachable = 无法连接到镜像仓库
cause-network-unreachable-sign = 超时、域名解析失败、连接被重置或拒绝、代理错误：根本没有到权限判断这一步。
cause-network-unreachable-proof = 逐层测试域名解析、连接、TLS 和代理，第一个失败的就是原因。
cause-network-unreachable-fix = 修复对应的一层：DNS、路由，或 docker 守护进程的代理（需要单独配置），然后重试。

cause-tls-trust = 证书不受信任
cause-tls-trust-sign = 出现 `x509: certificate signed by unknown authority` 等。
cause-tls-trust-proof = 收到的证书的签发者不在本机信任列表中；也可能是代理替换了证书。
cause-tls-trust-fix = 把镜像仓库的 CA 证书放到工具读取的位置：docker 为 `/etc/docker/certs.d/HOST/ca.crt`，其他工具为系统证书库。

cause-http-https-mismatch = 一端是 HTTP，另一端是 HTTPS
cause-http-https-mismatch-sign = 出现 `server gave HTTP response to HTTPS client`。
cause-http-https-mismatch-proof = 该端口返回的是明文 HTTP。
cause-http-https-mismatch-fix = 为镜像仓库配置证书；如果是自己的内网，可在守护进程的 `insecure-registries` 中加入该地址。

cause-registry-outage = 镜像仓库服务故障
cause-registry-outage-sign = 出现 500、502、503、504，或前后矛盾的响应，而配置并没有改动。
cause-registry-outage-proof = 状态页有故障公告，其他人也遇到同样的问题。
cause-registry-outage-fix = 等待后重试。在此期间不要改动 secret。

cause-registry-proxy-misconfigured = 镜像仓库前面的反向代理配置有误
cause-registry-proxy-misconfigured-sign = 自建镜像仓库出现 `unknown blob`、`blob upload unknown`、返回 HTML 而不是 JSON，或跳转到 http。
cause-registry-proxy-misconfigured-proof = 绕过代理可以推送；`Location` 响应头中的协议或主机不对。
cause-registry-proxy-misconfigured-fix = 在代理中正确传递 `Host` 和 `X-Forwarded-Proto`，并关闭缓冲和大小限制。

cause-session-expired-during-build = 推送完成前会话已过期
cause-session-expired-during-build-sign = 镜像层正在上传，随后出现 `unauthorized`；构建时间长或镜像层很大。
cause-session-expired-during-build-proof = 从登录到失败的时间超过了镜像仓库令牌的有效期。
cause-session-expired-during-build-fix = 在推送前重新登录；自建镜像仓库可延长令牌有效期；或减小镜像层。

cause-credential-store-broken = 凭据存储不可用
cause-credential-store-broken-sign = 出现 `error getting credentials`、`error storing credentials`、找不到 `docker-credential-…`、D-Bus 或 keychain 错误。
cause-credential-store-broken-proof = `config.json` 中指定的 helper 不存在、被锁定，或单独运行时报错。
cause-credential-store-broken-fix = 解锁或安装该 helper，或在 `~/.docker/config.json` 中换一个。

cause-two-factor-needs-token = 已开启两步验证或 SSO，需使用令牌
cause-two-factor-needs-token-sign = 密码正确却被拒绝：`please use personal access token`。podman 只显示 `invalid username/password`。
cause-two-factor-needs-token-proof = 该账号开启了两步验证，或所在组织强制使用 SSO。
cause-two-factor-needs-token-fix = 新建访问令牌，用它代替密码登录。

cause-account-unverified-or-suspended = 账号未激活或已停用
cause-account-unverified-or-suspended-sign = 出现 `account is not active`、`verify your email`，或提示账号被暂停、停用。
cause-account-unverified-or-suspended-proof = 在网页上登录也有同样的提示。
cause-account-unverified-or-suspended-fix = 验证邮箱；账号被停用时，只能由镜像仓库服务方恢复。

cause-non-interactive-login = 工具在等待输入，但没有终端
cause-non-interactive-login-sign = 出现 `cannot perform an interactive login from a non TTY device`，或作业停在某个提问处。
cause-non-interactive-login-proof = 登录命令没有给出用户名和密码（或令牌），而作业没有终端。
cause-non-interactive-login-fix = 两者都传入：`--username NAME --password-stdin`。

cause-base-image-pull-denied = 拉取基础镜像失败
cause-base-image-pull-denied-sign = 报错的是 `FROM` 或 `load metadata for …`；常见的是 `library/NAME`，而 NAME 其实是 Dockerfile 中没有定义的构建阶段。
cause-base-image-pull-denied-proof = 根本没有执行到推送；被拒绝的名称不是要构建的镜像。
cause-base-image-pull-denied-fix = 修正基础镜像或构建阶段的名称，或登录到基础镜像所在的镜像仓库。

cause-cache-export-denied = 构建缓存无法写入
cause-cache-export-denied-sign = 镜像本身可能没问题：被拒绝的是 `exporting cache` 或 `error writing layer blob`。
cause-cache-export-denied-proof = 被拒绝的名称是 `cache-to` 或 `cache-from` 中的引用。
cause-cache-export-denied-fix = 把缓存放到有写权限的位置，改用 `type=gha`，或在 fork 中跳过缓存。

cause-cross-repo-mount-denied = 无法从其他仓库挂载镜像层
cause-cross-repo-mount-denied-sign = 一次为两个仓库申请令牌，随后向其中一个推送被拒绝。
cause-cross-repo-mount-denied-proof = 重新上传该镜像层，或使用 BuildKit 0.23 及以上版本，推送就能成功。
cause-cross-repo-mount-denied-fix = 升级 BuildKit，或为令牌授予另一个仓库的拉取权限。

cause-immutable-tag = 标签不可覆盖
cause-immutable-tag-sign = 出现 `cannot be overwritten`、`immutable`、`tag already exists`。
cause-immutable-tag-proof = 标签已经存在，而仓库规则禁止修改。
cause-immutable-tag-fix = 使用新的标签推送，或修改规则。

cause-payload-too-large = 请求体超过大小限制
cause-payload-too-large-sign = 出现 413、`Request Entity Too Large`。
cause-payload-too-large-proof = 小的镜像层可以上传，大的不行。
cause-payload-too-large-fix = 调大代理的限制（nginx 中为 `client_max_body_size 0`），或减小镜像层。

cause-manifest-or-media-type-unsupported = 不支持该清单格式
cause-manifest-or-media-type-unsupported-sign = 出现 `manifest invalid`、`unsupported media type`，或写入清单时返回 400、415。
cause-manifest-or-media-type-unsupported-proof = 所有镜像层都已上传，只有清单被拒绝。
cause-manifest-or-media-type-unsupported-fix = 关闭较新的特性（`provenance: false`、`oci-mediatypes=false`），或升级镜像仓库服务和客户端。

cause-disk-or-daemon = 磁盘已满或 Docker 守护进程不可用
cause-disk-or-daemon-sign = 出现 `no space left on device`、`Cannot connect to the Docker daemon`，与权限无关。
cause-disk-or-daemon-proof = 用 `docker info` 和 `df -h` 可以确认。
cause-disk-or-daemon-fix = 清理磁盘，启动守护进程，把用户加入 docker 组，或为作业配置 dind 服务。

cause-clock-skew = 系统时间不正确
cause-clock-skew-sign = 令牌尚未生效，或刚签发就已过期。
cause-clock-skew-proof = 任意服务器返回的 `Date` 响应头与本机时间相差数分钟。
cause-clock-skew-fix = 在本机和镜像仓库服务器上用 NTP 校时。

cause-wrong-command = 命令用错了
cause-wrong-command-sign = `docker run push …` 会运行名为 push 的镜像；`does not exist locally` 表示本地没有构建过该名称的镜像。
cause-wrong-command-proof = `docker images` 中没有要推送的名称。
cause-wrong-command-fix = 执行真正需要的命令，例如 `docker push NAME`。
