## 凭据助手

helper-bad-server = 镜像仓库地址里含有换行、空格或控制字符，未进行查询。
helper-bad-username = 这不可能是用户名：它是邮箱地址，或含有空格、冒号或控制字符。
helper-bad-input = 输入不是凭据助手应当收到的 JSON（ServerURL、Username 和 Secret）。
helper-too-long = 输入超过 64 KB，没有继续读取。
helper-usage = 用法：docker-credential-pushpilot get、store、erase、list 或 version。它由 docker、podman、skopeo 和 buildah 调用；配置请运行：pushpilot use
helper-several = 密钥环里有多个 { $registry } 账号（{ $names }），尚未选定。请选一个：pushpilot use --registry { $registry } --account { $first }
helper-locked = 保存此登录的密钥环已锁定。请先解锁（登录桌面，或运行 pushpilot），然后重试。
helper-absent = 这里没有可以保存此登录的密钥环：当前会话的 D-Bus 上没有 Secret Service 应答。请启动一个（在 dbus-run-session 中运行 gnome-keyring），或撤销此设置：pushpilot use --undo

## 安装其他名称

cmd-install-links = 创建 docker、gh 等工具用来找到本程序的名称
arg-install-docker = 作为 docker 插件：docker pushpilot
arg-install-gh = 作为 gh 扩展：gh pushpilot
arg-install-helper = 作为凭据助手：docker-credential-pushpilot
arg-install-folder = 把凭据助手放进此文件夹，而不是程序所在的文件夹
link-made = 已创建 { $link } -> { $program }
link-there = 已存在：{ $link }
link-taken = { $link } 是别的文件，未作改动；请先移走再试。
link-not-in-path = { $folder } 不在 PATH 中，工具在那里找不到凭据助手。请把它加入 PATH，或用 --folder 指定别的文件夹。
link-no-own-path = 系统没有告知本程序的位置。

## 作为 docker 插件

plugin-description = 从 push access denied 到一个确认可推送的令牌
hook-cause = { $cause }。查明并修复：docker pushpilot
hook-unknown = 查明原因并修复：docker pushpilot

## 让工具使用密钥环

