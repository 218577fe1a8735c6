// A webhook event of an Official Account: only the fields we read. Ids become strings here and stay strings.
import { z } from 'zod'

const id = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^[\w.:-]{1,128}$/))
const words = z.string().optional().catch(undefined)
const maybeId = id.optional().catch(undefined)

const attachment = z.looseObject({
  payload: z
    .looseObject({
      url: words,
      name: words,
      size: z.coerce.number().int().min(0).optional().catch(undefined),
      /** MD5 in hex, says the one source that shows it. */
      checksum: words,
    })
    .catch({}),
})

export const eventSchema = z.looseObject({
  event_name: z.string().min(1).max(100),
  timestamp: z.coerce.number().int().min(0).optional().catch(undefined),
  oa_id: maybeId,
  /** Of `follow`, which has no sender. */
  follower: z.looseObject({ id }).optional(),
  sender: z.looseObject({ id, admin_id: maybeId }).optional(),
  recipient: z.looseObject({ id: maybeId }).optional(),
  conversation_id: maybeId,
  message: z
    .looseObject({
      msg_id: maybeId,
      text: words,
      conversation_id: maybeId,
      attachments: z.array(attachment).max(50).optional().catch(undefined),
    })
    .optional(),
  info: z.looseObject({ phone: z.coerce.string().max(32).optional().catch(undefined) }).optional(),
})

export type ZaloOaEvent = z.infer<typeof eventSchema>
export type ZaloOaAttachment = z.infer<typeof attachment>
