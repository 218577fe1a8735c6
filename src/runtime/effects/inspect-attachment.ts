// inspect_attachment: bring the file here if it is not, look at its content, keep it for its component or destroy it.
import type { Channel } from '../../channel/channel.ts'
import { ChannelError } from '../../channel/errors.ts'
import type { Effect } from '../../engine/effect.ts'
import type { AttachmentLook, RefusedAttachment } from '../../engine/event.ts'
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
    const refuse = (reason: RefusedAttachment, found = '', file?: StoredFile): EffectResult => ({
      type: 'done',
      // Destroyed only after the reason is on disk: looked at again after a crash, it must be refused for the same one.
      ...(file ? { afterwards: () => parts.vault.destroy(file.id) } : {}),
      outcomes: [
        context.outcome('inspected', {
          type: 'attachment_refused',
          attachmentId: order.attachmentId,
          reason,
          found,
        }),
      ],
    })
    const held =
      (await parts.files.byAttachment(order.attachmentId)) ?? (await bringHere(parts, order, context))
    if (typeof held === 'string') return refuse(held)
    const bytes = await parts.vault.read(held)
    if (!bytes) return refuse('unavailable')
    const found = await inspect(bytes, order.name, { accept: paperTypes })
    if (!found.ok) return refuse(found.reason, found.found, held)
    const sick = await scan(parts.scanner, bytes)
    if (sick) return refuse(sick, '', held)
    const look = await lookAt(parts.decoder, bytes, found.mediaType, order.readCard)
    if (typeof look === 'string') return refuse(look, found.mediaType, held)
    const { mediaType, digest } = found
    await parts.files.keep(held.id, { attachmentId: order.attachmentId, mediaType, digest })
    const { attachmentId } = order
    const { sizeBytes } = held
    const kept = { type: 'attachment_kept', attachmentId, mediaType, sizeBytes, digest, look } as const
    return { type: 'done', outcomes: [context.outcome('inspected', kept)] }
  }
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
