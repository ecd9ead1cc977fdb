## 页面

step-status = 凭据
status-title = 本机的凭据及其用处
arg-status-password-stdin = 从标准输入读取账号密码，以便向 Docker Hub 查询令牌的准确日期；密码只用一次，不会保存
status-one-account = 本机有多个 Docker Hub 账号，或一个也没有。请说明是谁的密码：--username NAME
status-needs-code = 此账号开启了两步验证，仅凭密码无法在此建立会话。请改在向导中查询：pushpilot
status-workflow-no-expiry = 这里没有记录令牌的到期日，因此只能发现被拒绝的情况。如果令牌会过期，请在 EXPIRES 和 WARN_FROM 中填写日期（如 2027-02-22 和 2027-02-08）。
status-calendar-other = { $file } 已存在，且不是日历文件，未作改动；请换一个文件名。
status-taking = 正在查看各处，并同时询问所有镜像仓库和 GitHub
status-taking-part = 正在同时询问所有镜像仓库和 GitHub：{ $done }/{ $all }
status-none = 本机没有已知或可找到的凭据。
status-unseen = 实际的凭据可能比这里列出的多。{ $why }
status-none-say = 向导会创建一个，证实它能推送，并保存到密钥环。
status-trouble = 未能查看。
status-which = 哪一个？
status-row-good = 有效
status-row-open = 无法判断
status-row-refused = 被拒绝
status-row-unknown = 未知
status-row-gone = 已找不到
status-row-expired = 已过期
status-row-days = 还有 { $days } 天
status-action-new-token = 新建令牌
status-action-keep = 保存到密钥环
status-action-update = 更新 secret
status-action-check = 检查它的权限

## 单个凭据

status-of-organization = 组织令牌：用户名即组织名
status-level-pull = 拉取镜像（Image pull）
status-level-push = 推送镜像（Image push）
status-level-delete = 删除镜像（Image delete）
status-level-told = 权限（据 Docker Hub 的令牌列表）：{ $level }
status-created = 创建于 { $date }
status-no-expiry-told = 据 Docker Hub：永不过期
status-no-expiry-github = 据 GitHub：永不过期
status-end-told = 到期时间来自 GitHub
status-as-noted = 要查 Docker Hub 自己的权限和日期记录：pushpilot status --password-stdin
status-not-in-list = 权限和日期为本机的记录：已读取账号在 Docker Hub 的令牌列表，但按描述和创建日期无法确定哪一个是它
status-list-refused = 权限和日期为本机的记录：未能从 Docker Hub 取得账号的令牌列表
status-in-secret = 用于 GitHub secret { $name }：{ $stand }
status-other-secrets = GitHub 上的其他 secret（据所知，不含以上任何凭据）：
status-secret-as-written = 与 pushpilot 写入的一致：{ $date }
status-secret-changed = 在 pushpilot 写入之后被他人改动：{ $date }
status-secret-never-ours = 不是由本机的 pushpilot 写入，最近写入：{ $date }
status-secret-there = 存在，但没有日期
status-secret-missing = GitHub 上没有
status-secret-unknown = 未知：{ $why }
status-secret-unasked = 未询问 GitHub：手边没有它的令牌，或使用了 --offline
