// look_up_dossier: a dossier filed in another conversation, told only to who knows a second fact of it. Wrong facts are counted.
import type { Effect } from '../../engine/effect.ts'
import type { Store } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'

type Order = Extract<Effect, { type: 'look_up_dossier' }>

/** Wrong tries an hour, of one conversation (security rule 22). */
const mostWrong = 5
const hourMs = 3_600_000
/** Whose values count the tries. */
const room = 'look-up'

export function lookUpDossier(parts: { store: Store; now: () => number }) {
  const { store, now } = parts
  return async (order: Order, context: EffectContext): Promise<EffectResult> => {
    const { code } = order
    const { channel, conversation } = context.row
    const end = (event: Parameters<EffectContext['outcome']>[1]): EffectResult => ({
      type: 'done',
      outcomes: [context.outcome('looked', event)],
    })
    const counter = `${channel}/${conversation}`
    const wrong = ((await store.values.get(room, counter, now())) as number | null) ?? 0
    if (wrong >= mostWrong) return end({ type: 'dossier_not_found', code, reason: 'too_many' })
    const found = await find(order)
    if (found) return end({ type: 'dossier_found', code, ...found })
    await store.values.set(room, counter, wrong + 1, now() + hourMs)
    return end({ type: 'dossier_not_found', code, reason: 'no_match' })
  }

  async function find({ code, fact }: Order) {
    const filed = await store.submissions.findByCode(code)
    const owner =
      filed && (await store.conversations.find(filed.conversation.channel, filed.conversation.conversation))
    const dossier = owner?.state?.dossiers.find((one) => one.code?.toUpperCase() === code)
    if (!dossier?.report) return null
    const facts = Object.values(dossier.answers ?? {})
    const wanted = fact.replace(/^\+84/, '0')
    if (!facts.some((value) => value === wanted)) return null
    const { procedure, revision, portal, report } = dossier
    return { procedure, revision, portal, report }
  }
}
