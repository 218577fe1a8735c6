// Routes an answer to the topic at hand, and lets any topic put its question again.
import type { Heard } from '../hear.ts'
import type { Turn } from '../turn.ts'
import { answerAssent, askAssent } from './assent.ts'
import { answerAttach, askForComponent } from './attach.ts'
import { answerCard, showCard } from './card.ts'
import { answerConfirmFor, askToAgree } from './confirm-for.ts'
import { answerConsent, askConsent } from './consent.ts'
import { answerDelivery, askDelivery } from './delivery.ts'
import { answerFind } from './find.ts'
import { answerFollow } from './follow.ts'
import { answerForm, askStep } from './form.ts'
import { answerHelp } from './help.ts'
import { answerIdCard, askAboutCard } from './id-card.ts'
import { answerLookUp, putFact } from './look-up.ts'
import { answerOwnPapers, showOwnPapers } from './own-papers.ts'
import { answerPortal, askPortal } from './portal.ts'
import { answerPrint, askPrint } from './print.ts'
import { answerRating, putRating } from './rating.ts'
import { answerReview, showReview } from './review.ts'
import { answerSupplement, askToSend } from './supplement.ts'
import { answerWelcome, showMenu } from './welcome.ts'
import { answerWithdraw, askReason } from './withdraw.ts'

/** `refused`: it was meant for the topic but is not usable, and the topic has said why. `unknown`: not for this topic. */
export type Answer = 'understood' | 'refused' | 'unknown'

export function answerTopic(turn: Turn, heard: Heard): Answer {
  const { topic } = turn.state
  switch (topic.type) {
    case 'welcome':
      return answerWelcome(turn, heard)
    case 'find':
      return answerFind(turn, heard)
    case 'card':
      return answerCard(turn, heard, topic.procedure)
    case 'portal':
      return answerPortal(turn, heard, topic.procedure)
    case 'consent':
      return answerConsent(turn, heard)
    case 'form':
      return answerForm(turn, heard, topic.step)
    case 'assent':
      return answerAssent(turn, heard, topic.field)
    case 'confirm-for':
      return answerConfirmFor(turn, heard, topic.code, topic.summary)
    case 'own-papers':
      return answerOwnPapers(turn, heard)
    case 'supplement':
      return answerSupplement(turn, heard)
    case 'withdraw':
      return answerWithdraw(turn, heard, topic.reference)
    case 'rating':
      return answerRating(turn, heard, topic.reference, topic.stars)
    case 'look-up':
      return answerLookUp(turn, heard, topic.code)
    case 'id-card':
      return answerIdCard(turn, heard)
    case 'print':
      return answerPrint(turn, heard)
    case 'attach':
      return answerAttach(turn, heard, topic.component)
    case 'delivery':
      return answerDelivery(turn, heard)
    case 'review':
      return answerReview(turn, heard)
    case 'submit':
    case 'follow':
      return answerFollow(turn, heard)
    case 'help':
      return answerHelp(turn, heard)
    case 'person':
      return 'unknown'
  }
}

/** Puts the question at hand again, after something else was said. Says nothing where no question is open. */
export function askAgain(turn: Turn): void {
  const { topic } = turn.state
  switch (topic.type) {
    case 'card':
      return showCard(turn, topic.procedure, 'short')
    case 'portal':
      return askPortal(turn, topic.procedure)
    case 'consent':
      return askConsent(turn)
    case 'form':
      return askStep(turn, topic.step)
    case 'assent':
      return askAssent(turn)
    case 'confirm-for':
      return askToAgree(turn, topic.summary)
    case 'own-papers':
      return showOwnPapers(turn)
    case 'supplement':
      return askToSend(turn)
    case 'withdraw':
      return askReason(turn)
    case 'rating':
      return putRating(turn, topic.stars)
    case 'look-up':
      return putFact(turn, topic.code)
    case 'id-card':
      return askAboutCard(turn)
    case 'print':
      return askPrint(turn)
    case 'attach':
      return askForComponent(turn, topic.component)
    case 'delivery':
      return askDelivery(turn)
    case 'review':
      return showReview(turn)
    case 'welcome':
    case 'find':
    case 'help':
    case 'person':
      return showMenu(turn)
    case 'submit':
    case 'follow':
      return
  }
}
