## The help of the commands

cmd-about = 从 push access denied 到一个确认可推送的令牌
cmd-wizard = 不带子命令时启动向导，一步步引导
cmd-verify = 判断凭据能否推送镜像；不会创建任何东西
cmd-test-push = 用一次性标签试推一个极小的镜像，读回比对后删除
cmd-practice = 在程序自带的服务上练习
cmd-practice-serve = 只启动练习用的服务，并打印其地址
cmd-codes = 解释结论旁的代码，例如 E-SCOPE-01
arg-code = 代码或原因名称；不填则列出全部
unknown-code = 没有代码 { $code }。用 pushpilot codes 可列出全部。
cmd-completions = 输出 shell 补全脚本
cmd-man = 输出手册页
arg-image = 镜像，写法与 docker push 相同，例如 amyflash/app:latest
arg-images = 镜像；不填则取项目工作流推送的镜像
arg-scenario = 场景名称，见 --list
arg-shell = bash、zsh、fish、powershell 或 elvish
arg-lang = 语言：en 或 zh-CN
arg-plain = 用逐行问答代替全屏界面，适合读屏软件和脚本
arg-answers = 从此 TOML 文件回答问题；机密只能引用：{"{"} env = "变量名" {"}"} 或 {"{"} file = "路径" {"}"}
arg-theme = 配色：dark、light、high-contrast、16 或 mono
arg-glyphs = 符号样式：unicode 或 ascii
arg-color = 颜色：auto、always 或 never（遵守 NO_COLOR）
arg-hyperlinks = 可点击的网址：auto、always 或 never
arg-no-mouse = 不使用鼠标
arg-notify = 设置窗口标题，并在耗时操作完成时响铃
arg-hub-url = Hub API 地址，代替 https://hub.docker.com
arg-registry-url = docker.io 背后的镜像仓库服务地址；前面加 HOST= 则指另一个镜像仓库服务
arg-username = 镜像仓库用户名
arg-token-stdin = 从标准输入读取令牌
arg-json = 在标准输出打印一个 JSON 文档
arg-fail-on-expiring = 如果令牌可用但将在指定天数内过期，则退出码为 10
arg-keep = 保留测试标签
arg-list = 列出所有场景
arg-tour = 以纯文本自动演示整个过程
help-usage = 用法：
help-commands = 命令：
help-arguments = 参数：
help-options = 选项：
arg-help = 显示帮助
arg-version = 显示版本
code-with-name = { $code }（{ $name }）
exit-title = 退出码：
exit-0 = 已证明，或已完成
exit-1 = 检查未通过
exit-2 = 用法错误，或缺少答案（会指出是哪一个）
exit-3 = 已取消
exit-4 = 凭据被拒绝
exit-5 = 凭据有效，但没有权限
exit-6 = 网络、DNS、TLS 或代理问题
exit-7 = 密钥环或凭据助手不可用
exit-8 = 超时
exit-9 = 部分完成；会说明留下了什么
exit-10 = 可用，但即将过期（配合 --fail-on-expiring）
exit-130 = 被中断

## What the commands say

missing-answer = 问题“{ $question }”没有答案。请用 --answers 提供，或在终端里运行 pushpilot。
no-image = 没有指定镜像，这里的工作流也没有推送镜像。请指定一个，例如 amyflash/app。
not-an-image = { $image }：{ $why }
image-passed-over = { $place } 推送的 { $image } 已跳过。{ $why }
name-the-image = 这里的工作流推送 { $image }。手动提供的凭据只有在你指明该镜像时才会发给 { $host }：pushpilot verify { $image }
no-credential = 没有找到 { $registry } 的凭据：可用 --username 加 --token-stdin、PUSHPILOT_USERNAME 加 PUSHPILOT_TOKEN 提供，或运行 pushpilot 创建。
variable-needs-username = 已设置 PUSHPILOT_TOKEN，但没有 PUSHPILOT_USERNAME：镜像仓库两者都需要。
username-needed = --token-stdin 需要同时给出 --username。
stdin-empty = 标准输入是空的，没有读到令牌。
stray-argument = { $text } 不能写在命令之前。
bad-address = { $address } 不能用在这里：只能是 https，或本机的 http。
no-home = 找不到主目录：请设置 HOME 或 PUSHPILOT_STATE_DIR。
unknown-scenario = 没有名为 { $name } 的场景，请看：pushpilot practice --list
practice-listening = 练习服务已启动，按 Ctrl-C 停止。
practice-failed = 无法启动练习服务：{ $reason }
terminal-failed = 无法使用终端：{ $reason }
expires-soon = 令牌将于 { $date } 过期，还有 { $days } 天。
