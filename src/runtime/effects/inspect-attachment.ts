// inspect_attachment: bring the file here if it is not, look at its content, keep it for its component or destroy it.
import type { Channel } from '../../channel/channel.ts'
import { ChannelError } from '../../channel/errors.ts'
import type { Effect } from '../../engine/effect.ts'
import type { RefusedAttachment } from '../../engine/event.ts'
import { inspect } from '../../files/inspect.ts'
import { plainReason } from '../../files/refusal.ts'
import type { FileStore, StoredFile } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'
import { type FileVault, mostUploadBytes } from '../uploads.ts'

type Order = Extract<Effect, { type: 'inspect_attachment' }>

export function inspectAttachment(parts: {
  files: FileStore
  vault: FileVault
  channels: ReadonlyMap<string, Channel>
}) {
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
    const found = await inspect(bytes, order.name)
    if (!found.ok) return refuse(plainReason(found.reason), found.found, held)
    await parts.files.keep(held.id, {
      attachmentId: order.attachmentId,
      mediaType: found.mediaType,
      digest: found.digest,
    })
    return {
      type: 'done',
      outcomes: [
        context.outcome('inspected', {
          type: 'attachment_kept',
          attachmentId: order.attachmentId,
          mediaType: found.mediaType,
          sizeBytes: held.sizeBytes,
          digest: found.digest,
        }),
      ],
    }
  }
}

async function bringHere(
  parts: { files: FileStore; vault: FileVault; channels: ReadonlyMap<string, Channel> },
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
