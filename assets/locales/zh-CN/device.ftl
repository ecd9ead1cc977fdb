# 用代码登录 GitHub。

device-say = 用浏览器登录，在本机或任何其他设备上都可以：
device-open = 打开
device-code = 在打开的页面输入代码
device-waiting = 等待你在浏览器中同意授权
device-action-paste = 改为粘贴令牌
device-not-signed-in = 尚未登录 GitHub。
arg-github-client-id = 你自己的 OAuth 应用（已启用 device flow）的 Client ID：找不到令牌时，向导用代码登录
device-expired = 代码在有人同意之前就过期了。没有登录任何账户，请重新获取代码。
device-denied = GitHub 表示请求已在浏览器中被拒绝。没有登录任何账户，可以重新获取代码，或粘贴令牌。
device-unknown-code = GitHub 不认识（或不再认识）它给出的代码。没有登录任何账户，请重新获取代码。
