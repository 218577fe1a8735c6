// What the web chat is told at start. `tokenSecret` is secret: whoever has it can read and write every conversation.
import { z } from 'zod'

const origin = z.url({ protocol: /^https?$/ }).refine((value) => URL.parse(value)?.origin === value, {
  message: 'chỉ gồm giao thức, tên miền và cổng, ví dụ https://dichvucong.example.vn',
})

export const webChatConfig = z.object({
  /** The address applicants use; null while only this machine or its network does. */
  publicUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** Other sites whose pages may talk to us from a browser. */
  origins: z.array(origin).default([]),
  /** Signs the tokens; 32 random bytes or more, the same in every process. */
  tokenSecret: z.string().min(32),
})

export type WebChatConfig = z.input<typeof webChatConfig>
export type CheckedConfig = z.output<typeof webChatConfig>
