// How a model becomes text: the two JSON serialisers met in the field, and XML.
// The differences are the point: a client that works with both has read every field with care.

/** `a`: Jettison on older Liferay. `b`: Jackson on newer. */
export type Dialect = 'a' | 'b'

export type Model = { readonly [key: string]: Value }
export type Value = string | number | boolean | null | Model | readonly Value[]

export function toJson(model: Model, dialect: Dialect): string {
  return dialect === 'b' ? JSON.stringify(model) : writeJettison(model)
}

/** No types in the text: numbers and booleans are guessed, brackets appear from the second element on. */
function writeJettison(value: Exclude<Value, null>): string {
  if (typeof value === 'string') return looksLikeScalar(value) ? value : JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value))
    return `[${value
      .filter((item) => item !== null)
      .map(writeJettison)
      .join()}]`
  const members: string[] = []
  for (const [key, member] of Object.entries(value as Model)) {
    if (member === null || (Array.isArray(member) && member.length === 0)) continue
    const single = Array.isArray(member) && member.length === 1 ? (member[0] ?? '') : member
    members.push(`${JSON.stringify(key)}:${writeJettison(single)}`)
  }
  return `{${members.join()}}`
}

// Text turns into a number only where Java prints that number back as the very same text: 1.001193 does,
// 1.004870 and 0987… do not.
function looksLikeScalar(text: string): boolean {
  if (text === 'true' || text === 'false') return true
  if (/^(0|-?[1-9]\d{0,17})$/.test(text)) return true
  if (!/^-?(0|[1-9]\d{0,6})\.(0|\d*[1-9])$/.test(text)) return false
  const shortest = String(Number(text))
  return shortest === text || `${shortest}.0` === text
}

export function toXml(model: Model, root: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${writeElement(root, model)}`
}

function writeElement(name: string, value: Value): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.map((item) => writeElement(name, item)).join('')
  if (typeof value !== 'object') return `<${name}>${escapeMarkup(String(value))}</${name}>`
  const inner = Object.entries(value as Model).map(([key, member]) => writeElement(key, member))
  return `<${name}>${inner.join('')}</${name}>`
}

/** Also what the portal does to the words of an officer on their way into the history. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
}
