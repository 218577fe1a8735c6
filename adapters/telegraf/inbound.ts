// Whose an update is: the host's, or the assistant's while a person is in it. What is the host's is not touched.
import type { ChannelHost } from '../../src/channel/host.ts'
import { commandIn, wordOf } from '../../src/channel/telegram/commands.ts'
import { buttonPrefix } from '../../src/channel/telegram/read-update.ts'
import type { TelegramUpdate } from '../../src/channel/telegram/update.ts'
import type { CheckedMountConfig } from './config.ts'

export type Whose =
  | { readonly type: 'host' }
  /** Ours, as our own line should read it. */
  | {
      readonly type: 'ours'
      readonly update: TelegramUpdate
      readonly chat: string
      readonly enters: boolean
    }
  | { readonly type: 'leaves'; readonly chat: string }

/** Pure. `inside`: whether this person is in the assistant now. */
export function whoseIs(update: TelegramUpdate, inside: boolean, { entry, exit }: CheckedMountConfig): Whose {
  const { message, callback_query: callback } = update
  if (callback) {
    const chat = callback.message?.chat
    // Buttons without our mark are the host's, whoever is inside.
    if (!callback.data?.startsWith(buttonPrefix) || (chat && chat.type !== 'private')) return { type: 'host' }
    return { type: 'ours', update, chat: chat?.id ?? callback.from.id, enters: true }
  }
  if (message?.chat.type !== 'private') return { type: 'host' }
  const chat = message.chat.id
  const command = commandIn(message.text ?? '')
  const start = command ? startBy(command, entry) : null
  if (start !== null) {
    return {
      type: 'ours',
      update: { ...update, message: { ...message, text: `/start ${start}` } },
      chat,
      enters: true,
    }
  }
  if (!inside) return { type: 'host' }
  if (command?.name === exit) return { type: 'leaves', chat }
  // The host's own commands go on working for people who are in the assistant.
  if (command && wordOf(command.name) === null) return { type: 'host' }
  return { type: 'ours', update, chat, enters: false }
}

/** The start payload when this command opens the assistant, which may be empty. */
function startBy({ name, rest }: { name: string; rest: string }, entry: string): string | null {
  if (name === entry) return rest
  if (name !== 'start') return null
  if (rest === entry) return ''
  return rest.startsWith(`${entry}_`) ? rest.slice(entry.length + 1) : null
}

export interface Insiders {
  has(chat: string): Promise<boolean>
  /** Resolves when it is on disk: the next word must not go to the host. */
  enter(chat: string): Promise<void>
  leave(chat: string): Promise<void>
}

export function createInsiders({ values, now }: ChannelHost, idleMs: number): Insiders {
  const keyOf = (chat: string) => `inside:${chat}`
  const enter = (chat: string) =>
    values.set(keyOf(chat), { until: now() + idleMs }, { expiresAt: now() + idleMs })
  return {
    async has(chat) {
      const row = await values.get<{ until: number }>(keyOf(chat))
      // Prolonged now and then, not at every word: each is a write.
      if (row && row.until - now() < idleMs / 2) await enter(chat)
      return row !== null
    },
    enter,
    leave: (chat) => values.delete(keyOf(chat)),
  }
}
