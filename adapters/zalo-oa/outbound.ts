// A reply → the message that says it. Pure. An Official Account has no markup, so nothing an applicant typed can become any.

import { cardWords, numbered } from '../../src/channel/zalo/words.ts'
import type { Choice, DossierNews, Reply } from '../../src/engine/reply.ts'
import { buttonPrefix } from './read-event.ts'

export type Message = Readonly<Record<string, unknown>>

export interface Spoken {
  readonly messages: readonly Message[]
  /** The same as numbered text, when buttons stand in `messages`. */
  readonly plain?: readonly Message[]
}

export function render(reply: Exclude<Reply, { type: 'file' }>, withButtons: boolean): Spoken {
  const text = reply.type === 'card' ? cardWords(reply) : reply.text
  const choices = reply.type === 'text' ? [] : reply.choices
  const plain = numbered(text, choices).map(asText)
  if (!withButtons || choices.length === 0) return { messages: plain }
  return { messages: [{ text, attachment: buttonsOf(choices) }], plain }
}

export function asText(text: string): Message {
  return { text }
}

// The shape live products send; no page of Zalo's describes it for these messages (read November 2026).
function buttonsOf(choices: readonly Choice[]): Message {
  const buttons = choices.map(({ ref, label, number }) => ({
    title: label === String(number) ? label : `${number}. ${label}`,
    type: 'oa.query.hide',
    payload: `${buttonPrefix}${ref}`,
  }))
  return { type: 'template', payload: { buttons } }
}

export function uploadedFile(token: string): Message {
  return { attachment: { type: 'file', payload: { token } } }
}

export function uploadedImage(attachmentId: string): Message {
  const elements = [{ media_type: 'image', attachment_id: attachmentId }]
  return { attachment: { type: 'template', payload: { template_type: 'media', elements } } }
}

/** Letters in one blank of a template (read November 2026). */
const blankLength = 30

/** The blanks of the template our README asks to have approved. A code is never cut: a part of it would be another code. */
export function templateData({ code, procedure, status, day }: DossierNews): Record<string, string> {
  return { ma_ho_so: code, ten_thu_tuc: cut(procedure), trang_thai: cut(status), ngay: day }
}

function cut(text: string): string {
  const whole = text.normalize('NFC')
  return whole.length <= blankLength ? whole : `${whole.slice(0, blankLength - 1).trimEnd()}…`
}
