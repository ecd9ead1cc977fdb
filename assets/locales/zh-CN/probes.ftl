## 询问与选项

arg-probe = 不先询问，直接实测日志无法说明的问题：会用本机存储的凭据访问相关服务
probes-ask = 单凭日志无法断定。现在实测吗？将用本机 { $tool } 会使用的凭据访问 { $registry }，不会新建或修改任何内容。[y/N]
probes-probing = 正在查证相关服务和本机

## 结果

probes-as-user = 刚才实测。用户：{ $user }；凭据：{ $origin }
probes-without-any = 本机没有 { $registry } 的凭据，刚才未带凭据实测：
probes-of-somebody-else = 日志属于 { $wanted }，而本机只有 { $found } 的凭据，刚才未带凭据实测：
probes-unreadable = 本机存储的凭据无法读取，刚才未带凭据实测。{ $reason }
probes-no-image = 日志中没有镜像名，刚才只实测了网络；可用 --image 给出镜像：
probes-only-the-way = 日志中没有镜像名，刚才只实测了网络。其余各项由全面检查实测，镜像在那里由你确认。
probes-elsewhere = 日志来自 CI 服务，其凭据和网络与本机不同。
probes-elsewhere-same = 日志来自 CI 服务，其 secret { $secret } 里正是这个令牌：那次运行之前由 pushpilot 写入 { $repository }，之后没有改动。它的网络则是它自己的。
probes-yes = 是
probes-no = 否
probes-not-measured = 未实测
probes-uses = { $tool }：{ $user }
probes-uses-none = { $tool }：没有
probes-registry = 镜像仓库
probes-token-service = 令牌服务
probes-hub-api = Docker Hub 的 API
probes-blob-storage = 镜像层存储
probes-way = { $host }：{ $layers }
probes-way-and = { $before }，{ $after }
probes-way-proxy = 代理 { $proxy }
probes-way-layer = { $layer }（{ $time } 毫秒）
probes-way-layer-with = { $layer }（{ $found }，{ $time } 毫秒）
probes-way-no-layer = { $layer } 失败
probes-way-no-layer-with = { $layer } 失败（{ $found }）

## 向导的第一屏

action-measure = 实测
action-measure-note = 单凭日志无法断定。实测会用本机存储的凭据访问镜像仓库，不会新建或修改任何内容。
action-last-run = 最近一次失败的运行
last-run-hint = 手边没有日志？留空即可，接下来会从 GitHub 取回 { $repository } 最近一次失败的运行。
looking-for-runs = 正在查看能否取回最近失败的运行
fetching-run = 正在从 GitHub 取回最近一次失败的运行
no-failed-run = { $repository } 最近的运行中没有失败的。
no-run-to-ask = 当前目录不属于任何代码仓库，或本机尚未登录该仓库所在的主机：请运行 gh auth login，或设置 GH_TOKEN。
