## What went wrong outside

refused = { $request } 返回 { $status }。
refused-saying = { $request } 返回 { $status }：{ $said }
rate-limited = { $request } 返回 429：请求过多。
rate-limited-until = { $request } 返回 429：请求过多，要求等到 { $time }。
service-error = { $request } 返回 { $status }：服务自身出了问题，请过几分钟再试。
odd-html = { $request } 返回的是网页而不是数据：中间可能有代理或登录页面。
odd-not-json = { $request } 返回的不是 JSON。
odd-truncated = { $request } 的答复中途断开。
odd-too-large = { $request } 的答复没有尽头，已停止读取。
odd-incomplete = { $request } 的答复缺少协议要求的内容。
odd-wrong-digest = { $request } 返回的内容与所请求的摘要不符。
redirected = { $request } 重定向到了另一台主机 { $host }。没有跟随，也没有把凭据发过去。
foreign-realm = 仓库指定的令牌服务在 { $host } 上，与仓库不属于同一方。没有把凭据发过去。
insecure = 访问 { $host } 没有加密，因此没有发送凭据。
dns = 无法解析域名 { $host }。请检查网络、DNS 和 VPN。
connect = 无法连接 { $host }。请检查地址、防火墙和代理。
tls-untrusted = 不信任 { $host } 的证书。如果使用公司自建 CA，请用 SSL_CERT_FILE 指定证书文件。
tls = 无法与 { $host } 建立加密连接。
plain-http = { $host } 的这个端口不支持 TLS：一边用 https，另一边用 http。
proxy = 代理没有放行到 { $host } 的连接。请检查 HTTPS_PROXY 和 NO_PROXY。
timed-out = { $host } 在 { $seconds } 秒内没有答复。
timed-out-nowhere = { $seconds } 秒内没有答复。
connection-lost = 与 { $host } 的连接中断。
keyring-locked = 密钥环处于锁定状态。
keyring-absent = 这里没有密钥环：当前会话的 D-Bus 上没有 Secret Service 应答。
keyring-too-large = 内容太长，密钥环存不下。
keyring-timed-out = 密钥环三秒内没有答复。
keyring-mismatch = 从密钥环读回的内容与写入的不一致，不能依赖它。
keyring-wrong-passphrase = 口令不对，或文件已损坏。
keyring-other = 密钥环拒绝了操作，没有说明原因。
file-missing = { $path } 不存在。
file-not-readable = 没有权限读取 { $path }。
file-not-writable = 无法写入 { $path }。
file-not-text = { $path } 不是 UTF-8 文本。
file-broken = { $path } 的格式不正确。
file-broken-line = { $path } 第 { $line } 行：格式不正确。
file-too-large = { $path } 过大，不像是它应有的内容。
file-no-space = 磁盘空间不足，无法写入 { $path }。
program-missing = 没有安装 { $name }。
program-failed = { $name } 没有正常完成。
program-failed-saying = { $name } 没有正常完成：{ $said }
needs-password = Docker Hub 只允许用密码登录的会话管理令牌，用令牌登录的会话不行。
tag-taken = 测试标签已被占用，没有推送任何东西。
needs-code = 该账号要求一次性验证码。
stopped = 已被你停止。

## The requests behind a verdict

evidence-ok = { $request }：{ $status }
evidence-granted = { $request }：{ $status }，获准 { $actions }
evidence-granted-nothing = { $request }：{ $status }，未获任何权限
evidence-opaque = { $request }：{ $status }，令牌内容不透明
evidence-not-visible = { $request }：{ $status }，不存在或不可见
evidence-upload = { $request }：{ $status }，已打开上传
evidence-failed = { $request }：{ $status }，{ $said }
