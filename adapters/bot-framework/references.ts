// Where a conversation is reached: renewed with everything that comes in, kept for good, because news of a dossier may be months away.
import type { ActivityLike } from '../../src/channel/activity/activity.ts'
import type { DurableValues } from '../../src/channel/host.ts'

/** A conversation reference of the Bot Framework, without people's names. */
export interface Reference {
  readonly channelId: string
  readonly serviceUrl: string
  readonly conversation: {
    readonly id: string
    readonly conversationType?: string
    readonly tenantId?: string
  }
  readonly bot: { readonly id: string }
  readonly user: { readonly id: string }
  readonly locale?: string
}

interface Kept {
  readonly reference: Reference
  /** The person has said something here. */
  readonly heard: boolean
}

export interface References {
  /** Tells whether the person had spoken here before. */
  keep(conversation: string, reference: Reference, speaks: boolean): Promise<{ readonly hadSpoken: boolean }>
  find(conversation: string): Promise<Reference | null>
}

export function createReferences(values: DurableValues): References {
  const key = (conversation: string) => `reference:${conversation}`
  return {
    async keep(conversation, reference, speaks) {
      const before = await values.get<Kept>(key(conversation))
      const hadSpoken = before?.heard ?? false
      const now: Kept = { reference, heard: hadSpoken || speaks }
      // Most messages change nothing, and a write costs a commit.
      if (JSON.stringify(now) !== JSON.stringify(before)) await values.set(key(conversation), now)
      return { hadSpoken }
    },
    find: async (conversation) => (await values.get<Kept>(key(conversation)))?.reference ?? null,
  }
}

/** Null when the activity does not say where it comes from. */
export function referenceOf(activity: ActivityLike): Reference | null {
  const { channelId, serviceUrl, conversation, recipient, from, locale } = activity
  if (!channelId || !serviceUrl || !conversation?.id || !recipient?.id) return null
  const { id, conversationType, tenantId } = conversation
  return {
    channelId,
    serviceUrl,
    conversation: {
      id,
      ...(conversationType === undefined ? {} : { conversationType }),
      ...(typeof tenantId === 'string' ? { tenantId } : {}),
    },
    bot: { id: recipient.id },
    user: { id: from?.id ?? '' },
    ...(locale === undefined ? {} : { locale }),
  }
}
