// The tables as both databases hold them. Times are epoch milliseconds, JSON is text, truth is 0 or 1.
//
// Every column carries one mark of what it may hold about a person (none, basic, sensitive), kept in `marks` below; export
// and erasure will read the same list.
import type { Generated } from 'kysely'

export interface Tables {
  conversations: {
    id: Generated<number>
    channel: string
    address: string
    state: string | null
    turns: number
    activity_count: number
    created_at: number
    updated_at: number
  }
  inbox: {
    id: Generated<number>
    channel: string
    update_id: string
    conversation_id: number
    event_id: string
    event: string
    at: number
    /** 0 waiting, 1 done, 2 parked */
    status: number
    attempts: number
    ready_at: number
    error: string | null
  }
  outbox: {
    id: Generated<number>
    conversation_id: number
    lane: 'reply' | 'effect'
    key: string
    payload: string
    /** 0 waiting, 1 leased, 2 done, 3 parked */
    status: number
    attempts: number
    next_at: number
    lease_until: number
    owner: string | null
    message_id: string | null
    error: string | null
    created_at: number
    done_at: number | null
  }
  activities: { conversation_id: number; sequence: number; key: string; activity: string; at: number }
  jobs: {
    key: string
    kind: string
    conversation_id: number
    payload: string
    wake_at: number
    lease_until: number
    owner: string | null
    attempts: number
  }
  submissions: {
    reference: string
    draft_id: string
    conversation_id: number
    portal: string
    state: string
    portal_id: string | null
    code: string | null
    created_at: number
    updated_at: number
  }
  submission_steps: { id: Generated<number>; reference: string; step: string; detail: string; at: number }
  files: {
    id: string
    conversation_id: number
    name: string
    size_bytes: number
    received_bytes: number
    wrapped_key: Uint8Array | null
    state: string
    attachment_id: string | null
    media_type: string
    digest: string
    created_at: number
  }
  guides: {
    slug: string
    revision: number
    guide: string
    source_hash: string | null
    status: string
    created_at: number
  }
  channel_values: { channel: string; key: string; value: string; expires_at: number | null }
  consents: {
    id: string
    conversation_id: number
    purpose: string
    version: string
    granted: number
    channel: string
    at: number
  }
  escalations: {
    id: string
    conversation_id: number
    reason: string
    /** open, claimed, closed */
    state: string
    opened_at: number
  }
  ratings: { reference: string; conversation_id: number; stars: number; comment: string; at: number }
  catalogue: {
    key: string
    code: string | null
    name: string
    field: string | null
    level: string | null
    agency: string | null
    page: string | null
    source: string | null
    changed_at: number
  }
  content_version: { id: number; version: number }
  server_lock: { id: number; owner: string; pid: number; host: string; beat_at: number }
}

type Mark = 'none' | 'basic' | 'sensitive'

/** What each column may hold about a person. `sensitive` where a judicial record or a card's picture may be meant. */
export const marks: { readonly [T in keyof Tables]: { readonly [C in keyof Tables[T]]: Mark } } = {
  conversations: {
    id: 'none',
    channel: 'none',
    address: 'basic',
    state: 'sensitive',
    turns: 'none',
    activity_count: 'none',
    created_at: 'none',
    updated_at: 'none',
  },
  inbox: {
    id: 'none',
    channel: 'none',
    update_id: 'none',
    conversation_id: 'none',
    event_id: 'none',
    event: 'sensitive',
    at: 'none',
    status: 'none',
    attempts: 'none',
    ready_at: 'none',
    error: 'none',
  },
  outbox: {
    id: 'none',
    conversation_id: 'none',
    lane: 'none',
    key: 'none',
    payload: 'sensitive',
    status: 'none',
    attempts: 'none',
    next_at: 'none',
    lease_until: 'none',
    owner: 'none',
    message_id: 'none',
    error: 'none',
    created_at: 'none',
    done_at: 'none',
  },
  activities: { conversation_id: 'none', sequence: 'none', key: 'none', activity: 'sensitive', at: 'none' },
  jobs: {
    key: 'none',
    kind: 'none',
    conversation_id: 'none',
    payload: 'basic',
    wake_at: 'none',
    lease_until: 'none',
    owner: 'none',
    attempts: 'none',
  },
  submissions: {
    reference: 'none',
    draft_id: 'none',
    conversation_id: 'none',
    portal: 'none',
    state: 'none',
    portal_id: 'basic',
    code: 'basic',
    created_at: 'none',
    updated_at: 'none',
  },
  submission_steps: { id: 'none', reference: 'none', step: 'none', detail: 'none', at: 'none' },
  files: {
    id: 'none',
    conversation_id: 'none',
    name: 'basic',
    size_bytes: 'none',
    received_bytes: 'none',
    wrapped_key: 'none',
    state: 'none',
    attachment_id: 'none',
    media_type: 'none',
    digest: 'basic',
    created_at: 'none',
  },
  guides: {
    slug: 'none',
    revision: 'none',
    guide: 'none',
    source_hash: 'none',
    status: 'none',
    created_at: 'none',
  },
  channel_values: { channel: 'none', key: 'none', value: 'basic', expires_at: 'none' },
  consents: {
    id: 'none',
    conversation_id: 'none',
    purpose: 'none',
    version: 'none',
    granted: 'basic',
    channel: 'none',
    at: 'none',
  },
  escalations: { id: 'none', conversation_id: 'none', reason: 'none', state: 'none', opened_at: 'none' },
  ratings: { reference: 'none', conversation_id: 'none', stars: 'none', comment: 'basic', at: 'none' },
  catalogue: {
    key: 'none',
    code: 'none',
    name: 'none',
    field: 'none',
    level: 'none',
    agency: 'none',
    page: 'none',
    source: 'none',
    changed_at: 'none',
  },
  content_version: { id: 'none', version: 'none' },
  server_lock: { id: 'none', owner: 'none', pid: 'none', host: 'none', beat_at: 'none' },
}
