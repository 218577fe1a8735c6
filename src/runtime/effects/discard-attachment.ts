// discard_attachment: destroy the file's key and its bytes. Destroying twice is the same as once.
import type { Effect } from '../../engine/effect.ts'
import type { FileStore } from '../../store/store.ts'
import type { EffectResult } from '../deliver.ts'
import type { FileVault } from '../uploads.ts'

export function discardAttachment(parts: { files: FileStore; vault: FileVault }) {
  return async (order: Extract<Effect, { type: 'discard_attachment' }>): Promise<EffectResult> => {
    const file = await parts.files.byAttachment(order.attachmentId)
    if (file) await parts.vault.destroy(file.id)
    return { type: 'done', outcomes: [] }
  }
}
