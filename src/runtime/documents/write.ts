// Which document is written from which facts: one function a kind, each giving bytes, a name and a type.
import type { Snapshot } from '../../content/snapshot.ts'
import { dueDay } from '../../engine/rules/calendar.ts'
import { dayAt, showDay } from '../../engine/rules/dates.ts'
import { renderPdf } from '../../files/document/pdf.ts'
import { renderWord } from '../../files/document/word.ts'
import { fillForm } from '../../files/form/fill.ts'
import { appointmentSlipOf, handoverChecklistOf, receiptOf, summaryOf } from '../../files/papers/papers.ts'
import { applicantOf, bringOf, componentNames, type DossierFacts, feesOf, hoursOf, timeOf } from './facts.ts'

export interface WrittenDocument {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

const pdf = 'application/pdf'
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Null when there is nothing to write it with, such as a form no layout exists for. */
export async function writeDocument(facts: DossierFacts, content: Snapshot): Promise<WrittenDocument | null> {
  const options = { demo: content.demo }
  const { guide, order, say } = facts
  switch (order.document) {
    case 'form':
    case 'form-word': {
      const layout = content.formFor(order.procedure)
      if (!layout) return null
      const form = fillForm(layout, {
        procedure: guide.name,
        agency: guide.agency.name,
        place: '',
        day: '',
        answers: facts.answers,
      })
      return order.document === 'form'
        ? { name: `${form.title}.pdf`, mediaType: pdf, bytes: await renderPdf(form, options) }
        : { name: `${form.title}.docx`, mediaType: word, bytes: await renderWord(form, options) }
    }
    case 'summary':
      return asPdf(say('paper.name-summary'), await renderPdf(summaryOf(summaryInput(facts), say), options))
    case 'slip':
      return asPdf(
        say('paper.name-slip'),
        await renderPdf(appointmentSlipOf(slipInput(facts, content), say), options),
      )
    case 'receipt':
      return asPdf(
        say('paper.name-receipt'),
        await renderPdf(receiptOf(receiptInput(facts, content), say), options),
      )
    case 'checklist':
      return asPdf(
        say('paper.name-checklist'),
        await renderPdf(handoverChecklistOf(checklistInput(facts), say), options),
      )
    case 'preview':
      return null
  }
}

function asPdf(name: string, bytes: Uint8Array): WrittenDocument {
  return { name: `${name}.pdf`, mediaType: pdf, bytes }
}

function summaryInput(facts: DossierFacts): Parameters<typeof summaryOf>[0] {
  const { guide, portal, order, answers, say } = facts
  const names = componentNames(facts)
  const sent = new Map(order.papers.map(({ component, attachmentIds }) => [component, attachmentIds.length]))
  return {
    procedure: guide.name,
    code: guide.code,
    agency: say('paper.office-through', { agency: guide.agency.name, portal: portal.name }),
    reference: order.code ?? '',
    answers: answers.map(({ label, shown }) => ({ label, shown })),
    components: [...names].map(([id, name]) => {
      const form = guide.components.find((one) => one.id === id)?.form
      const pages = sent.get(id) ?? 0
      return {
        name,
        files: form ? [say('review.form-filled')] : pages > 0 ? [say('review.pages', { count: pages })] : [],
      }
    }),
    fees: feesOf(facts),
    delivery: order.delivery ? say(`delivery.${order.delivery}`) : '',
    time: timeOf(facts),
  }
}

function slipInput(facts: DossierFacts, content: Snapshot): Parameters<typeof appointmentSlipOf>[0] {
  const { guide, portal, order } = facts
  return {
    procedure: guide.name,
    dossierCode: order.code ?? '',
    applicant: applicantOf(facts),
    agency: guide.agency.name,
    address: '',
    hours: hoursOf(facts),
    due: dueOf(facts, content),
    bring: bringOf(facts),
    fee: feesOf(facts)
      .map(({ label, amount }) => `${label}: ${amount}`)
      .join('; '),
    hotline: portal.hotline?.number ?? '',
  }
}

function receiptInput(facts: DossierFacts, content: Snapshot): Parameters<typeof receiptOf>[0] {
  const { guide, portal, order } = facts
  const names = componentNames(facts)
  return {
    procedure: guide.name,
    dossierCode: order.code ?? '',
    applicant: applicantOf(facts),
    portal: portal.name,
    agency: guide.agency.name,
    receivedAt: timeOf(facts),
    due: dueOf(facts, content),
    paid: '',
    components: order.papers.map(({ component }) => names.get(component) ?? component),
    hotline: portal.hotline?.number ?? '',
  }
}

function checklistInput(facts: DossierFacts): Parameters<typeof handoverChecklistOf>[0] {
  const { guide, portal, order, link, say } = facts
  const names = componentNames(facts)
  return {
    procedure: guide.name,
    code: guide.code,
    reference: '',
    portal: `${portal.name} (${portal.domain})`,
    link,
    steps: [
      say('paper.step-open'),
      say('paper.step-sign-in'),
      say('paper.step-begin'),
      say('paper.step-fill'),
      ...(order.papers.length > 0 ? [say('paper.step-upload')] : []),
      say('paper.step-send'),
      say('paper.step-code'),
    ],
    files: order.papers.map(({ component }) => {
      const name = names.get(component) ?? component
      return { component: name, name: `${name}.pdf` }
    }),
  }
}

// The day by the law's time limit, counted from filing; the portal's own day is told in the chat when it sets one.
function dueOf({ guide, order }: DossierFacts, content: Snapshot): string {
  const due = dueDay(guide.timeLimit, order.at, content.calendar)
  return due && due >= dayAt(order.at) ? showDay(due) : ''
}
