// Activity JSON, as Direct Line and the Bot Framework carry it: only the fields we read or write.
// Other fields pass through untouched, and unknown kinds are acknowledged (security rule 14).
import { z } from 'zod'

const account = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  role: z.string().optional(),
})

const attachment = z.looseObject({
  contentType: z.string().default('application/octet-stream'),
  contentUrl: z.string().optional(),
  content: z.unknown().optional(),
  name: z.string().optional(),
})

const entity = z.looseObject({
  type: z.string().optional(),
  /** Of a mention: who, and the very words that stand in the text for them. */
  mentioned: account.optional().catch(undefined),
  text: z.string().optional().catch(undefined),
})

const cardAction = z.looseObject({
  type: z.string(),
  title: z.string().optional(),
  text: z.string().optional(),
  displayText: z.string().optional(),
  value: z.unknown().optional(),
})

export const activitySchema = z.looseObject({
  type: z.string().min(1).max(64),
  id: z.string().optional(),
  timestamp: z.string().optional(),
  channelId: z.string().optional(),
  serviceUrl: z.string().optional(),
  from: account.optional(),
  recipient: account.optional(),
  conversation: z
    .looseObject({
      id: z.string().optional(),
      isGroup: z.boolean().optional(),
      conversationType: z.string().optional(),
    })
    .optional(),
  membersAdded: z.array(account).max(1_000).optional(),
  text: z.string().optional(),
  textFormat: z.string().optional(),
  locale: z.string().max(35).optional(),
  name: z.string().max(256).optional(),
  value: z.unknown().optional(),
  replyToId: z.string().optional(),
  // More files than a person picks at once are a mistake or an attack; twenty photos fill every form we know.
  attachments: z.array(attachment).max(20).optional(),
  suggestedActions: z
    .looseObject({ to: z.array(z.string()).optional(), actions: z.array(cardAction) })
    .optional(),
  entities: z.array(entity).max(1_000).optional().catch(undefined),
  /** Of an installation: add, remove. */
  action: z.string().optional().catch(undefined),
  channelData: z.unknown().optional(),
})

export type ActivityLike = z.infer<typeof activitySchema>
export type ActivityAttachment = z.infer<typeof attachment>
export type CardAction = z.infer<typeof cardAction>

/** Text typed in one message at most: two printed pages. Longer pastes belong in a file. */
export const longestText = 5_000
