// compose_component: the pages of one component become one PDF under the portal's limit, kept like any attachment.
import type { Effect } from '../../engine/effect.ts'
import { composePdf, type SourcePage } from '../../files/compose.ts'
import type { Decoder } from '../../files/decode/decoder.ts'
import type { PaperType } from '../../files/refusal.ts'
import type { FileStore, StoredFile } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'
import type { FileVault } from '../uploads.ts'

type Order = Extract<Effect, { type: 'compose_component' }>

export function composeComponent(parts: { files: FileStore; vault: FileVault; decoder: Decoder }) {
  return async (order: Order, context: EffectContext): Promise<EffectResult> => {
    const { draftId, component, composedId } = order
    const which = { draftId, component, composedId }
    const refuse = (reason: 'too_large' | 'damaged' | 'unavailable'): EffectResult => ({
      type: 'done',
      outcomes: [context.outcome('composed', { type: 'component_refused', ...which, reason })],
    })
    const done = (file: StoredFile, pages: number): EffectResult => {
      const { id: fileId, name, mediaType, sizeBytes } = file
      const made = { pages, file: { fileId, name, mediaType, sizeBytes } }
      return {
        type: 'done',
        outcomes: [context.outcome('composed', { type: 'component_composed', ...which, ...made })],
      }
    }
    const pages = await pagesOf(order, parts.files, parts.vault)
    if (!pages) return refuse('unavailable')
    const composed = await composePdf(parts.decoder, pages, { maxBytes: order.maxBytes, title: order.name })
    if (composed.kind === 'too_large') return refuse('too_large')
    if (composed.kind === 'refused') return refuse('damaged')
    const { row } = context
    const file = await parts.vault.keepDocument(row.channel, row.conversation, {
      attachmentId: composedId,
      name: `${order.name}.pdf`,
      mediaType: 'application/pdf',
      bytes: composed.bytes,
    })
    return done(file, composed.pages)
  }
}

/** Pages to read one by one; null when one of them is gone. */
async function pagesOf(
  order: Order,
  files: FileStore,
  vault: FileVault,
): Promise<readonly SourcePage[] | null> {
  const pages: SourcePage[] = []
  for (const id of order.attachmentIds) {
    const file = await files.byAttachment(id)
    if (file?.state !== 'kept') return null
    pages.push({
      mediaType: file.mediaType as PaperType,
      async read() {
        const bytes = await vault.read(file)
        if (!bytes) throw new Error('[compose] a page is gone')
        return bytes
      },
    })
  }
  return pages
}
