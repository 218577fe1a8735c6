// recall_dossier: ask for a dossier back that lies with staff. That it came back is told by its own filing order, which ends then.
import type { Effect } from '../../engine/effect.ts'
import type { Connector } from '../../portal/connector.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'

type Order = Extract<Effect, { type: 'recall_dossier' }>

export function recallDossier(parts: { connectorFor: (portal: string) => Connector | undefined }) {
  return async (order: Order, context: EffectContext): Promise<EffectResult> => {
    const { draftId, reference, portal } = order
    // A profile that no longer files through staff cannot give anything back: what happened to it only they know.
    const outcome = (await parts.connectorFor(portal)?.recall?.(reference)) ?? 'taken-up'
    if (outcome === 'recalled') return { type: 'done', outcomes: [] }
    const reason = outcome === 'answered' ? 'answered' : 'taken_up'
    return {
      type: 'done',
      outcomes: [context.outcome('asked', { type: 'recall_refused', draftId, reason })],
    }
  }
}
