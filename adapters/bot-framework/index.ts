// The Bot Framework: Teams, and whatever else an Azure Bot is connected to. Answers are never held back for a turn: what comes in is written
// down and acknowledged, and what we say goes out by the reference of the conversation.
import { type ActivityLike, activitySchema } from '../../src/channel/activity/activity.ts'
import type { Channel, Received } from '../../src/channel/channel.ts'
import { ChannelError } from '../../src/channel/errors.ts'
import { parseExactJson } from '../../src/channel/exact-json.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { createTyping } from '../../src/channel/typing.ts'
import { webhookRoute } from '../../src/channel/webhook.ts'
import type { Reply } from '../../src/engine/reply.ts'
import { createBotbuilderPort } from './botbuilder.ts'
import { createMicrosoftClient } from './client.ts'
import { type BotFrameworkConfig, botFrameworkConfig } from './config.ts'
import { createConsents } from './consents.ts'
import { toChannelError } from './errors.ts'
import { type FileReference, type Held, holdInline, sourcesIn, withNames, withSizes } from './files.ts'
import { isGroup, readActivity } from './inbound.ts'
import { createKeys } from './keys.ts'
import { conversationOf, limitsOf, lineOf } from './lines.ts'
import { consentActivity, render } from './outbound.ts'
import { verify } from './proof.ts'
import { createReferences, type Reference, referenceOf } from './references.ts'
import { createTokens } from './tokens.ts'
import { createTrust } from './trust.ts'

export const botFrameworkPath = '/api/messages'
const nothingHeld: Held = new Map()
/** A file whose words went out is tried again for a day at most. */
const saidMs = 2 * 24 * 3_600_000

