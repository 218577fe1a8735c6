// Two conversations of one person joined by a one-time code: each learns of the other's dossiers, and news goes to both.
import { createHash, randomInt } from 'node:crypto'
import type { Effect } from '../../engine/effect.ts'
import type { Arrival, Store } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>

/** Both phones are at hand: ten minutes are plenty. */
const lifeMs = 10 * 60_000
const hourMs = 3_600_000
const mostWrong = 5
/** Web, Zalo, Telegram, Teams, and a spare; more is somebody else's phone. */
const mostJoined = 5
const room = 'join'

export interface Address {
  readonly channel: string
  readonly conversation: string
}

const codeKey = (code: string) => `code:${createHash('sha256').update(code).digest('base64url')}`
const lineOf = ({ channel, conversation }: Address) => `joined:${channel}/${conversation}`

/** Conversations that get the news of this one too. */
export async function joinedTo(store: Store, address: Address, now: number): Promise<readonly Address[]> {
  return ((await store.values.get(room, lineOf(address), now)) as readonly Address[] | null) ?? []
}

export function joining(parts: { store: Store; now: () => number }) {
  const { store, now } = parts
  const { values } = store

  async function make(_: Of<'make_join_code'>, context: EffectContext): Promise<EffectResult> {
    const { channel, conversation } = context.row
    const code = String(randomInt(100_000_000)).padStart(8, '0')
    if (!(await values.setIfAbsent(room, codeKey(code), { channel, conversation }, now() + lifeMs, now())))
      throw new Error('[join] code is taken')
    return { type: 'done', outcomes: [context.outcome('made', { type: 'join_code_ready', code })] }
  }

  async function join({ code }: Of<'join_by_code'>, context: EffectContext): Promise<EffectResult> {
    const here: Address = { channel: context.row.channel, conversation: context.row.conversation }
    const counter = `wrong:${here.channel}/${here.conversation}`
    const wrong = ((await values.get(room, counter, now())) as number | null) ?? 0
    const refuse = (reason: 'no_match' | 'too_many'): EffectResult => ({
      type: 'done',
      outcomes: [context.outcome('joined', { type: 'join_refused', reason })],
    })
    if (wrong >= mostWrong) return refuse('too_many')
    const there = (await values.get(room, codeKey(code), now())) as Address | null
    if (!there || lineOf(there) === lineOf(here)) {
      await values.set(room, counter, wrong + 1, now() + hourMs)
      return refuse('no_match')
    }
    await remember(here, there)
    await remember(there, here)
    const tell = async (to: Address, about: Address, name: string): Promise<Arrival> => {
      const known = await store.conversations.find(about.channel, about.conversation)
      const event = { type: 'conversation_joined', dossiers: known?.state?.dossiers ?? [] } as const
      return { ...context.outcome(name, event), ...to }
    }
    return {
      type: 'done',
      outcomes: [await tell(here, there, 'joined'), await tell(there, here, 'joined-there')],
      // After both have heard: until then the same order, tried again after a crash, must find the code.
      afterwards: () => values.delete(room, codeKey(code)),
    }
  }

  async function remember(one: Address, other: Address): Promise<void> {
    const known = await joinedTo(store, one, now())
    if (known.some((address) => lineOf(address) === lineOf(other))) return
    await values.set(room, lineOf(one), [other, ...known].slice(0, mostJoined), null)
  }

  return { make_join_code: make, join_by_code: join }
}
