// The assistant's own papers: what was answered, when to come, how to file by hand, what was received. Plain data in,
// documents out; the words are phrases of the applicant's language, those of a procedure come from its guide.
import type { Block, Document } from '../document/model.ts'

/** A sentence of content/phrases, its blanks filled. */
export type Say = (key: string, blanks?: Readonly<Record<string, string | number>>) => string

export interface SummaryInput {
  readonly procedure: string
  readonly code: string | null
  readonly agency: string
  readonly reference: string
  readonly answers: readonly { readonly label: string; readonly shown: string }[]
  readonly components: readonly { readonly name: string; readonly files: readonly string[] }[]
  readonly fees: readonly { readonly label: string; readonly amount: string; readonly note?: string }[]
  readonly delivery: string
  /** As people read it. */
  readonly time: string
}

/** Everything once more, before or after the dossier goes out. */
export function summaryOf(input: SummaryInput, say: Say): Document {
  return {
    title: say('paper.summary-title', { procedure: input.procedure }),
    blocks: [
      { type: 'title', text: say('paper.summary'), under: input.procedure },
      ...linesOf([
        [say('paper.procedure-code'), input.code ?? ''],
        [say('paper.office'), input.agency],
        [say('paper.reference'), input.reference],
        [say('paper.written-at'), input.time],
      ]),
      ...section(
        say('paper.answers'),
        input.answers.map(({ label, shown }) => [label, shown] as const),
      ),
      { type: 'heading', text: say('paper.papers') },
      {
        type: 'table',
        columns: [
          { label: say('paper.number'), width: 0.6, align: 'center' },
          { label: say('paper.paper'), width: 5 },
          { label: say('paper.file'), width: 4.4 },
        ],
        rows: input.components.map(({ name, files }, at) => [
          `${at + 1}`,
          name,
          files.length === 0 ? say('paper.no-file') : files.join('; '),
        ]),
      },
      { type: 'heading', text: say('paper.fees') },
      ...(input.fees.length === 0
        ? [note(say('paper.fees-unknown'))]
        : [
            {
              type: 'table',
              columns: [
                { label: say('paper.fee-item'), width: 5 },
                { label: say('paper.fee-amount'), width: 2, align: 'right' },
                { label: say('paper.fee-note'), width: 3 },
              ],
              rows: input.fees.map(({ label, amount, note }) => [label, amount, note ?? '']),
            } satisfies Block,
          ]),
      ...linesOf([[say('paper.delivery'), input.delivery]]),
      note(say('paper.summary-note')),
    ],
  }
}

export interface SlipInput {
  readonly procedure: string
  readonly dossierCode: string
  readonly applicant: string
  readonly agency: string
  readonly address: string
  readonly hours: string
  /** As people read it; empty when the office has not said. */
  readonly due: string
  /** Originals to show, and what has to be paid. */
  readonly bring: readonly string[]
  readonly fee: string
  readonly hotline: string
}

/** Level 3: filed online, fee and result at the counter. */
export function appointmentSlipOf(input: SlipInput, say: Say): Document {
  return {
    title: say('paper.slip-title', { code: input.dossierCode }),
    blocks: [
      { type: 'title', text: say('paper.slip'), under: input.procedure },
      ...linesOf([
        [say('paper.dossier-code'), input.dossierCode],
        [say('paper.applicant'), input.applicant],
        [say('paper.come-to'), input.agency],
        [say('paper.address'), input.address],
        [say('paper.hours'), input.hours],
        [say('paper.due'), input.due],
        [say('paper.pay-here'), input.fee],
      ]),
      ...(input.bring.length === 0
        ? []
        : ([
            { type: 'heading', text: say('paper.bring') },
            { type: 'list', items: input.bring, ordered: false },
          ] satisfies Block[])),
      {
        type: 'qr',
        text: input.dossierCode,
        caption: say('paper.code-caption', { code: input.dossierCode }),
      },
      note(withHotline(say, say('paper.slip-note'), input.hotline)),
    ],
  }
}

export interface ChecklistInput {
  readonly procedure: string
  readonly code: string | null
  readonly reference: string
  readonly portal: string
  readonly link: string
  readonly steps: readonly string[]
  readonly files: readonly { readonly component: string; readonly name: string }[]
}

/** One page that takes a person through filing under their own log-in. */
export function handoverChecklistOf(input: ChecklistInput, say: Say): Document {
  return {
    title: say('paper.checklist-title', { procedure: input.procedure }),
    blocks: [
      { type: 'title', text: say('paper.checklist'), under: input.procedure },
      ...linesOf([
        [say('paper.file-on'), input.portal],
        [say('paper.procedure-code'), input.code ?? ''],
        [say('paper.our-code'), input.reference],
      ]),
      { type: 'list', items: input.steps, ordered: true },
      ...(input.files.length === 0
        ? []
        : ([
            { type: 'heading', text: say('paper.which-file') },
            {
              type: 'table',
              columns: [
                { label: say('paper.portal-item'), width: 5 },
                { label: say('paper.file'), width: 4 },
              ],
              rows: input.files.map(({ component, name }) => [component, name]),
            },
          ] satisfies Block[])),
      { type: 'qr', text: input.link, caption: input.link },
    ],
  }
}

export interface ReceiptInput {
  readonly procedure: string
  readonly dossierCode: string
  readonly applicant: string
  readonly portal: string
  readonly agency: string
  readonly receivedAt: string
  readonly due: string
  readonly paid: string
  readonly components: readonly string[]
  readonly hotline: string
}

/** What the portal answered, to keep. */
export function receiptOf(input: ReceiptInput, say: Say): Document {
  return {
    title: say('paper.receipt-title', { code: input.dossierCode }),
    blocks: [
      { type: 'title', text: say('paper.receipt'), under: input.procedure },
      ...linesOf([
        [say('paper.dossier-code'), input.dossierCode],
        [say('paper.applicant'), input.applicant],
        [say('paper.filed-through'), input.portal],
        [say('paper.handled-by'), input.agency],
        [say('paper.received-at'), input.receivedAt],
        [say('paper.due'), input.due],
        [say('paper.paid'), input.paid],
      ]),
      ...(input.components.length === 0
        ? []
        : ([
            { type: 'heading', text: say('paper.sent') },
            { type: 'list', items: input.components, ordered: true },
          ] satisfies Block[])),
      {
        type: 'qr',
        text: input.dossierCode,
        caption: say('paper.code-caption', { code: input.dossierCode }),
      },
      note(withHotline(say, say('paper.receipt-note'), input.hotline)),
    ],
  }
}

function withHotline(say: Say, text: string, number: string): string {
  return number === '' ? text : `${text} ${say('paper.hotline', { number })}`
}

/** What is not known is left out rather than left blank. */
function linesOf(lines: readonly (readonly [string, string])[]): Block[] {
  return lines.filter(([, value]) => value !== '').map(([label, value]) => ({ type: 'line', label, value }))
}

function section(heading: string, lines: readonly (readonly [string, string])[]): Block[] {
  return lines.length === 0 ? [] : [{ type: 'heading', text: heading }, ...linesOf(lines)]
}

function note(text: string): Block {
  return { type: 'note', text }
}
