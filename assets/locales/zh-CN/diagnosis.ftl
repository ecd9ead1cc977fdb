## 命令

cmd-diagnose = 根据日志找出登录、推送或拉取失败的原因
cmd-help = 显示帮助，或某一页：causes
arg-file = 日志文件，或 GitHub 打包的运行日志（zip）；省略或写 - 时读取标准输入
arg-workflow = 所运行的 GitHub Actions 工作流文件
arg-offline = 不访问网络、密钥环和任何配置
arg-topic = causes，或某个命令的名字
arg-diagnosed-image = 所涉及的镜像（日志中没有写明时给出）
arg-failed-run = GitHub Actions 中失败的运行，可写编号或网址；会取回其日志和工作流文件
arg-all-causes = 显示所有可能的原因及其依据，而不只是可能性较大的
diagnose-not-a-run = { $text } 不是一次运行。请给出编号，或网址：https://github.com/OWNER/NAME/actions/runs/123
diagnose-no-such-job = 运行 { $run } 中没有作业 { $job }。
diagnose-run-without-jobs = 这次运行没有失败的作业，因此没有日志可读；结束的原因见 GitHub 上的页面：{ $url }
diagnose-run-did-not-fail = 运行 { $run } 中没有失败的作业，无需诊断。
diagnose-paste-then-end = 请粘贴日志，然后在新的一行按 Ctrl-D。
diagnose-unreadable = 无法读取 { $path }：{ $reason }
help-unknown-topic = 没有 { $topic } 这一页。可用的有：causes，以及各个命令。

## 卡片

diagnose-from-file = 取自 { $name }
diagnose-from-job = 运行 { $run } 的作业 { $job } { $url }
diagnose-likely = { $cause }（{ $percent }%）
diagnose-row-image = 镜像
diagnose-row-login = 登录
diagnose-row-step = 步骤
diagnose-in-workflow = 工作流 { $line }
diagnose-measured = 实测
diagnose-told = 已给出
diagnose-of-run = GitHub 记录
diagnose-against = 与这一判断不符的：
diagnose-and = { $first }、{ $second }
diagnose-of-lines = { $count ->
   *[other] 第 { $places } 行
}
diagnose-more = 另有 { $count } 个可能性更小的原因，加上 --all 可全部显示。
diagnose-remedy = 怎么办：
diagnose-undecided = 单凭日志无法断定，还需要弄清：
diagnose-workflow-not-yaml = { $path } 不是可读的 YAML 工作流，只使用其中单行能说明的内容。
diagnose-nothing = 这份日志中没有发现已知的原因。
diagnose-nothing-hint = 请提供失败步骤从登录到报错的完整日志。工作流文件也有帮助：向导会读取检出目录中的工作流，pushpilot diagnose 则用 --workflow 指定。
diagnose-wizard-hint = 运行 pushpilot diagnose --probe 即可实测；不带命令运行 pushpilot，还会带你解决。

## 原因一览

causes-title = 推送被拒绝的各种原因及其判断方法
causes-sign = 表现
causes-proof = 验证方法
causes-remedy = 解决

## 解决办法

remedy-find-project = 改正镜像名；在 pushpilot 中输入时会即时检查。
remedy-create-token = 新建有推送权限的令牌，pushpilot 会一步步带你完成。
remedy-check-access = 让 pushpilot 实测这份凭据的权限。
remedy-store-token = 把令牌存到工具能找到的地方，pushpilot 可以代劳。
remedy-update-secrets = 更新 GitHub 仓库的 secret。
remedy-rerun-workflow = 重新运行工作流。
remedy-wait-first = 先等待，然后：{ $then }
remedy-workflow = 写入工作流：
remedy-ask-organization = 联系组织的所有者。
remedy-ask-registry-admin = 联系镜像仓库的管理员。
remedy-ask-network-admin = 联系网络管理员。
remedy-ask-support = 联系镜像仓库的技术支持。

## 查证

probe-sign-in = 用户名和密码（或令牌）能登录吗？
probe-token-level = 这个令牌有推送权限吗？
probe-repository-right = 这个账号可以推送到该仓库吗？
probe-repository-exists = 该仓库存在吗？
probe-reachability = 能连上镜像仓库吗：DNS、连接、TLS、代理？
probe-clock = 本机时钟准确吗？
probe-sources = 工具用的是哪一份已保存的凭据？
probe-rate-limit = 还剩多少次拉取？
probe-secrets = GitHub 仓库里有哪些 secret？
probe-command = 实际运行的命令是什么，其中的镜像名是怎么写的？
probe-daemon = 守护进程有响应吗（docker info），磁盘还有空间吗（df -h）？
probe-registry-settings = 镜像仓库的设置如何：tag 是否不可变、有没有大小和格式限制？
probe-whole-log = 作业的完整日志（从登录到报错）是怎么说的？

## 向导的第一个画面

step-what-went-wrong = 出了什么问题
wrong-title = 出了什么问题？
wrong-say = 请粘贴失败构建的日志，只有报错也可以。日志只在本机读取，不会发送到任何地方。
wrong-field = 日志，或日志文件名
wrong-hint = 手边没有日志？留空即可，接下来会全面检查。
wrong-dot = 日志结束后，请输入只有一个句点（.）的一行。
wrong-reading = 正在读取日志
wrong-found = 从日志看出的原因
wrong-none-of-these = 都不是：全面检查
action-full-check = 全面检查
action-find-cause = 查找原因
action-another-log = 换一份日志
