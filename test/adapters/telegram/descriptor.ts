// Telegram in the conformance suite, by webhook and by polling, against the fake Bot API server.
import { setTimeout as wait } from 'node:timers/promises'
import { createTelegramChannel, telegramPath } from '../../../adapters/telegram/index.ts'
import type { ChannelDescriptor, Rig } from '../../conformance/descriptor.ts'
import type { ConformanceHost } from '../../conformance/host.ts'
import { startTelegramServer, type TelegramServer } from '../../support/telegram-server.ts'
import { personId } from '../../support/telegram-updates.ts'
import {
  ownUpdates,
  telegramFaults,
  telegramInbound,
  telegramPlatform,
  telegramTap,
  unknownUpdates,
} from './samples.ts'

const secret = 'Bi-mat_cua-webhook'

async function openWebhook(host: ConformanceHost): Promise<Rig> {
  const server = await startTelegramServer()
  const url = `https://motcua.example${telegramPath}`
  const channel = createTelegramChannel(
    { token: server.token, apiRoot: server.root, webhook: { url, secret }, albumSettleMs: 50 },
    host,
  )
  const route = channel.routes?.()[0]
  const stop = new AbortController()
  await channel.start?.(stop.signal)
  return {
    ...rigOf(server, host, channel),
    secrets: [server.token, secret],
    async deliver(body, proof) {
      const headers = { 'X-Telegram-Bot-Api-Secret-Token': proof === 'good' ? secret : 'Bi-mat-khac' }
      const request = new Request(url, { method: 'POST', body, headers: proof === 'missing' ? {} : headers })
      return (
        (await route?.handle({ request, parameters: {}, address: '127.0.0.1' })) ??
        new Response(null, { status: 404 })
      )
    },
    async close() {
      stop.abort()
      await server.close()
    },
  }
}

async function openPolling(host: ConformanceHost): Promise<Rig> {
  const server = await startTelegramServer()
  const channel = createTelegramChannel(
    { token: server.token, apiRoot: server.root, webhook: null, albumSettleMs: 50, pollSeconds: 0.1 },
    host,
  )
  const stop = new AbortController()
  const running = channel.start?.(stop.signal)
  return {
    ...rigOf(server, host, channel),
    secrets: [server.token],
    async deliver(body) {
      server.push(JSON.parse(body))
      const confirmed = server.settled().then(() => 200)
      const status = await Promise.race([confirmed, wait(400, 503)])
      return new Response(null, { status })
    },
    async close() {
      stop.abort()
      await server.close()
      await running
    },
  }
}

function rigOf(server: TelegramServer, host: ConformanceHost, channel: Rig['channel']) {
  return { channel, conversation: String(personId), platform: telegramPlatform(server), server, host }
}

export const telegram: ChannelDescriptor = {
  name: 'telegram',
  open: openWebhook,
  inbound: telegramInbound,
  outbound: {
    say_text: true,
    say_long_text: true,
    choices: telegramTap,
    card: true,
    file: true,
    gone_file: true,
    file_long_text: true,
    same_key: {
      skip: 'the Bot API takes no idempotency key: after a crash in the middle of a send the message may show twice',
    },
  },
  faults: telegramFaults,
  guards: {
    bad_signature: true,
    malformed: true,
    unknown_kind: unknownUpdates,
    own_message: ownUpdates,
    repeat: true,
    full_disk: true,
    one_way_out: true,
  },
  usedElsewhere: {
    getUpdates: 'the same suite over polling',
    deleteWebhook: 'the same suite over polling',
    sendChatAction: 'quirks.test.ts',
  },
}

const fetchedByUs = {
  skip: 'nothing comes in by itself when polling: updates are fetched from Telegram with the token',
}

export const telegramPolling: ChannelDescriptor = {
  ...telegram,
  label: 'telegram, polling',
  open: openPolling,
  guards: { ...telegram.guards, bad_signature: fetchedByUs, malformed: fetchedByUs },
  usedElsewhere: { setWebhook: 'quirks.test.ts', sendChatAction: 'quirks.test.ts' },
}
