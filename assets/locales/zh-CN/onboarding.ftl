## 写 .pushpilot.toml

cmd-init = 把本项目的需要写进 .pushpilot.toml，供新加入的人使用
arg-init-image = 镜像名；当工作流推送多个镜像或无法读出镜像名时使用
arg-init-ask = 新人有问题该问谁（默认：本仓库的 issue 页面）
arg-init-yes = 文件已存在时直接覆盖，不再询问
arg-init-dry-run = 只展示文件内容，不写入
init-no-checkout = 当前文件夹不在任何 git 检出中，没有可写的项目。
init-no-push = 这里没有工作流推送镜像。请指定镜像：pushpilot init OWNER/NAME
init-which = 工作流推送了多个镜像（{ $images }）。请指定其中一个：pushpilot init OWNER/NAME
init-unclear = { $place } 推送 { $written }，要到运行时才能确定。请指定镜像：pushpilot init OWNER/NAME
init-no-login = 工作流中没有找到登录 { $image } 所在镜像仓库的步骤，文件中因此没有 secret 的名称。
init-linked = .pushpilot.toml 是链接，或不是普通文件，未作改动；请先移走再试。
init-new = { $file }（新文件）
init-changes = { $file } 将有如下改动：
init-same = { $file } 已经是这样，未作任何改动。
init-question = 覆盖它？[y/N]
init-needs-yes = 未作任何改动：文件已存在且内容不同，而这里没有可供询问的终端。如已同意，请加 --yes
init-kept = 未作任何改动。
init-dry = 未作任何改动（--dry-run）。
init-written = 已写入：{ $file }。请提交到仓库；新人随后运行：pushpilot onboard

## 文件有什么问题

project-file-not-toml = { $file } 第 { $line } 行：不是 TOML。
project-file-unknown-key = { $file } 第 { $line } 行：不认识的键 { $key }。此文件只说明需要什么，别无其他。
project-file-missing = { $file } 第 { $line } 行：缺少键 { $key }。
project-file-wrong-kind = { $file } 第 { $line } 行：{ $key } 的值类型不对。
project-file-bad-value = { $file } 第 { $line } 行：{ $key } 不能是 { $value }。
project-file-too-long = { $file } 第 { $line } 行：{ $key } 的值太长（最多 255 个字符）。
project-file-too-many = { $file } 第 { $line } 行：{ $key } 的条目太多（最多 50 条）。
project-file-two-registries = { $file } 第 { $line } 行：registry 写的是 { $registry }，image 写的是 { $image }。
project-file-newer = { $file } 第 { $line } 行：版本 { $version } 比本程序新，请使用更新的 pushpilot。

## 文件内容的说法

onboard-level-read = 拉取镜像
onboard-level-write = 推送镜像（Read & Write）
onboard-level-delete = 推送并删除镜像（Read, Write, Delete）
onboard-holds-username = 你的用户名
onboard-holds-token = 你的令牌
