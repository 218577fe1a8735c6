// A conversation's name, and whom it stands for in Zalo's words.

/** A follower's conversation is their id; a visitor without an account also has a conversation of Zalo's own. */
export function conversationOf(anonymousId: string, conversationId: string | null): string {
  return ['anonymous', anonymousId, ...(conversationId ? [conversationId] : [])].join('/')
}

export interface Recipient {
  readonly person: string
  readonly anonymous: boolean
  readonly body: Readonly<Record<string, string>>
}

export function recipientOf(conversation: string): Recipient {
  const [kind, person = '', conversationId] = conversation.split('/')
  if (kind !== 'anonymous') return { person: conversation, anonymous: false, body: { user_id: conversation } }
  return {
    person,
    anonymous: true,
    body: { anonymous_id: person, ...(conversationId ? { conversation_id: conversationId } : {}) },
  }
}
