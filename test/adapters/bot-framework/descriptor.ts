// The Bot Framework in the conformance suite: as Teams, and as Web Chat, which differ in nearly everything but the wire.
import type {
  ChannelDescriptor,
  FakePlatform,
  InboundSample,
  Rig,
  SeenMessage,
} from '../../conformance/descriptor.ts'
import type { ConformanceHost } from '../../conformance/host.ts'
import { applicantsWords } from '../../conformance/words.ts'
import {
  activityAt,
  app,
  htmlCopy,
  type Json,
  joined,
  type Place,
  teams,
  teamsFile,
  teamsGroup,
  web,
} from '../../support/bot-framework-activities.ts'
import { consentOf } from '../../support/bot-framework-consent.ts'
import {
  type BotFrameworkServer,
  rateWaitSeconds,
  type SeenActivity,
  startBotFrameworkServer,
} from '../../support/bot-framework-server.ts'
import { makePdf, makePhoto } from '../../support/papers.ts'
import { conversationAt, knock, openChannel } from './rig.ts'

const servers = new WeakMap<FakePlatform, BotFrameworkServer>()
const serverOf = (rig: Rig): BotFrameworkServer => servers.get(rig.platform) as BotFrameworkServer

const open =
  (place: Place) =>
  async (host: ConformanceHost): Promise<Rig> => {
    const server = await startBotFrameworkServer()
    const channel = openChannel(server, host)
    const platform: FakePlatform = {
      async seen(conversation) {
        await server.settled()
        await waitForFiles(server)
        return server.messages
          .filter((one) => conversation.endsWith(`/${one.conversation}`))
          .map((one) => asSeen(one, server))
      },
      fault: (fault) => server.trouble(fault),
      routes: () => server.routes,
      strangers: () => [...server.strangers, ...server.leaks],
    }
    servers.set(platform, server)
    await server.push(activityAt(place, server.serviceUrl, 'hello', { type: 'typing' }))
    return {
      channel,
      conversation: conversationAt(place),
      platform,
      secrets: server.secrets,
      async deliver(body, proof) {
        // What has no address of its own is vouched for all the same.
        const activity = asActivity(body) ?? { serviceUrl: server.serviceUrl }
        const spoiled = proof === 'wrong' ? ({ key: 'stranger' } as const) : {}
        return knock(channel, body, proof === 'missing' ? null : await server.sign(activity, spoiled))
      },
      close: server.close,
    }
  }

function asActivity(body: string): Json | null {
  try {
    const read = JSON.parse(body) as Json | null
    return read?.serviceUrl ? read : null
  } catch {
    return null
  }
}

// What a person agreed to comes a moment later: until then the question stands in its place.
async function waitForFiles({ settings, messages }: BotFrameworkServer): Promise<void> {
  const until = Date.now() + 10_000
  const waits = () => messages.some(({ activity }) => consentOf(activity))
  while (waits() && settings.consents && Date.now() < until) await new Promise((r) => setTimeout(r, 5))
}

function asSeen({ id, activity }: SeenActivity, server: BotFrameworkServer): SeenMessage {
  const attachments = (activity.attachments ?? []) as { contentType: string; name: string; content: Json }[]
  const shown = attachments.find(({ contentType }) => contentType.endsWith('teams.card.file.info'))
  const file = shown && server.files.find(({ name }) => name === shown.name)
  return {
    id,
    text: String(activity.text ?? ''),
    buttons: buttonsOf(activity, attachments),
    ...(file ? { file } : {}),
  }
}

interface Button {
  readonly title: string
  readonly value: unknown
}

function buttonsOf({ suggestedActions }: Json, attachments: readonly { content: Json }[]) {
  const suggested = (suggestedActions as { actions?: Button[] } | undefined)?.actions ?? []
  const onCards = attachments.flatMap(({ content }) => (content?.buttons ?? []) as Button[])
  return [...suggested, ...onCards].map(({ title, value }) => ({ label: title, data: JSON.stringify(value) }))
}

const received = { type: 'message_received' } as const
const at =
  (place: Place) =>
  (event: InboundSample['event'], content: (server: BotFrameworkServer) => Json): InboundSample => ({
    event,
    bodies: (id, rig) => [activityAt(place, serverOf(rig).serviceUrl, id, content(serverOf(rig)))],
  })

