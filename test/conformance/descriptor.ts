// What an adapter tells the conformance suite about itself: how its platform speaks, what it cannot do and why.
import type { Channel, ChannelName } from '../../src/channel/channel.ts'
import type { InboundEvent } from '../../src/engine/event.ts'
import type { ConformanceHost } from './host.ts'

/** Something this channel does not do, with the reason: the skips of all channels read as a table of differences. */
export interface Skip {
  readonly skip: string
}

/** What people do on a platform, as the channel must report it. */
export const inboundFeatures = {
  started: 'a conversation is opened',
  deep_link: 'a link opens it at a procedure',
  text: 'text',
  photo: 'a photo',
  document: 'a document with its name',
  caption: 'a file with words under it',
  several_files: 'several files at once make one event',
  large_file: 'a file over the limit is reported, not fetched',
  sticker: 'a sticker',
  voice: 'a voice message',
  video: 'a video',
  location: 'a location',
  contact: 'a contact',
  other: 'something else we do not read',
  group: 'a message to us in a group gets a private link',
} as const
export type InboundFeature = keyof typeof inboundFeatures

/** What we say, as the person must see it. */
export const outboundFeatures = {
  say_text: 'text as it is, marks and markup characters included',
  say_long_text: 'text at the length limit in one message',
  choices: 'choices as buttons, and a tap brings the reference back',
  card: 'a card with everything on it',
  file: 'a file with its name and the words beside it',
  gone_file: 'a file that is gone is refused for good',
  file_long_text: 'a file whose words are as long as a message may be',
  same_key: 'the same message handed over twice is shown once',
} as const
export type OutboundFeature = keyof typeof outboundFeatures

/** What a platform answers when it will not take a message. */
export const faults = {
  rate_limited: 'too many requests',
  server_error: 'a server error',
  time_out: 'no answer in time',
  garbage: 'an answer nobody can read',
  blocked: 'the person has blocked us',
  unauthorized: 'our credentials are refused',
  refused: 'the message itself is refused',
} as const
export type Fault = keyof typeof faults

/** What must never get in, or out. */
export const guards = {
  bad_signature: 'a request nobody vouches for changes nothing',
  malformed: 'a body that cannot be read changes nothing',
  unknown_kind: 'unknown kinds are acknowledged and left alone',
  own_message: 'our own messages are not heard as an applicant',
  repeat: 'the same update twice is one event',
  full_disk: 'what could not be written is not acknowledged',
  one_way_out: 'all traffic goes through the host',
} as const
export type Guard = keyof typeof guards

export interface ExpectedFile {
  /** Exactly this name; any when left out. */
  readonly name?: string
  readonly sizeBytes: number
  /** Null: too large to bring here; fetching it must be refused for good. */
  readonly bytes: Uint8Array | null
}

/** An update as the platform sends it, and what it means. */
export interface InboundSample {
  /** The bodies, one after another. `id` stands in the platform's own update id: the same `id`, the very same update. */
  bodies(id: string, rig: Rig): readonly unknown[] | Promise<readonly unknown[]>
  /** The event, attachments left out. */
  readonly event: InboundEvent
  readonly files?: readonly ExpectedFile[]
  /** When it is not the rig's own conversation. */
  readonly conversation?: string
}

export interface SeenButton {
  readonly label: string
  /** Whatever the platform carries back when it is tapped. */
  readonly data: string
}

/** A message as the person sees it. */
export interface SeenMessage {
  readonly id: string
  readonly text: string
  readonly buttons: readonly SeenButton[]
  readonly file?: { readonly name: string; readonly bytes: Uint8Array }
}

export type Proof = 'good' | 'missing' | 'wrong'

/** The platform's side, played by the test. */
export interface FakePlatform {
  /** What stands in this conversation, oldest first. */
  seen(conversation: string): Promise<readonly SeenMessage[]>
  /** Every try to send meets this until the next call; null ends it. */
  fault(fault: Fault | null): void
  /** Every route it plays, with how often it was asked for; a route nobody uses is a lie about the platform. */
  routes(): ReadonlyMap<string, number>
  /** Requests for which it has no route. */
  strangers(): readonly string[]
}

/** One channel on one fake platform, for one check. */
export interface Rig {
  readonly channel: Channel
  /** A private conversation, already known to the platform. */
  readonly conversation: string
  /** What must stand in no error and no log: tokens, keys, passwords. */
  readonly secrets: readonly string[]
  /** Hands one request body over as the platform would and gives back the answer it got. */
  deliver(body: string, proof: Proof): Promise<Response>
  readonly platform: FakePlatform
  close(): Promise<void>
}

export interface ChannelDescriptor {
  readonly name: ChannelName
  /** How it stands in the table; the name unless one adapter is tried in two ways. */
  readonly label?: string
  open(host: ConformanceHost): Promise<Rig>
  readonly inbound: Readonly<Record<InboundFeature, InboundSample | Skip>> & {
    readonly text: InboundSample
  }
  readonly outbound: Readonly<Record<Exclude<OutboundFeature, 'choices'>, true | Skip>> & {
    /** A tap on a button the person sees, as the platform reports it. */
    readonly choices: ((id: string, button: SeenButton, message: SeenMessage, rig: Rig) => unknown) | Skip
  }
  /** `retryAfterMs`: how long the platform asks to wait. */
  readonly faults: Readonly<Record<Fault, { readonly retryAfterMs?: number } | Skip>>
  readonly guards: Readonly<Record<Exclude<Guard, 'unknown_kind' | 'own_message'>, true | Skip>> & {
    readonly unknown_kind: ((id: string, rig: Rig) => readonly unknown[]) | Skip
    readonly own_message: ((id: string, rig: Rig) => readonly unknown[]) | Skip
  }
  /** Routes of the fake that only other tests of this adapter ask for, with the test that does. */
  readonly usedElsewhere?: Readonly<Record<string, string>>
}

export const labelOf = ({ label, name }: ChannelDescriptor): string => label ?? name

export function isSkip(value: unknown): value is Skip {
  return typeof value === 'object' && value !== null && 'skip' in value
}
