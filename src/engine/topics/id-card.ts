// Filling the form from an identity card: what its QR code says is shown, and enters the form only when the applicant says so.
import type { CardFacts } from '../event.ts'
import type { Heard } from '../hear.ts'
import { meantChoice } from '../rules/choice.ts'
import { showDay } from '../rules/dates.ts'
import { checkField } from '../rules/field/check.ts'
import { type PersonPart, personField } from '../rules/person.ts'
import { type Step, stepsOf } from '../rules/steps.ts'
import type { Draft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { advance } from './draft.ts'
import type { Answer } from './topics.ts'

interface Person {
  readonly id: string
  /** How the form calls the person: the label of the name or the number. */
  readonly label: string
  readonly steps: readonly { step: Extract<Step, { type: 'field' }>; part: PersonPart }[]
}

/** People of the form a card could fill: those whose citizen number is asked. */
function personsOf(turn: Turn, draft: Draft): Person[] {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!guide) return []
  const persons = new Map<string, { step: Extract<Step, { type: 'field' }>; part: PersonPart }[]>()
  for (const step of stepsOf(guide, draft.answers)) {
    const about = step.type === 'field' ? personField(step.field) : null
    if (step.type !== 'field' || !about) continue
    persons.set(about.person, [...(persons.get(about.person) ?? []), { step, part: about.part }])
  }
  return [...persons]
    .filter(([, steps]) => steps.some(({ part }) => part === 'number'))
    .map(([id, steps]) => {
      const named = steps.find(({ part }) => part === 'name') ?? steps[0]
      return { id, steps, label: named?.step.field.label ?? '' }
    })
}

/** True when a card sent now would help: the form itself is being filled, and somebody's number is still missing. */
export function cardWanted(turn: Turn): boolean {
  const { draft, topic } = turn.state
  const guide = draft && turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!draft || !guide || topic.type !== 'form') return false
  const asked = stepsOf(guide, draft.answers).find(({ id }) => id === topic.step)
  return asked?.type === 'field' && personsOf(turn, draft).some((person) => lacks(draft, person))
}

function lacks(draft: Draft, person: Person): boolean {
  return person.steps.some(({ step, part }) => part === 'number' && draft.answers[step.id] === undefined)
}

/** A sentence for the first question about a person: a photo of the card saves typing. Null when it would not. */
export function cardHint(turn: Turn, draft: Draft, stepId: string): string | null {
  const person = personsOf(turn, draft).find(({ steps }) => steps[0]?.step.id === stepId)
  return person && lacks(draft, person) ? turn.phrase('id-card.hint') : null
}

export function offerCard(turn: Turn, facts: CardFacts): void {
  if (turn.state.draft?.card) settle(turn)
  const { draft, topic } = turn.state
  if (!draft) return
  const persons = personsOf(turn, draft)
  const asked = topic.type === 'form' ? topic.step : ''
  const atHand = persons.find(({ steps }) => steps.some(({ step }) => step.id === asked))
  const open = persons.filter((person) => lacks(draft, person))
  const person = atHand ?? (open.length === 1 ? open[0] : undefined)
  turn.changeDraft((one) => ({
    ...one,
    card: { eventId: turn.event.id, facts, person: person?.id ?? null },
  }))
  turn.change({ topic: { type: 'id-card' } })
  askAboutCard(turn)
}

export function askAboutCard(turn: Turn): void {
  const { draft } = turn.state
  if (!draft?.card) return advance(turn)
  const { facts, person } = draft.card
  const persons = personsOf(turn, draft)
  const whose = persons.find(({ id }) => id === person)
  const lines = [
    turn.phrase('id-card.read'),
    `• ${facts.fullName}`,
    `• ${facts.number}`,
    `• ${showDay(facts.birthDay)}, ${turn.phrase(`id-card.${facts.sex}`)}`,
    `• ${facts.address}`,
  ]
  const refuse = { id: 'refuse-card', label: turn.phrase('id-card.refuse') }
  if (whose) {
    const ask = turn.phrase('id-card.ask', { person: whose.label })
    const other = persons.length > 1 ? [{ id: 'other-person', label: turn.phrase('id-card.other') }] : []
    return turn.offer([...lines, ask].join('\n'), [
      { id: 'use-card', label: turn.phrase('id-card.use') },
      ...other,
      refuse,
    ])
  }
  turn.offer([...lines, turn.phrase('id-card.whose')].join('\n'), [
    ...persons.map(({ id, label }) => ({ id: `person:${id}`, label })),
    refuse,
  ])
}

export function answerIdCard(turn: Turn, heard: Heard): Answer {
  const { draft } = turn.state
  if (!draft?.card) return 'unknown'
  const said = heard.choice === null ? turn.content.lexicon.yesOrNo(heard.text) : null
  if (heard.choice === 'refuse-card' || said === 'no') {
    settle(turn)
    turn.say('id-card.refused')
    advance(turn)
    return 'understood'
  }
  if (heard.choice?.startsWith('person:') || heard.choice === 'other-person') {
    const person = heard.choice === 'other-person' ? null : heard.choice.slice('person:'.length)
    turn.changeDraft((one) => (one.card ? { ...one, card: { ...one.card, person } } : one))
    askAboutCard(turn)
    return 'understood'
  }
  const person = personsOf(turn, draft).find(({ id }) => id === draft.card?.person)
  if (person && (heard.choice === 'use-card' || said === 'yes')) {
    fill(turn, draft.card.facts, person)
    settle(turn)
    turn.say('id-card.filled')
    advance(turn)
    return 'understood'
  }
  askAboutCard(turn)
  return 'refused'
}

// The address enters as the card has it, put right for merged provinces like any typed one.
function fill(turn: Turn, facts: CardFacts, person: Person): void {
  const parts: Record<PersonPart, string> = {
    name: facts.fullName,
    number: facts.number,
    'birth-day': facts.birthDay,
    sex: facts.sex === 'nam' ? 'Nam' : 'Nữ',
    address: facts.address,
  }
  const filled: Record<string, string> = {}
  for (const { step, part } of person.steps) {
    const { field } = step
    const typed = parts[part]
    if (field.type === 'choice') {
      const choice = meantChoice(field.choices ?? [], typed)
      if (choice) filled[step.id] = choice.id
      continue
    }
    const checked = checkField(field, typed, { now: turn.event.at, places: turn.content.places })
    if (checked.ok) filled[step.id] = checked.value
  }
  turn.changeDraft((one) => ({
    ...one,
    answers: { ...one.answers, ...filled },
    skipped: one.skipped.filter((id) => filled[id] === undefined),
  }))
}

// Confirmed or not, what the card said is forgotten, in the state and in the event that brought it.
function settle(turn: Turn): void {
  const eventId = turn.state.draft?.card?.eventId
  if (eventId) turn.order({ type: 'forget_event', eventId })
  turn.changeDraft(({ card: _, ...rest }) => rest)
}