const photo = makePhoto('một')
const paper = makePdf('hai')
const paperName = 'Giấy chứng sinh (bản chính).pdf'
const expectedPhoto = { name: 'ảnh.jpg', sizeBytes: 0, bytes: photo }
const expectedPaper = { name: paperName, sizeBytes: 0, bytes: paper }

const inTeams = at(teams)
const inWeb = at(web)
const unread = (
  sample: typeof inWeb,
  kind: 'voice' | 'video' | 'location' | 'contact' | 'other',
  content: Json,
) => sample({ ...received, unread: kind }, () => content)
const attached = (...contentTypes: string[]): Json => ({
  attachments: contentTypes.map((contentType) => ({
    contentType,
    contentUrl: 'https://x.example/1',
    content: '',
  })),
})
const inlinePhoto = (server: BotFrameworkServer) => ({
  contentType: 'image/*',
  contentUrl: server.addFile(photo, true),
})
const pickedPaper = (server: BotFrameworkServer) => teamsFile(paperName, server.addFile(paper))
const storedPhoto = (server: BotFrameworkServer) => ({
  contentType: 'image/jpeg',
  contentUrl: server.addFile(photo),
})
const storedPaper = (server: BotFrameworkServer) => ({
  contentType: 'application/pdf',
  contentUrl: server.addFile(paper),
  name: paperName,
})
const noSize = {
  skip: 'nobody says how large a file is: it is counted while it comes, and refused past the limit',
}
const noStickers = { skip: 'a sticker comes as a picture like any other' }
const repeats = {
  skip: 'the connector takes no idempotency key: after a crash in the middle of a send the message may show twice',
}

export const botFrameworkTeams: ChannelDescriptor = {
  name: 'bot-framework',
  label: 'bot-framework, Teams',
  open: open(teams),
  inbound: {
    started: inTeams({ type: 'conversation_started', language: 'vi' }, () => joined(teams)),
    deep_link: { skip: 'a link to a chat in Teams carries no payload' },
    text: inTeams({ ...received, text: applicantsWords }, () => ({
      text: applicantsWords,
      textFormat: 'plain',
      attachments: [htmlCopy(`<p>${applicantsWords}</p>`)],
    })),
    photo: {
      ...inTeams(received, (server) => ({ attachments: [inlinePhoto(server), htmlCopy('<p><img></p>')] })),
      files: [expectedPhoto],
    },
    document: {
      ...inTeams(received, (server) => ({ attachments: [pickedPaper(server)] })),
      files: [expectedPaper],
    },
    caption: {
      ...inTeams({ ...received, text: 'Giấy của bé đây ạ' }, (server) => ({
        text: 'Giấy của bé đây ạ',
        attachments: [pickedPaper(server), htmlCopy('<p>Giấy của bé đây ạ</p>')],
      })),
      files: [expectedPaper],
    },
    several_files: {
      ...inTeams(received, (server) => ({ attachments: [inlinePhoto(server), pickedPaper(server)] })),
      files: [expectedPhoto, expectedPaper],
    },
    large_file: noSize,
    sticker: noStickers,
    voice: unread(inTeams, 'voice', attached('audio/mp4')),
    video: unread(inTeams, 'video', attached('video/mp4')),
    location: unread(inTeams, 'location', { entities: [{ type: 'GeoCoordinates' }] }),
    contact: unread(inTeams, 'contact', attached('text/vcard')),
    other: unread(inTeams, 'other', attached('application/vnd.microsoft.card.adaptive')),
    group: {
      ...at(teamsGroup)(
        {
          type: 'group_message_received',
          link: `https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(`28:${app.appId}`)}`,
        },
        () => ({
          text: '<at>Một Cửa</at> cho hỏi',
          entities: [{ type: 'mention', mentioned: { id: teams.bot }, text: '<at>Một Cửa</at>' }],
        }),
      ),
      conversation: conversationAt(teamsGroup),
    },
  },
  outbound: {
    say_text: true,
    say_long_text: true,
    choices: (id, button, _, rig) =>
      activityAt(teams, serverOf(rig).serviceUrl, id, { text: button.label, value: JSON.parse(button.data) }),
    card: true,
    file: true,
    gone_file: true,
    file_long_text: true,
    same_key: repeats,
  },
  faults: {
    rate_limited: { retryAfterMs: rateWaitSeconds * 1_000 },
    server_error: {},
    time_out: {},
    garbage: {},
    blocked: {},
    unauthorized: {},
    refused: {},
  },
  guards: {
    bad_signature: true,
    malformed: true,
    unknown_kind: (id, rig) => unknown(teams, id, rig),
    own_message: (id, rig) => own(teams, id, rig),
    repeat: true,
    full_disk: true,
    one_way_out: true,
  },
}

