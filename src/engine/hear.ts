// Decides what an applicant's message is: a choice, a command, a file, an answer to the question at hand, or a new question.

import { findAnswer } from '../find/answer.ts'
import { fold } from '../find/normalise.ts'
import type { Event } from './event.ts'
import { answerAspect, answerFaq } from './topics/aspect.ts'
import { receiveAttachments } from './topics/attach-received.ts'
import { isCommand, runCommand } from './topics/command.ts'
import { confirmationCodeIn, openConfirmation } from './topics/confirm-for.ts'
import { search } from './topics/find.ts'
import { actOn, dossierCodeIn, showDossierByCode } from './topics/follow.ts'
import { editByName } from './topics/form-edit.ts'
import { joinByCode, joinCodeIn } from './topics/join.ts'
import { askAboutOddCode } from './topics/own-filing.ts'
import { offerPerson } from './topics/person.ts'
import { repeatLastConfirmation } from './topics/submit.ts'
import { answerTopic, askAgain } from './topics/topics.ts'
import { greet } from './topics/welcome.ts'
import type { Turn } from './turn.ts'

type Message = Extract<Event, { type: 'message_received' }>

/** What a topic gets to see of a message. */
export interface Heard {
  /** The id of the choice meant, by button, number or wording. */
  readonly choice: string | null
  readonly text: string
}

/** Longer texts are a pasted document or a mistake; nothing here needs more. */
const longestText = 4_000

export function hear(turn: Turn, message: Message): void {
  if (message.attachments && message.attachments.length > 0) {
    return receiveAttachments(turn, message.attachments, message.text ?? '')
  }
  if (message.unread) {
    turn.say(`unread.${message.unread}`)
    return askAgain(turn)
  }
  const text = (message.text ?? '').normalize('NFC').trim()
  const { offered } = turn.state
  if (message.choice !== undefined) {
    const choice = choiceByReference(turn, message.choice)
    if (choice === null) return staleChoice(turn)
    return take(turn, { choice, text })
  }
  if (text.length === 0) return askAgain(turn)
  if (text.length > longestText) {
    turn.say('text.too-long', { limit: longestText, length: text.length })
    return askAgain(turn)
  }
  const typed = offered ? choiceByWords(offered.choices, text) : null
  take(turn, { choice: typed, text })
}

function take(turn: Turn, heard: Heard): void {
  const { content } = turn
  const command = heard.choice === null ? content.lexicon.command(heard.text) : heard.choice
  const greeting = heard.choice === null && isGreeting(heard.text)
  if (greeting && turn.state.draft === null) return greet(turn, { type: 'conversation_started' })
  if (command !== null && isCommand(command)) {
    turn.change({ misunderstood: 0 })
    return runCommand(turn, command)
  }
  const confirmation = heard.choice === null ? confirmationCodeIn(heard.text) : null
  if (confirmation) return openConfirmation(turn, confirmation)
  const joining = heard.choice === null ? joinCodeIn(heard.text) : null
  if (joining) return joinByCode(turn, joining)
  const code = heard.choice === null ? dossierCodeIn(heard.text) : null
  if (code) return showDossierByCode(turn, code)
  if (heard.choice === null && askAboutOddCode(turn, heard.text)) return
  // News comes at any step and brings its own buttons: "send the papers here", "I have paid".
  const [verb = '', ...rest] = (heard.choice ?? '').split(':')
  if (rest.length > 0 && actOn(turn, verb, rest.join(':'))) return turn.change({ misunderstood: 0 })
  if (heard.choice === null && editByName(turn, heard.text)) return
  if (heard.choice === null && asksSomethingElse(turn, heard.text)) return answerQuestion(turn, heard.text)

  const answer = answerTopic(turn, heard)
  if (answer === 'understood') return turn.change({ misunderstood: 0 })
  if (answer === 'refused') {
    turn.change({ misunderstood: turn.state.misunderstood + 1 })
    if (turn.state.misunderstood >= 3) offerPerson(turn)
    return
  }
  if (answerFaq(turn, heard.text)) {
    askAgain(turn)
    return turn.change({ misunderstood: 0 })
  }
  if (search(turn, heard.text)) return turn.change({ misunderstood: 0 })
  turn.change({ misunderstood: turn.state.misunderstood + 1 })
  if (turn.state.misunderstood >= 2) return offerPerson(turn)
  turn.say('text.not-understood')
  askAgain(turn)
}

// "phí bao nhiêu" in the middle of a form is a question about the procedure, not somebody's name.
function asksSomethingElse(turn: Turn, text: string): boolean {
  const { topic } = turn.state
  const aspect = turn.content.lexicon.aspect(text)
  // A guide's own question may use any words; only a question mark tells it from an answer to a form.
  if (!aspect) return text.trimEnd().endsWith('?') && (topic.type === 'card' || turn.state.draft !== null)
  if (topic.type === 'form') return aspect.rest === '' || text.trimEnd().endsWith('?')
  if (topic.type !== 'card' && turn.state.draft === null) return false
  return aspect.rest === '' || !(namesProcedure(turn, aspect.rest) || asksForArticle(turn, text))
}

/** A question that scores less against every procedure names none: it is about the one at hand. */
const leastToName = 0.33

function namesProcedure(turn: Turn, text: string): boolean {
  const best = findAnswer(turn.content.index, text).results[0]
  return best !== undefined && best.score >= leastToName
}

/** "mức độ 3 là gì" is an article's own question, not one about the procedure at hand. */
const nearArticle = 0.6

function asksForArticle(turn: Turn, text: string): boolean {
  const { kind, results } = findAnswer(turn.content.index, text)
  return kind === 'help' && (results[0]?.score ?? 0) >= nearArticle
}

function answerQuestion(turn: Turn, text: string): void {
  const aspect = turn.content.lexicon.aspect(text)
  // A question that has its own answer in the guide is more than the part of the guide it touches.
  if (answerFaq(turn, text)) return askAgain(turn)
  if (aspect && answerAspect(turn, aspect.name)) return askAgain(turn)
  if (search(turn, text)) return
  turn.say('text.not-understood')
  askAgain(turn)
}

function choiceByReference(turn: Turn, reference: string): string | null {
  const { offered } = turn.state
  const [nonce, number] = reference.split('.')
  if (!offered || nonce !== offered.nonce) return null
  return offered.choices[Number(number) - 1]?.id ?? null
}

function choiceByWords(choices: readonly { id: string; label: string }[], text: string): string | null {
  const number = /^(?:(?:chọn|chon|số|so|câu|cau)\s*)?(\d{1,2})[.)]?$/i.exec(text)?.[1]
  if (number) return choices[Number(number) - 1]?.id ?? null
  const folded = fold(text)
  return folded === '' ? null : (choices.find(({ label }) => fold(label) === folded)?.id ?? null)
}

function staleChoice(turn: Turn): void {
  if (repeatLastConfirmation(turn)) return
  turn.say('choice.stale')
  askAgain(turn)
}

function isGreeting(text: string): boolean {
  return /^(xin )?(chao|hello|hi|alo|start|bat dau)( (ban|em|anh|chi|ad|admin|bot))?$/.test(fold(text))
}
