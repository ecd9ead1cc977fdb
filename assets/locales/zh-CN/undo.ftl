## `undo` 对令牌更换以外的改动说的话

undo-row = { $date }  { $what }：{ $subject }
undo-under = {"            "}{ $how }
undo-project-file = 写入项目文件
undo-link = 创建链接
undo-rotation = 更换令牌
undo-file-back = 之后没有人改过，将恢复为原来的内容：{ $backup }
undo-file-away = 由 pushpilot 创建，之后没有人改过，将删除。
undo-file-changed = 之后有人改过，保持不变。
undo-file-changed-copy = 之后有人改过，保持不变。原来的内容在这里：{ $backup }
undo-link-away = 仍指向 pushpilot，将删除。
undo-link-changed = 现在指向别处，保持不变。
undo-secret-away = 由 pushpilot 创建，之后没有人写过，将在 GitHub 上删除。
undo-variable-away = 由 pushpilot 创建，值仍是当时写入的，将在 GitHub 上删除。
undo-variable-overwritten = 它原先就存在，当时的值没有保留。可以用 gh variable set NAME 修改。
undo-written-since = 之后有别人写过，保持不变。
undo-unproven = GitHub 一直没有显示写入成功，无法判断现在的值是谁写的，保持不变。
undo-is-gone = 已经不存在，无需撤回。
undo-only-on-record = 仅作记录，无可撤回。
undo-left = 保持不变。
undo-back = 已撤回。
