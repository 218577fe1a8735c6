// The WebSocket stream: tickets, frames as activities are stored, keep-alive, typing.
import { createHash } from 'node:crypto'
import type { RouteRequest, Socket, SocketHandler } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { refuse } from './answers.ts'
import type { CheckedConfig } from './config.ts'
import type { Files } from './files.ts'
import { callerOf, socketBase } from './origins.ts'
import { assistant } from './outbound.ts'
import { tokenSeconds } from './tokens.ts'

const ticketMs = 60_000
// Proxies close what is silent for 30 to 60 s. The same beat looks for activities a notice was lost for.
const keepAliveMs = 15_000
// Tabs of one browser; more is a page gone wrong.
const mostSockets = 8
// Fifty messages fill any screen several times over and stay far below what one frame may weigh.
const batch = 50

interface Ticket {
  readonly conversation: string
  readonly watermark: number
}

export interface Streams {
  /** An address to connect to once, within 60 seconds. */
  address(request: Request, conversation: string, watermark: number): Promise<string>
  open(request: RouteRequest): Promise<SocketHandler | Response>
  /** Shows the typing sign on pages connected to this process. */
  typing(conversation: string): void
  close(conversation: string): void
}

export function createStreams(
  config: CheckedConfig,
  host: ChannelHost,
  files: Files,
  hasEnded: (conversation: string) => Promise<boolean>,
): Streams {
  const open = new Map<string, Set<Socket>>()

  return {
    async address(request, conversation, watermark) {
      const value = host.randomToken(32)
      const ticket: Ticket = { conversation, watermark }
      await host.values.set(ticketKey(value), ticket, { expiresAt: host.now() + ticketMs })
      const path = `/v3/directline/conversations/${encodeURIComponent(conversation)}/stream`
      return `${socketBase(request, config)}${path}?t=${value}`
    },

    async open({ request, parameters }) {
      if (callerOf(request, config) === 'foreign') return refuse('origin_not_allowed')
      const value = new URL(request.url).searchParams.get('t')
      // Taken, not read: the second of two callers with the same address gets nothing.
      const ticket = value ? await host.values.take<Ticket>(ticketKey(value)) : null
      if (ticket === null || ticket.conversation !== parameters.id) return refuse('ticket_used')
      if (await hasEnded(ticket.conversation)) return refuse('conversation_ended')
      if ((open.get(ticket.conversation)?.size ?? 0) >= mostSockets) return refuse('too_many_sockets')
      return follow(ticket)
    },

    typing(conversation) {
      const frame = JSON.stringify({
        activities: [{ type: 'typing', from: assistant, conversation: { id: conversation } }],
      })
      for (const socket of open.get(conversation) ?? []) void socket.send(frame)
    },

    close(conversation) {
      for (const socket of open.get(conversation) ?? []) socket.close(1000, 'conversation ended')
    },
  }

  function follow({ conversation, watermark }: Ticket): SocketHandler {
    let stop = () => {}
    return {
      opened(socket) {
        const sockets = open.get(conversation) ?? new Set()
        open.set(conversation, sockets.add(socket))
        const push = pushAfter(host, files, socket, conversation, watermark)
        const unwatch = host.activities.watch(conversation, push)
        const beat = setInterval(() => {
          void socket.send('')
          push()
        }, keepAliveMs)
        // The right to read lasts as long as a token; a page comes back with a fresh one.
        const end = setTimeout(() => socket.close(1000, 'token expired'), tokenSeconds * 1000)
        beat.unref()
        end.unref()
        stop = () => {
          unwatch()
          clearInterval(beat)
          clearTimeout(end)
          sockets.delete(socket)
          if (sockets.size === 0) open.delete(conversation)
        }
        push()
      },
      closed: () => stop(),
    }
  }
}

/** Sends what is stored after the watermark, one batch at a time, each only when the one before has left. */
function pushAfter(
  host: ChannelHost,
  files: Files,
  socket: Socket,
  conversation: string,
  start: number,
): () => void {
  let watermark = start
  let running = false
  let again = false
  async function run(): Promise<void> {
    running = true
    try {
      while (again) {
        again = false
        const stored = await host.activities.after(conversation, watermark, batch)
        const last = stored.at(-1)
        if (last === undefined) continue
        const activities = stored.map(({ activity }) => files.show(conversation, activity))
        if (!(await socket.send(JSON.stringify({ activities, watermark: String(last.sequence) })))) return
        watermark = last.sequence
        again ||= stored.length === batch
      }
    } finally {
      // In the same tick as the last look at `again`, so that no notice falls between the two.
      running = false
    }
  }
  return () => {
    again = true
    if (running) return
    run().catch((error: unknown) => {
      host.log.warn(
        { error: error instanceof Error ? error.name : 'unknown' },
        '[web-chat] stream read failed',
      )
      socket.close(1011, 'try again')
    })
  }
}

const ticketKey = (value: string) => `ticket:${createHash('sha256').update(value).digest('base64url')}`
