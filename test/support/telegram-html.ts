// HTML mode as the Bot API reads it: a few tags, four named entities, and a 400 for everything else.

const tags = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  'ins',
  's',
  'strike',
  'del',
  'code',
  'pre',
  'blockquote',
  'a',
  'tg-spoiler',
])
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' }

/** The text after parsing, or null where Telegram would answer "can't parse entities". */
export function parseTelegramHtml(html: string): string | null {
  const open: string[] = []
  let text = ''
  for (let at = 0; at < html.length; ) {
    if (html[at] === '<') {
      const end = html.indexOf('>', at)
      const match = /^<(\/?)([a-z-]+)(?:\s[^<>]*)?>$/.exec(html.slice(at, end + 1))
      const name = match?.[2] ?? ''
      if (!match || !tags.has(name)) return null
      if (match[1] === '') open.push(name)
      else if (open.pop() !== name) return null
      at = end + 1
      continue
    }
    const entity = /^&(?:#\d+|#x[\da-f]+|\w+);/i.exec(html.slice(at, at + 12))?.[0]
    if (entity) {
      text += entities[entity] ?? entity
      at += entity.length
      continue
    }
    text += html[at]
    at += 1
  }
  return open.length === 0 ? text : null
}
