// An update of the Zalo Bot Platform: only the fields we read. Ids become strings here and stay strings.
import { z } from 'zod'

const id = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^[\w.:-]{1,128}$/))
const words = z.string().optional().catch(undefined)

const updateSchema = z.looseObject({
  event_name: z.string().min(1).max(100),
  message: z.looseObject({
    message_id: id,
    from: z.looseObject({ id, is_bot: z.boolean().optional().catch(undefined) }).optional(),
    chat: z.looseObject({ id, chat_type: words }),
    text: words,
    caption: words,
    // The documentation says `photo`, code in production reads `photo_url` (read November 2026).
    photo: words,
    photo_url: words,
  }),
})

export type ZaloBotUpdate = z.infer<typeof updateSchema>

export type ParsedUpdate =
  | { readonly type: 'update'; readonly update: ZaloBotUpdate }
  /** Not in a shape we know. */
  | { readonly type: 'unread' }
  | { readonly type: 'malformed' }

/** Documentation wraps an update as `{ ok, result }`; what is really sent is flat (read November 2026). Both are read. */
export function parseUpdate(body: unknown): ParsedUpdate {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { type: 'malformed' }
  const { result } = body as { result?: unknown }
  const bare = 'event_name' in body || typeof result !== 'object' || result === null ? body : result
  const parsed = updateSchema.safeParse(bare)
  return parsed.success ? { type: 'update', update: parsed.data } : { type: 'unread' }
}
