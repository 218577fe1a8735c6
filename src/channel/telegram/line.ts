// A line to Telegram over any port: what updates mean to us, and how replies and files travel. Both adapters are thin around this.
import type { Reply } from '../../engine/reply.ts'
import type { AttachmentRef, ChannelName, OutgoingMessage, Sent, Update } from '../channel.ts'
import { ChannelError } from '../errors.ts'
import type { ChannelHost } from '../host.ts'
import { createTyping } from '../typing.ts'
import { createAlbums } from './albums.ts'
import { captionLength, telegramLimits } from './limits.ts'
import { type TelegramPort, TelegramRefusal, toChannelError } from './port.ts'
import { type Identity, isInGroup, type Reading, readUpdate } from './read-update.ts'
import { message, render } from './render.ts'
import type { TelegramUpdate } from './update.ts'

export interface TelegramLine {
  /**
   * What is to be committed for this update. Parts of an album are committed here, and come later as one. Rejects when
   * something could not be written: then the update must not be acknowledged.
   */
  take(update: TelegramUpdate): Promise<readonly Update[]>
  send(message: OutgoingMessage, key: string): Promise<Sent>
  fetchAttachment(ref: AttachmentRef & { type: 'remote' }): Promise<Blob>
  /** Who we are; asked for once, then known. */
  identity(): Promise<Identity>
  /** Finishes what an earlier process left. */
  resume(): Promise<void>
  stop(): void
}

export interface LineParts {
  readonly name: ChannelName
  readonly host: ChannelHost
  readonly port: TelegramPort
  /** How long an album may go on without a new part. One second is what other bots found enough. */
  readonly albumSettleMs?: number
}

export function createTelegramLine({ name, host, port, albumSettleMs = 1_000 }: LineParts): TelegramLine {
  const albums = createAlbums(host, albumSettleMs)
  const typing = createTyping((chat) => inPassing('sendChatAction', { chat_id: chat, action: 'typing' }))
  let known: Identity | null = null

  // Manners, not duties: when it fails nobody is worse off, and nothing waits for it.
  function inPassing(method: string, payload: Record<string, unknown>): void {
    port.call(method, payload).catch((error: unknown) => {
      const code = error instanceof TelegramRefusal ? error.errorCode : null
      host.log.info({ method, code }, `[${name}] a small call failed`)
    })
  }

  async function identity(): Promise<Identity> {
    if (known) return known
    const me = (await port.call('getMe', {})) as { id?: unknown; username?: unknown }
    known = { id: String(me.id), username: String(me.username) }
    return known
  }

  /** Our buttons are good once: a tap takes them away, and stops the little clock on the button. */
  function spend({ queryId, messageId, conversation }: Extract<Reading, { type: 'tap' }>): void {
    inPassing('answerCallbackQuery', { callback_query_id: queryId })
    if (messageId === null) return
    inPassing('editMessageReplyMarkup', {
      chat_id: conversation,
      message_id: Number(messageId),
      reply_markup: { inline_keyboard: [] },
    })
  }

  async function call(method: string, payload: Readonly<Record<string, unknown>>): Promise<Sent> {
    const sent = (await port.call(method, payload)) as { message_id?: unknown } | null
    return sent?.message_id === undefined ? {} : { messageId: String(sent.message_id) }
  }

  async function sayIn(chat: string, { conversation, reply }: OutgoingMessage): Promise<Sent> {
    if (reply.type === 'file') return carry(chat, conversation, reply)
    const { payload, plain } = render(reply, chat)
    try {
      return await call('sendMessage', payload)
    } catch (error) {
      // Whatever it disliked about the markup, the words can still go out.
      if (plain && error instanceof TelegramRefusal && error.errorCode === 400 && !error.migrateTo) {
        host.log.warn({}, `[${name}] a card went out without its markup`)
        return call('sendMessage', plain)
      }
      throw error
    }
  }

  async function carry(
    chat: string,
    conversation: string,
    reply: Extract<Reply, { type: 'file' }>,
  ): Promise<Sent> {
    const opened = await host.openFile(conversation, reply.file.fileId)
    if (!opened) {
      throw new ChannelError('rejected', `[${name}] Tệp cần gửi không còn nữa.`, { retryable: false })
    }
    const fits = reply.text.length <= captionLength
    if (!fits) await call('sendMessage', message(chat, reply.text))
    return call('sendDocument', {
      chat_id: chat,
      document: port.file(opened.bytes, opened.name.replace(/["\r\n]/g, '')),
      ...(fits && reply.text ? { caption: reply.text } : {}),
    })
  }

  return {
    identity,
    resume: albums.resume,
    stop() {
      albums.stop()
      typing.stop()
    },

    async take(update) {
      // Our name matters only in a group; elsewhere nothing waits for Telegram to tell it.
      const me = isInGroup(update) ? await identity() : (known ?? { id: '', username: '' })
      const reading = readUpdate(update, me)
      switch (reading.type) {
        case 'left_alone':
          return []
        case 'part': {
          const { conversation, album, messageId, content } = reading
          await albums.add(conversation, album, { updateId: update.update_id, messageId, content })
          return []
        }
        case 'tap':
          spend(reading)
      }
      const { conversation, event } = reading
      await albums.settle(conversation)
      if (event.type !== 'group_message_received') typing.expect(conversation)
      return [{ updateId: update.update_id, conversation, event }]
    },

    async send(outgoing) {
      typing.done(outgoing.conversation)
      try {
        try {
          return await sayIn(outgoing.conversation, outgoing)
        } catch (error) {
          // A group that became a supergroup has a new id.
          if (!(error instanceof TelegramRefusal) || error.migrateTo === undefined) throw error
          return await sayIn(error.migrateTo, outgoing)
        }
      } catch (error) {
        throw toChannelError(name, error)
      }
    },

    async fetchAttachment({ reference }) {
      try {
        const file = (await port.call('getFile', { file_id: reference })) as {
          file_path?: unknown
          file_size?: unknown
        }
        const size = Number(file.file_size ?? 0)
        const path = typeof file.file_path === 'string' ? file.file_path : ''
        // A local Bot API server answers with a path on its own disk, which is not ours to read.
        if (size > telegramLimits.fileBytes || !isPath(path)) {
          throw new ChannelError('rejected', `[${name}] Tệp này không tải về được từ Telegram.`, {
            retryable: false,
          })
        }
        const response = await host.fetch(await port.fileUrl(path), { signal: AbortSignal.timeout(60_000) })
        if (!response.ok) throw new TelegramRefusal('file', response.status >= 500 ? response.status : null)
        return await response.blob()
      } catch (error) {
        throw toChannelError(name, error)
      }
    },
  }
}

const isPath = (path: string): boolean => /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.includes('..')