export const botFrameworkWeb: ChannelDescriptor = {
  ...botFrameworkTeams,
  label: 'bot-framework, Web Chat',
  open: open(web),
  inbound: {
    started: inWeb({ type: 'conversation_started', language: 'vi' }, () => joined(web)),
    deep_link: inWeb({ type: 'conversation_started', start: 'dang-ky-khai-sinh', language: 'vi' }, () => ({
      type: 'event',
      name: 'webchat/join',
      value: { start: 'dang-ky-khai-sinh' },
    })),
    text: inWeb({ ...received, text: applicantsWords }, () => ({ text: applicantsWords })),
    photo: {
      ...inWeb(received, (server) => ({ attachments: [storedPhoto(server)] })),
      files: [expectedPhoto],
    },
    document: {
      ...inWeb(received, (server) => ({ attachments: [storedPaper(server)] })),
      files: [expectedPaper],
    },
    caption: {
      ...inWeb({ ...received, text: 'đây ạ' }, (server) => ({
        text: 'đây ạ',
        attachments: [storedPhoto(server)],
      })),
      files: [expectedPhoto],
    },
    several_files: {
      ...inWeb(received, (server) => ({ attachments: [storedPhoto(server), storedPaper(server)] })),
      files: [expectedPhoto, expectedPaper],
    },
    large_file: noSize,
    sticker: noStickers,
    voice: unread(inWeb, 'voice', attached('audio/webm')),
    video: unread(inWeb, 'video', attached('video/webm')),
    location: unread(inWeb, 'location', { entities: [{ type: 'Place' }] }),
    contact: unread(inWeb, 'contact', attached('text/x-vcard')),
    other: unread(inWeb, 'other', { value: { somebody: 'else' } }),
    group: { skip: 'a page belongs to one person; there are no groups' },
  },
  outbound: {
    ...botFrameworkTeams.outbound,
    choices: (id, button, _, rig) =>
      activityAt(web, serverOf(rig).serviceUrl, id, { text: button.label, value: JSON.parse(button.data) }),
    file: { skip: 'what Direct Line takes as a file is not written down anywhere: files go out as links' },
    gone_file: {
      skip: 'what Direct Line takes as a file is not written down anywhere: files go out as links',
    },
    file_long_text: {
      skip: 'what Direct Line takes as a file is not written down anywhere: files go out as links',
    },
  },
  guards: {
    ...botFrameworkTeams.guards,
    unknown_kind: (id, rig) => unknown(web, id, rig),
    own_message: (id, rig) => own(web, id, rig),
  },
  usedElsewhere: {
    'GET inline image': 'only of Teams: the descriptor beside this one',
    'PUT upload': 'only of Teams: the descriptor beside this one',
    'DELETE activity': 'only of Teams: the descriptor beside this one',
  },
}

function unknown(place: Place, id: string, rig: Rig): Json[] {
  const { serviceUrl } = serverOf(rig)
  const kinds: Json[] = [
    { type: 'typing' },
    { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] },
    { type: 'messageUpdate', text: 'sửa lại' },
    { type: 'messageDelete' },
    { type: 'endOfConversation' },
    { type: 'installationUpdate', action: 'remove' },
    { type: 'conversationUpdate', membersRemoved: [{ id: place.person }] },
    { type: 'conversationUpdate', membersAdded: [{ id: place.bot }] },
    { type: 'event', name: 'of/next-year', value: 1 },
    { type: 'kindOfNextYear', text: 'x' },
    { type: 'message' },
    { type: 'message', attachments: [htmlCopy('<p></p>')] },
  ]
  return kinds.map((kind, nth) => activityAt(place, serviceUrl, `${id}-${nth}`, kind))
}

function own(place: Place, id: string, rig: Rig): Json[] {
  const { serviceUrl } = serverOf(rig)
  return [
    activityAt(place, serviceUrl, `${id}-1`, { text: 'Chào anh/chị', from: { id: place.bot } }),
    activityAt(place, serviceUrl, `${id}-2`, { text: 'Chào anh/chị', from: { id: 'x', role: 'bot' } }),
  ]
}
