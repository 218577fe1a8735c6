// prepare_document: write a form, a summary, a slip or a receipt, keep it for a while, and say that it is ready.
import type { Snapshot } from '../../content/snapshot.ts'
import { previewOf, type SourcePage } from '../../files/compose.ts'
import type { Decoder } from '../../files/decode/decoder.ts'
import type { PaperType } from '../../files/refusal.ts'
import type { FileStore } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'
import { type DocumentOrder, gatherFacts, sayIn } from '../documents/facts.ts'
import type { WrittenDocument } from '../documents/write.ts'
import { documentId, type FileVault } from '../uploads.ts'

export function prepareDocument(parts: {
  files: FileStore
  vault: FileVault
  decoder: Decoder
  content: () => Snapshot
}) {
  return async (order: DocumentOrder, context: EffectContext): Promise<EffectResult> => {
    const { document, draftId } = order
    const written = await write(order)
    if (!written) {
      return {
        type: 'done',
        outcomes: [context.outcome('written', { type: 'document_failed', document, draftId })],
      }
    }
    const { row } = context
    const attachmentId = documentId(row.key)
    const file = await parts.vault.keepDocument(row.channel, row.conversation, { ...written, attachmentId })
    const { id: fileId, name, mediaType, sizeBytes } = file
    const ready = {
      type: 'document_ready',
      document,
      draftId,
      file: { fileId, name, mediaType, sizeBytes },
    } as const
    return { type: 'done', outcomes: [context.outcome('written', ready)] }
  }

  async function write(order: DocumentOrder): Promise<WrittenDocument | null> {
    if (order.document === 'preview') return preview(order)
    const content = parts.content()
    const facts = gatherFacts(order, content)
    if (!facts) return null
    // What draws pages is a third of the program: it is loaded with the first document, not with the start.
    const { writeDocument } = await import('../documents/write.ts')
    return writeDocument(facts, content)
  }

  async function preview(order: DocumentOrder): Promise<WrittenDocument | null> {
    const pages: SourcePage[] = []
    for (const id of order.papers.flatMap(({ attachmentIds }) => attachmentIds)) {
      const file = await parts.files.byAttachment(id)
      if (file?.state !== 'kept') continue
      pages.push({
        mediaType: file.mediaType as PaperType,
        read: async () => (await parts.vault.read(file)) ?? new Uint8Array(),
      })
    }
    const shown = await previewOf(parts.decoder, pages)
    if (shown.kind === 'refused' || !shown.jpeg) return null
    const name = sayIn(order.language, parts.content())('paper.name-preview')
    return { name: `${name}.jpg`, mediaType: 'image/jpeg', bytes: shown.jpeg }
  }
}
