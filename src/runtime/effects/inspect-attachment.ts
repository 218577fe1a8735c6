// inspect_attachment: bring the file here if it is not, look at its content, keep it for its component or destroy it.
import type { Channel } from '../../channel/channel.ts'
import { ChannelError } from '../../channel/errors.ts'
import type { Effect } from '../../engine/effect.ts'
import type { AttachmentLook, OutcomeEvent, RefusedAttachment } from '../../engine/event.ts'
import type { Decoder } from '../../files/decode/decoder.ts'
import { inspect } from '../../files/inspect.ts'
import { type PaperType, paperTypes } from '../../files/refusal.ts'
import type { Scanner } from '../../files/scan.ts'
import type { FileStore, StoredFile } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'
import { type FileVault, mostUploadBytes } from '../uploads.ts'

type Order = Extract<Effect, { type: 'inspect_attachment' }>

export interface InspectParts {
  readonly files: FileStore
  readonly vault: FileVault
  readonly channels: ReadonlyMap<string, Channel>
  readonly decoder: Decoder
  /** Null where no virus scan is set up. */
  readonly scanner: Scanner | null
}

export function inspectAttachment(parts: InspectParts) {
  return async (order: Order, context: EffectContext): Promise<EffectResult> => {
    const { attachmentId } = order
    const end = (result: InspectedBytes, file?: StoredFile): EffectResult => ({
      type: 'done',
      // Destroyed only after the reason is on disk: looked at again after a crash, it must be refused for the same one.
      ...(file && result.type === 'attachment_refused'
        ? { afterwards: () => parts.vault.destroy(file.id) }
        : {}),
      outcomes: [context.outcome('inspected', { ...result, attachmentId })],
    })
    const held = (await parts.files.byAttachment(attachmentId)) ?? (await bringHere(parts, order, context))
    if (typeof held === 'string') return end(refused(held))
    const bytes = await parts.vault.read(held)
    if (!bytes) return end(refused('unavailable'))
    const result = await inspectBytes(bytes, order, parts)
    if (result.type === 'attachment_kept') {
      const { mediaType, digest } = result
      await parts.files.keep(held.id, { attachmentId, mediaType, digest })
    }
    return end(result, held)
  }
}

type Without<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never
export type InspectedBytes = Without<
  Extract<OutcomeEvent, { type: 'attachment_kept' | 'attachment_refused' }>,
  'attachmentId'
>

function refused(reason: RefusedAttachment, found = ''): InspectedBytes {
  return { type: 'attachment_refused', reason, found }
}

/** Everything that is decided from the bytes alone. */
export async function inspectBytes(
  bytes: Uint8Array,
  { name, readCard }: Pick<Order, 'name' | 'readCard'>,
  { decoder, scanner }: Pick<InspectParts, 'decoder' | 'scanner'>,
): Promise<InspectedBytes> {
  const found = await inspect(bytes, name, { accept: paperTypes })
  if (!found.ok) return refused(found.reason, found.found)
  const sick = await scan(scanner, bytes)
  if (sick) return refused(sick)
  const { mediaType, digest } = found
  const look = await lookAt(decoder, bytes, mediaType, readCard)
  if (typeof look === 'string') return refused(look, mediaType)
  return { type: 'attachment_kept', mediaType, sizeBytes: bytes.length, digest, look }
}

// Scanned before anything opens it. A scan that cannot be made now is tried again; it never counts as clean.
async function scan(scanner: Scanner | null, bytes: Uint8Array): Promise<RefusedAttachment | null> {
  if (!scanner) return null
  const result = await scanner.scan(bytes)
  switch (result.kind) {
    case 'clean':
      return null
    case 'infected':
      return 'infected'
    case 'over_limit':
      return 'not_scanned'
    case 'unavailable':
      throw new Error('[scan] the virus scan cannot be reached')
  }
}

async function lookAt(
  decoder: Decoder,
  bytes: Uint8Array,
  mediaType: PaperType,
  readCard: boolean,
): Promise<AttachmentLook | RefusedAttachment> {
  const seen = await decoder.look(bytes, { mediaType })
  if (seen.kind === 'refused') return seen.reason
  if (seen.kind === 'pdf') {
    const { pages } = seen
    return { pages, advice: [], likeness: null, cardSeen: false, card: readCard ? 'unreadable' : null }
  }
  const { warnings: advice, hash: likeness, hasCardQr: cardSeen } = seen
  const plain: AttachmentLook = { pages: 1, advice, likeness, cardSeen, card: null }
  if (!readCard || mediaType === 'application/pdf') return plain
  const read = await decoder.readCardQr(bytes, { mediaType })
  if (read.kind === 'refused') return { ...plain, card: 'unreadable' }
  if (read.kind !== 'card') return { ...plain, card: read.kind }
  const { number, fullName, birthDate: birthDay, sex, address } = read.card
  return { ...plain, card: { number, fullName, birthDay, sex, address } }
}

async function bringHere(
  parts: InspectParts,
  order: Order,
  { row }: EffectContext,
): Promise<StoredFile | RefusedAttachment> {
  const { source } = order
  if (source.type === 'held') {
    const file = await parts.files.find(source.uploadId)
    // An upload of another conversation looks like one that does not exist.
    const ours = file?.channel === row.channel && file.conversation === row.conversation
    // Taken up once: a second attachment cannot share the file of the first.
    return file && ours && file.state === 'complete' ? file : 'unavailable'
  }
  const channel = parts.channels.get(row.channel)
  if (!channel) return 'unavailable'
  // Known beforehand there is no need to fetch it; the upload page takes it up to our own limit.
  if (order.sizeBytes > mostUploadBytes) return 'too_large'
  if (order.sizeBytes > channel.limits.fileBytes) return 'too_large_here'
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await (await channel.fetchAttachment(source)).arrayBuffer())
  } catch (error) {
    if (error instanceof ChannelError && !error.retryable) return 'unavailable'
    throw error
  }
  if (bytes.length > mostUploadBytes) return 'too_large'
  const id = await parts.vault.keepBytes(row.channel, row.conversation, order.name, bytes)
  return (await parts.files.find(id)) ?? 'unavailable'
}
