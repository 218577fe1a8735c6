// An update of the Bot API: only the fields we read. Ids become strings here and stay strings.
import { z } from 'zod'

// z.int() refuses what a double cannot hold: better an update left alone than one about somebody else.
const id = z.union([z.int(), z.string().regex(/^-?\d+$/)]).transform(String)

const user = z.looseObject({
  id,
  is_bot: z.boolean().optional(),
  language_code: z.string().max(35).optional(),
})

const chat = z.looseObject({ id, type: z.string() })

const file = z.looseObject({
  file_id: z.string().min(1).max(512),
  file_size: z.int().min(0).optional().catch(undefined),
  file_name: z.string().optional(),
})

const photoSize = file.extend({ width: z.number().default(0), height: z.number().default(0) })

const entity = z.looseObject({
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
  user: user.optional(),
})

/** Content we do not read, by the sentence that answers it. Anything else in a message is a notice nobody awaits an answer to. */
const something = z.unknown().optional()

const message = z.looseObject({
  message_id: id,
  from: user.optional(),
  chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(entity).optional(),
  caption_entities: z.array(entity).optional(),
  media_group_id: z
    .string()
    .regex(/^\w{1,64}$/)
    .optional()
    .catch(undefined),
  reply_to_message: z.looseObject({ from: user.optional() }).optional(),
  photo: z.array(photoSize).min(1).optional().catch(undefined),
  document: file.optional(),
  contact: z.looseObject({ phone_number: z.string().max(32), user_id: id.optional() }).optional(),
  voice: something,
  audio: something,
  video: something,
  video_note: something,
  animation: something,
  sticker: something,
  location: something,
  venue: something,
  dice: something,
  poll: something,
  game: something,
  story: something,
  checklist: something,
  invoice: something,
  paid_media: something,
})

const callbackQuery = z.looseObject({
  id: z.string().min(1).max(64),
  from: user,
  // Missing when the message is too old.
  message: z.looseObject({ message_id: id, chat }).optional(),
  data: z.string().max(512).optional(),
})

export const updateSchema = z.looseObject({
  update_id: id,
  message: message.optional(),
  callback_query: callbackQuery.optional(),
})

export type TelegramUpdate = z.infer<typeof updateSchema>
export type TelegramMessage = z.infer<typeof message>
export type TelegramCallback = z.infer<typeof callbackQuery>

/** The kinds we ask Telegram for. An edited message is left alone: what it said has been answered already. */
export const allowedUpdates = ['message', 'callback_query'] as const

/**
 * `unread`: it has an id, so it can be acknowledged, but is not in a shape we know. Answering it with an error would hold up
 * everything else this person sends, for a day.
 */
export type ParsedUpdate =
  | { readonly type: 'update'; readonly update: TelegramUpdate }
  | { readonly type: 'unread'; readonly updateId: string }
  | { readonly type: 'malformed' }

export function parseUpdate(body: unknown): ParsedUpdate {
  const parsed = updateSchema.safeParse(body)
  if (parsed.success) return { type: 'update', update: parsed.data }
  const bare = z.object({ update_id: id }).safeParse(body)
  return bare.success ? { type: 'unread', updateId: bare.data.update_id } : { type: 'malformed' }
}
