// The frame of every officer page: the trial banner, the name, the way back. Readable without scripts.
import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · BẢN THỬ</title>
<link rel="stylesheet" href="/officer.css">
</head>
<body>
<p class="trial"><strong>BẢN THỬ</strong> Cổng giả lập để chạy thử. Không hồ sơ nào ở đây có giá trị pháp lý.</p>
<header><a class="home" href="/">Bộ phận Một cửa thử nghiệm</a><nav><a href="/">Hồ sơ</a><a href="/faults">Lỗi giả lập</a></nav></header>
<main>${body}</main>
</body>
</html>`
}

export const statusTones: Readonly<Record<string, string>> = {
  '': 'draft',
  new: 'draft',
  receiving: 'todo',
  processing: 'busy',
  waiting: 'held',
  paying: 'held',
  releasing: 'good',
  done: 'good',
  denied: 'bad',
  cancelled: 'bad',
}

export function badge(status: string, text: string): Html {
  return html`<span class="badge ${statusTones[status] ?? 'busy'}">${text || 'Nháp, chưa gửi'}</span>`
}
