## What `rotate` and `undo` say

cmd-rotate = 在所有地方更换令牌：新令牌经过验证、保存并写入所有 secret，最后才停用旧令牌
cmd-undo = 撤销最近一次更换，能撤销多少就撤销多少
arg-rotate-repos = 仓库：每行一个 OWNER/NAME 的文件、某个所有者的全部仓库，或单个仓库；不给则用当前检出的仓库
arg-rotate-image = 用来验证新令牌的镜像；不给则用 workflow 推送的镜像
arg-rotate-old = 账户列表中哪个是旧令牌，写标签或 id
arg-rotate-grace = 停用旧令牌后多少天再删除
arg-password-stdin = 从标准输入读取账户密码，第二行为一次性验证码
arg-rotate-again = 上一次更换还在等待删除旧令牌时，开始新的一次
arg-rotate-yes = 开始前不询问
rotate-no-repositories = 没有指定仓库，当前目录也不是某个仓库的检出。请用 --repos 指定：文件、OWNER/* 或 OWNER/NAME
rotate-bad-repositories = { $wish } 既不是列出仓库的文件，也不是 OWNER/NAME，作为 OWNER/* 也没有你的 GitHub 令牌能看到的仓库。
rotate-bad-line = { $file } 第 { $line } 行不是 OWNER/NAME。
rotate-image-needed = 新令牌要靠一个镜像来验证，而 workflow 没有写明推送哪个镜像。请指定：--image amyflash/app
rotate-which-old = 无法确定账户中哪个令牌是旧的，猜错会停用别的令牌。请用 --old 指定；目前有效的有：{ $labels }
rotate-some-unreadable = 没有开始：列表中无法读取的仓库可能还在用旧令牌，最后会推送不了。请修好访问权限，或把它从列表中去掉。
rotate-newer-journal = 日志中有一次更换是这个版本看不懂的，已原样保留。请用当初开始它的较新版本 pushpilot。
rotate-looking = 正在查看第 { $number } 个仓库，共 { $all } 个
rotate-plan =
    { $registry } 上 { $name } 的新令牌将写入{ $count ->
        [0] 零个 secret
       *[other]  { $count } 个 secret
    }：
rotate-plan-row = { $repository }：{ $secret }（{ $place }）
rotate-plan-no-login = { $repository }：没有 workflow 登录这个镜像仓库，无需更换
rotate-plan-account = { $repository }：它的 workflow 以 { $name } 登录，保持不变
rotate-plan-archived = { $repository }：已归档，secret 无法写入，workflow 也不会运行，保持不变
rotate-plan-missing = { $repository }：workflow 读取 { $secret }，但哪里都没有，无可更换（pushpilot secrets set 可以创建）
rotate-plan-variable = { $repository }：workflow 从变量 { $name } 读取令牌，而变量人人可见，令牌不会写到那里
rotate-plan-unreadable = { $repository }：无法读取。{ $why }
rotate-plan-old =
    全部完成后，旧令牌“{ $label }”会被停用，{ $days ->
        [0] 随即删除
       *[other] { $days } 天后删除
    }。
rotate-plan-old-by-hand = 全部完成后，由你自己停用旧令牌：没有账户密码，程序无权停用。
rotate-forecast-seconds = 在 GitHub 的限制之内，大约需要 { $count } 秒。
rotate-forecast-minutes = 在 GitHub 的限制之内，大约需要 { $count } 分钟。
rotate-dry-run = 没有做任何改动（--dry-run）。
rotate-ask = 开始吗？[y/N]
rotate-ask-undo = 撤销吗？[y/N]
rotate-ask-password = { $name } 在 Docker Hub 的密码，只用一次，不保存（直接回车：自己创建令牌）：
rotate-ask-code = 一次性验证码：
rotate-ask-token = 页面上显示的新令牌：
rotate-code-needed = 该账户开启了双重验证：请在标准输入的第二行给出一次性验证码，或在终端中运行。
rotate-unseen-impossible = 这里无法在不显示的情况下读取密码。请从标准输入给出：--password-stdin 或 --token-stdin。
rotate-needs-yes = 没有可以询问的终端：先用 --dry-run 查看，再用 --yes 同意。
rotate-limit = 达到 GitHub 的限制，{ $until } 继续。
rotate-resumed = 继续 { $date } 开始的更换：{ $all } 个 secret 中已写入 { $done } 个。
rotate-interrupted = 做完手头这一步后已停下。运行 pushpilot rotate 继续，或运行 pushpilot undo 撤销。
rotate-old-refused = 镜像仓库拒绝旧令牌
rotate-old-let-in = 镜像仓库仍接受旧令牌
rotate-new-let-in = 镜像仓库仍接受新令牌
rotate-still-on-machine = { $place } 里仍是旧令牌
rotate-step-make = 新令牌已创建
rotate-step-discard = 没人保存的令牌已删除
rotate-step-hold = 新旧令牌都已存入 keyring
rotate-step-prove = 新令牌可以推送
rotate-step-store = 本机工具已使用新令牌
rotate-step-machine = 本机其他位置都没有旧令牌
rotate-step-deactivate = 旧令牌已停用
rotate-step-dead = 镜像仓库已拒绝旧令牌
rotate-step-wrong = 停用的是另一个令牌，已恢复有效
rotate-step-delete = 旧令牌已删除
rotate-step-forget = 不再保存旧令牌的任何内容
rotate-step-undo = 开始撤销
rotate-step-activate = 旧令牌已恢复有效
rotate-step-alive = 镜像仓库接受旧令牌
rotate-step-put-back = { $secret }：已换回旧令牌
rotate-step-restore = 本机工具已换回旧令牌
rotate-step-withdraw = 新令牌已不存在
rotate-step-release = keyring 已恢复原样
rotate-failed = { $what }：没有做到。{ $why }
rotate-end-done = 完成：所有地方都是新令牌，旧令牌已不存在。
rotate-end-undone = 已撤销：一切恢复原样。
rotate-end-rest = 所有地方都是新令牌，旧令牌已被拒绝。删除之前还能恢复它；{ $date } 或之后运行 pushpilot rotate 即可删除。
rotate-end-give = 还缺新令牌：请到 https://app.docker.com/settings/personal-access-tokens 创建一个 Read & Write 令牌，用 --token-stdin 给出；或用 --password-stdin 让程序创建。
rotate-stuck-no-token = 没有经过验证能推送的新令牌，因此什么都没有改。
rotate-stuck-not-held = keyring 没有存下令牌，因此其他都没有改。
rotate-stuck-secrets = { $all } 个 secret 中有 { $left } 个未能确认写入新令牌，见上。
rotate-stuck-machine = 旧令牌没有停用：本机还在用它的地方会推送不了。请运行 pushpilot use --move，或在那里重新登录。
rotate-stuck-by-hand = 所有地方都是新令牌。请到 https://app.docker.com/settings/personal-access-tokens 停用旧令牌，然后运行 pushpilot rotate，它会测出旧令牌已被拒绝。
rotate-stuck-wrong-old = 停用的不是正在使用的令牌，能恢复的话已经恢复。请到 https://app.docker.com/settings/personal-access-tokens 停用正确的令牌，然后运行 pushpilot rotate。
rotate-stuck-not-deactivated = 所有地方都是新令牌，但旧令牌未能停用。
rotate-stuck-not-deleted = 所有地方都是新令牌，旧令牌已被拒绝，但未能删除。
rotate-stuck-gone = 无法撤销：旧令牌已删除或不再保存，谁也无法重新得到它。所有地方保持新令牌，它可以正常使用。
rotate-stuck-not-active = 没有撤销：镜像仓库拒绝旧令牌，因此哪里都没有换回去。所有地方保持新令牌。
rotate-stuck-no-session = 旧令牌已停用，只有账户密码能让它恢复。在此之前所有地方保持新令牌。
rotate-stuck-not-all-back = 有些 secret 里仍是新令牌，它可以正常使用，见上。
rotate-stuck-not-restored = keyring 未能恢复，里面有新旧两个令牌。
rotate-stuck-new-by-hand = 所有地方都换回了旧令牌。新令牌仍然有效：请到 https://app.docker.com/settings/personal-access-tokens 删除它，然后再次运行 pushpilot undo。
rotate-old-lives = 旧令牌仍然有效，不会有人推送不了。
rotate-go-on = 运行 pushpilot rotate 继续，或运行 pushpilot undo 撤销。
rotate-nothing-to-undo = 没有可以撤销的更换。pushpilot use 的改动用 pushpilot use --undo 撤销；pushpilot secrets set 之前 secret 里的值无人知道。
rotate-undo-plan = 将撤销 { $date } 开始的更换：先把 { $count } 个 secret 换回旧令牌，再删除新令牌。
rotate-undo-gone = 无法撤销：旧令牌已删除，或不再保存。