cmd-use = 让 docker、podman 等工具使用密钥环；先展示改动，可撤销
arg-use-docker = 用于 docker、compose 和 buildx
arg-use-podman = 用于 podman、skopeo 和 buildah
arg-use-hook = 推送失败时让 docker 指出原因（需 2026 年及以后的 docker CLI）
arg-use-registry = 针对哪个镜像仓库
arg-use-account = 使用该镜像仓库的哪个账号
arg-use-here = 只为当前文件夹及其子文件夹选定账号
arg-use-move = 把这些文件里的明文登录移入密钥环
arg-use-undo = 撤销
arg-use-dry-run = 只展示改动，不实际修改
arg-use-yes = 不再询问
use-no-helper = PATH 中没有 docker-credential-pushpilot，工具无法调用它。请先创建：pushpilot install-links --helper
use-helper-failed = 未作任何改动，因为改动后工具将得不到登录信息：{ $said }
use-no-login = 未作任何改动：密钥环里没有 { $registry } 的登录，改动后工具会失去现有的登录。请先创建：pushpilot
use-no-tool = 没有安装 docker，也没有安装 podman、skopeo 或 buildah。请用 --docker 或 --podman 指定。
use-bad-registry = { $registry } 不是镜像仓库的地址。
use-no-account = 这里没有保存 { $name } 在 { $host } 的登录凭据，因此没有更改所选账号。请先保存：pushpilot --username { $name }
use-bad-account = { $name } 不能作为用户名。
use-chosen = { $registry } 使用账号 { $name }。
use-chosen-here = 在 { $folder } 及其子文件夹中，{ $registry } 使用账号 { $name }。
use-already = { $file }：已设置。
use-nothing-to-undo = pushpilot 没有在这里设置过，无需撤销。
use-new-file = { $file }（新文件）
use-secret = （机密）
use-plain = { $file } 以明文保存着 { $name } 在 { $registry } 的登录（base64 不是加密）。
use-plain-stays = { $file }：{ $name } 的登录仍为明文。移走它：pushpilot use --move
use-plain-differs = { $file }：{ $name } 的登录与密钥环里的不同，已原样保留；工具现在使用密钥环里的。
use-comes-back = { $file }：{ $name } 的登录将按原样恢复为明文。
use-shadowed = { $file } 里也有该镜像仓库的登录，而且会被优先读取。请移除：podman logout
use-variable = 已设置 DOCKER_AUTH_CONFIG：docker 会先读它，再读此文件和密钥环。
use-rotate = 本机的其他用户曾可读取 { $file }。请视该令牌为已泄露：新建一个（pushpilot），并在镜像仓库删除旧的。
use-ask = 进行此改动？[y/N]
use-ask-move = 把 { $name } 的登录移入密钥环？[y/N]
use-needs-yes = 未作任何改动：没有可供询问的终端。如已同意，请加 --yes
use-dry = 未作任何改动（--dry-run）。
use-backup = 已备份：{ $file }
use-written = 已写入：{ $file }
use-set-since = { $file } 之后又被改成了别的设置，保持不变。
use-undone = 已撤销：{ $file }
use-proof = 已证实：docker-credential-pushpilot 对 { $registry } 以 { $name } 应答
use-proof-tool = 已证实：{ $tool } 能找到 { $registry } 的登录：{ $name }
use-no-proof = 改动后 { $tool } 找不到登录，{ $file } 已恢复原样。
tool-file-dangling = { $file } 是一个失效的链接。未作任何改动；请修复或删除该链接后重试。
tool-file-foreign = { $file } 属于另一个用户（编号 { $owner }），常见于执行过 sudo docker login。未作任何改动。如应归你所有：sudo chown "$USER" { $file }
tool-file-read-only = { $file } 是只读的。未作任何改动。如允许修改：chmod u+w { $file }
tool-file-changed = { $file } 同时被另一个程序修改。没有覆盖其内容，请重试。

## 现有凭据及其状态

cmd-status = 列出现有凭据、各自的权限、用在哪里、何时过期
arg-status-calendar = 把到期提醒写入此日历文件（.ics）
arg-status-workflow = 输出一个工作流：每天检查令牌，在过期前创建 issue
status-workflow = 请保存为 .github/workflows/registry-token.yml。它每天运行，令牌被拒绝或两周内过期时会创建一个 issue。
status-no-workflow = 这里的工作流没有从 secret 读取令牌，定时检查没有可用来登录的凭据。
arg-status-offline = 不询问任何镜像仓库
status-nothing = 本机没有已知或可找到的凭据。请创建一个：pushpilot
status-asking = 正在询问镜像仓库：{ $done }/{ $all }
status-accepted = 刚刚验证有效
status-open = 无法判断：该镜像仓库允许任何人访问
status-refused = 被拒绝：{ $reason }
status-unreachable = 未知：{ $reason }
status-unread = 未能读取：{ $reason }
status-unasked = 未询问（--offline）
status-gone = 曾有记录，但本机已找不到
status-label = 描述：{ $label }
status-level = 权限（据记录）：{ $level }
status-expires = { $date } 过期，还有 { $days } 天
status-expired = 已于 { $date } 过期
status-no-expiry = 过期时间：没有记录，镜像仓库也不提供
status-proven = 最近一次证实可推送：{ $date }
status-place = 位置：{ $place }
status-place-plain = 位置：{ $place }（明文；移走：pushpilot use --move）
status-used-by = 使用者：{ $tools }
status-shadowed = 被 { $place } 覆盖，后者会先被读取
status-calendar = { $count ->
    [0] 没有记录在案的到期日，未写入 { $file }。
   *[other] 已把 { $count } 条提醒写入 { $file }。
}
calendar-title = { $name } 在 { $registry } 的令牌即将过期
calendar-what = 请在失效前新建一个：pushpilot