export function createBotFrameworkChannel(config: BotFrameworkConfig, host: ChannelHost): Channel {
  const checked = botFrameworkConfig.parse(config)
  const { appId } = checked
  const trust = createTrust(checked.loginRoot)
  const client = createMicrosoftClient(trust, host, createTokens(checked, host))
  const keys = createKeys(checked.openIdMetadata, host)
  const references = createReferences(host.values)
  const port = createBotbuilderPort(appId, client)
  const typing = createTyping((conversation) => inPassing(() => sendTo(conversation, { type: 'typing' })))
  const consents = createConsents({
    host,
    client,
    trust,
    talk: {
      send: sendTo,
      removeCard: (conversation, id) =>
        inPassing(async () => port.remove(await referenceFor(conversation), id)),
    },
  })

  // Manners, not duties: when it fails nobody is worse off, and nothing waits for it.
  function inPassing(run: () => Promise<unknown>): void {
    run().catch((error: unknown) => {
      host.log.info({ code: toChannelError(error).code }, '[bot-framework] a call in passing failed')
    })
  }

  async function referenceFor(conversation: string): Promise<Reference> {
    const reference = await references.find(conversation)
    if (reference) return reference
    throw new ChannelError('rejected', '[bot-framework] Không còn biết đường trả lời cuộc trò chuyện này.', {
      retryable: false,
    })
  }

  async function sendTo(conversation: string, activity: ActivityLike): Promise<string | undefined> {
    return port.send(await referenceFor(conversation), activity)
  }

  async function receive(request: Request): Promise<Received> {
    const answer = (status: number): Received => ({ response: new Response(null, { status }), updates: [] })
    const authorization = request.headers.get('authorization')
    if (authorization === null) return answer(401)
    const activity = readBody(await request.text())
    const reference = activity && referenceOf(activity)
    if (!reference) return answer(400)
    try {
      const verdict = await verify(authorization, reference, { keys, appId, now: host.now() })
      if (verdict.type !== 'good') {
        host.log.warn({ why: verdict.why }, '[bot-framework] a request nobody vouches for')
        return answer(verdict.type === 'misused' ? 403 : 401)
      }
      if (!trust.isConnector(reference.serviceUrl)) {
        const hostname = URL.parse(reference.serviceUrl)?.hostname ?? ''
        host.log.error({ hostname }, '[bot-framework] a signed request wants its answer at an unknown host')
        return answer(403)
      }
      return await take(activity, reference)
    } catch (error) {
      // Not read or not written, so not acknowledged.
      host.log.warn({ error: (error as Error).name }, '[bot-framework] an activity could not be taken')
      return answer(503)
    }
  }

  async function take(activity: ActivityLike, reference: Reference): Promise<Received> {
    const answer = (status: number, updates: Received['updates'] = []): Received => ({
      response: new Response(null, { status }),
      updates,
    })
    const conversation = conversationOf(reference.channelId, reference.conversation.id)
    const mayHold = activity.type === 'message' && !isGroup(activity)
    const held = mayHold ? await holdInline(activity, conversation, host) : nothingHeld
    const sourceOf = sourcesIn(conversation, held, trust, host)
    const reading = readActivity(withNames(activity), reference, sourceOf)
    if (reading.type === 'malformed') return answer(400)
    const speaks = reading.type === 'heard' && !reading.greets
    const { hadSpoken } = await references.keep(conversation, reference, speaks)
    switch (reading.type) {
      case 'left_alone':
        return answer(200)
      case 'invoke':
        // To anything we have not asked for, what the SDK answers too.
        if (reading.name !== 'fileConsent/invoke') return answer(501)
        await consents.answer(conversation, reading.value, activity.replyToId)
        return answer(200)
      case 'heard': {
        if (reading.greets && hadSpoken) return answer(200)
        const event = withSizes(reading.update.event, held)
        if (event.type !== 'group_message_received') typing.expect(conversation)
        const updates = [{ ...reading.update, event }]
        return activity.type === 'invoke' ? { response: cardAnswer(), updates } : answer(200, updates)
      }
    }
  }

  async function carry(
    conversation: string,
    { file, text }: Extract<Reply, { type: 'file' }>,
    key: string,
  ): Promise<string | undefined> {
    const opened = await host.openFile(conversation, file.fileId)
    if (!opened) {
      throw new ChannelError('rejected', '[bot-framework] Tệp cần gửi không còn nữa.', { retryable: false })
    }
    await sayOnce(conversation, text, key)
    const token = await consents.ask(conversation, file)
    const sizeBytes = opened.bytes.length
    return sendTo(conversation, consentActivity({ token, name: opened.name, sizeBytes }))
  }

  // When the card that follows is tried again, the words are not repeated.
  async function sayOnce(conversation: string, text: string, key: string): Promise<void> {
    if (!text || (await host.values.get(`said:${key}`)) !== null) return
    await sendTo(conversation, { type: 'message', text, textFormat: 'plain' })
    await host.values
      .set(`said:${key}`, true, { expiresAt: host.now() + saidMs })
      .catch((error: Error) =>
        host.log.warn({ error: error.name }, '[bot-framework] words may be said twice'),
      )
  }

  async function say(conversation: string, reply: Reply, key: string): Promise<string | undefined> {
    if (reply.type === 'file') return carry(conversation, reply, key)
    let id: string | undefined
    for (const activity of render(reply, lineOf(conversation))) id = await sendTo(conversation, activity)
    return id
  }

  const channel: Channel = {
    name: 'bot-framework',
    limits: limitsOf('teams'),
    limitsFor: (conversation) => limitsOf(lineOf(conversation)),
    receive,
    routes: () => [webhookRoute(botFrameworkPath, channel, host)],
    async start(signal) {
      signal.addEventListener('abort', stop, { once: true })
      await Promise.all([port.warm(), consents.resume()])
    },
    async send({ conversation, reply }, key) {
      typing.done(conversation)
      try {
        const messageId = await say(conversation, reply, key)
        return messageId === undefined ? {} : { messageId }
      } catch (error) {
        throw toChannelError(error)
      }
    },
    async fetchAttachment({ reference }) {
      const { url, as } = JSON.parse(reference) as FileReference
      try {
        return await client.fetchFile(url, as)
      } catch (error) {
        throw toChannelError(error)
      }
    },
  }

  function stop(): void {
    typing.stop()
    consents.stop()
  }
  return channel
}

function readBody(body: string): ActivityLike | null {
  try {
    const parsed = activitySchema.safeParse(parseExactJson(body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** What a card shows after its action; the answer itself comes as a message. */
function cardAnswer(): Response {
  return Response.json({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' })
}
