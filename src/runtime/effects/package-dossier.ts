// Puts a confirmed draft into the shape connectors file: answers with their labels, files by component, stable references.
import { createHash } from 'node:crypto'
import type { Guide, Offer } from '../../content/schema.ts'
import type { Snapshot } from '../../content/snapshot.ts'
import type { Effect } from '../../engine/effect.ts'
import { componentsOf } from '../../engine/rules/checklist.ts'
import { showAnswer } from '../../engine/rules/field/check.ts'
import { stepsOf } from '../../engine/rules/steps.ts'
import type { DossierPackage, PackagedComponent, PackagedFile } from '../../portal/connector.ts'
import { PortalError } from '../../portal/connector.ts'
import type { FileStore } from '../../store/store.ts'
import type { FileVault } from '../uploads.ts'

type Order = Extract<Effect, { type: 'submit_dossier' }>

/** Throws PortalError `config` when the guide's revision or a file is no longer there: a person must look. */
export async function packageDossier(
  order: Order,
  content: Snapshot,
  files: FileStore,
  vault: FileVault,
): Promise<DossierPackage> {
  const { guide } = offerOf(order, content)
  const filled = (what: string) => {
    const field = guide.fields.find((one) => one.fills === what)
    return (field && order.answers[field.id]) ?? ''
  }
  return {
    reference: order.reference,
    portal: order.portal,
    procedure: packageProcedure(order, content),
    applicant: {
      name: filled('applicant-name'),
      idNumber: filled('applicant-number'),
      address: filled('applicant-address'),
      phone: filled('applicant-phone'),
      email: filled('applicant-email'),
    },
    answers: answersOf(guide, order.answers),
    components: await packageComponents(order, content, files, vault, order.reference),
    delivery: order.delivery,
  }
}

type Filing = Pick<Order, 'procedure' | 'revision' | 'portal' | 'papers'>

export function packageProcedure(order: Filing, content: Snapshot): DossierPackage['procedure'] {
  const { guide, offer } = offerOf(order, content)
  return {
    code: guide.code ?? order.procedure,
    name: guide.name,
    link: offer.link ?? `https://${content.portals.get(order.portal)?.domain ?? ''}`,
    agency: offer.agency ?? null,
    parts: offer.parts ?? {},
  }
}

/** `scope`: what the files' own references are made from; the same on every try, another for each filing. */
export async function packageComponents(
  order: Filing & { readonly answers?: Order['answers'] },
  content: Snapshot,
  files: FileStore,
  vault: FileVault,
  scope: string,
): Promise<readonly PackagedComponent[]> {
  const { guide } = offerOf(order, content)
  // A supplement has no answers of its own: it is exactly the papers in it.
  const components = order.answers
    ? componentsOf(guide, order.answers).filter(({ how }) => how === 'submit')
    : guide.components.filter(({ id }) => order.papers.some(({ component }) => component === id))
  return Promise.all(
    components.map(async (component) => ({
      id: component.id,
      officialName: component.officialName,
      form: component.form,
      files: await Promise.all(
        order.papers
          .filter((one) => one.component === component.id)
          .map((one, at) => packageFile(scope, one.composedId, component.name, at, files, vault)),
      ),
    })),
  )
}

function offerOf(order: Filing, content: Snapshot): { guide: Guide; offer: Offer } {
  const guide = content.guideAt(order.procedure, order.revision)?.guide
  const offer = guide?.offers.find((one) => one.portal === order.portal)
  if (!guide || !offer) throw missing('the guide revision of a confirmed draft is not kept')
  return { guide, offer }
}

function answersOf(guide: Guide, answers: Order['answers']): DossierPackage['answers'] {
  return stepsOf(guide, answers).flatMap((step) => {
    const value = answers[step.id]
    if (value === undefined || step.type === 'more') return []
    if (step.type === 'field') {
      return [{ id: step.id, label: step.field.label, value, shown: showAnswer(step.field, value) }]
    }
    const shown = step.question.choices.find((choice) => choice.id === value)?.label ?? value
    return [{ id: step.id, label: step.question.ask, value, shown }]
  })
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/pdf': 'pdf',
}

async function packageFile(
  scope: string,
  attachmentId: string,
  componentName: string,
  at: number,
  files: FileStore,
  vault: FileVault,
): Promise<PackagedFile> {
  const file = await files.byAttachment(attachmentId)
  if (file?.state !== 'kept') throw missing('an attachment of a confirmed draft is gone')
  const extension = extensions[file.mediaType] ?? 'bin'
  return {
    // Short enough for every column met, the same on every try, different for every file.
    reference: `mcf-${createHash('sha256').update(`${scope}/${attachmentId}`).digest('hex').slice(0, 40)}`,
    fileName: `giay-to-${at + 1}.${extension}`,
    displayName: `${componentName} - ${at + 1}.${extension}`,
    mediaType: file.mediaType,
    sizeBytes: file.sizeBytes,
    async read() {
      const bytes = await vault.read(file)
      if (!bytes) throw missing('an attachment of a confirmed draft is gone')
      return bytes
    },
  }
}

function missing(what: string): PortalError {
  return new PortalError('config', `[submit] ${what}`, { retryable: false })
}
