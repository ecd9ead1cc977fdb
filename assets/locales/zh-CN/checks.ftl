## The checklist

group-docker-hub = Docker Hub
group-github = GitHub 的 secret
group-test = 测试
signed-in = 已登录
token-created = 已创建令牌
token-read = 读（Read）
token-write = 写（Write）
token-delete = 删除（Delete）
token-kept = 已妥善保存
secret-username = 用户名已设置
secret-token = 令牌已设置
secrets-updated = 两项均已更新
login = docker login
test-push = 试推
build-green = 构建通过
image-there = 镜像已到 Docker Hub
image-pullable = 可见、可拉取
fact-tags = { $good } / { $all } 个标签
fact-not-yet = Hub 网页尚未显示
fact-refused = 被拒绝
fact-not-needed = 不需要
fact-ends = 末四位 { $four }
fact-here = 本机已有
fact-here-since = 本机已有，建于 { $date }
fact-password = 是密码
fact-run-only = 仅本次运行
fact-left-behind = 标签未删除
fact-skipped = 已跳过
fact-stopped = 已停止

## States, for lines without marks

state-unknown = 未知
state-running = 进行中
state-good = 通过
state-bad = 失败
state-warn = 通过，但有残留
state-skipped = 不需要
state-stale = 旧令牌的结论
