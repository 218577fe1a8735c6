// What only Microsoft's channels do.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../../src/cli/content.ts'
import type { Reply } from '../../../src/engine/reply.ts'
import {
  activityAt,
  htmlCopy,
  type Json,
  joined,
  sms,
  teams,
  teamsGroup,
  web,
} from '../../support/bot-framework-activities.ts'
import { someMoment } from './moment.ts'
import { conversationAt, openChannel, text, useBotFramework } from './rig.ts'

const setting = useBotFramework()

describe('a person is greeted', () => {
  test('once, by whatever announces them first', async () => {
    await setting.bring('1', joined(teams))
    await setting.bring('2', { type: 'installationUpdate', action: 'add' })
    await setting.bring('3', joined(teams))
    expect(setting.events().map(({ type }) => type)).toEqual(['conversation_started'])
  })

  test('not at all when they have already spoken', async () => {
    await setting.bring('1', { text: 'xin chào' })
    await setting.bring('2', joined(teams))
    expect(setting.events()).toEqual([{ type: 'message_received', text: 'xin chào' }])
  })

  test('not in a group', async () => {
    for (const id of ['1', '2']) await setting.bring(id, joined(teamsGroup), teamsGroup)
    expect(setting.events()).toEqual([])
  })
})

describe('a message', () => {
  test('with the same id in another conversation is another message', async () => {
    await setting.bring('7', { text: 'một' })
    await setting.bring('7', { text: 'hai' }, web)
    await setting.bring('7', { text: 'một' })
    expect(setting.events()).toHaveLength(2)
  })

  test('without an id cannot be told from its repeat, and is refused', async () => {
    expect((await setting.bring('', { text: 'xin chào' })).status).toBe(400)
  })

  test('keeps every digit of an id that is a number', async () => {
    const long = { ...sms, conversation: { id: '9007199254740993' } }
    await setting.bring('1', { text: 'một' }, long)
    expect(setting.host.accepted[0]?.conversation).toBe('sms/9007199254740993')
  })

  test('names the bot no more once it is read', async () => {
    await setting.bring('1', {
      text: '<at>Một Cửa</at> làm khai sinh',
      entities: [{ type: 'mention', mentioned: { id: teams.bot }, text: '<at>Một Cửa</at>' }],
      attachments: [htmlCopy('<p><at>Một Cửa</at> làm khai sinh</p>')],
    })
    expect(setting.events()).toEqual([{ type: 'message_received', text: 'làm khai sinh' }])
  })

  test('is taken as the choice it carries: as an object, as text of one, and from a card’s action', async () => {
    await setting.bring('1', { text: '1. Có', value: { choice: 'r.1', number: 1 } })
    await setting.bring('2', { value: '{"choice":"r.2"}' })
    const answer = await setting.bring('3', {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { type: 'Action.Execute', data: { choice: 'r.3' } } },
    })
    expect(await answer.json()).toMatchObject({ statusCode: 200 })
    await setting.bring('4', { text: '3' })
    expect(setting.events().map((one) => ('choice' in one ? one.choice : null))).toEqual([
      'r.1',
      'r.2',
      'r.3',
      null,
    ])
  })
})

describe('an invoke', () => {
  test('of a card is one event, however often it comes', async () => {
    const invoke = {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { data: { choice: 'r.1' } } },
    }
    for (let tries = 0; tries < 3; tries += 1) expect((await setting.bring('1', invoke)).status).toBe(200)
    expect(setting.events()).toHaveLength(1)
  })

  test('nobody has asked for is answered as the SDK does', async () => {
    expect((await setting.bring('1', { type: 'invoke', name: 'composeExtension/query' })).status).toBe(501)
  })
})

describe('in a group', () => {
  const mention = { type: 'mention', mentioned: { id: teams.bot }, text: '<at>Một Cửa</at>' }

  test('only who speaks to the bot gets an answer', async () => {
    await setting.bring('1', { text: 'chuyện của chúng tôi' }, teamsGroup)
    await setting.bring(
      '2',
      { text: 'chào', entities: [{ ...mention, mentioned: { id: '29:x' } }] },
      teamsGroup,
    )
    expect(setting.events()).toEqual([])
  })

  test('files, choices and card actions are not heard: everyone reads along', async () => {
    const tap = { value: { choice: 'r.1' }, entities: [mention], text: '<at>Một Cửa</at>' }
    await setting.bring('1', tap, teamsGroup)
    const action = { action: { data: { choice: 'r.1' } } }
    await setting.bring('2', { type: 'invoke', name: 'adaptiveCard/action', value: action }, teamsGroup)
    await setting.bring('3', { type: 'event', name: 'webchat/join' }, teamsGroup)
    expect(setting.events()).toEqual([
      { type: 'group_message_received', link: expect.stringMatching(/^https:\/\/teams/) },
    ])
  })

  test('a chat of several people, and one whose kind is not told, are groups too', async () => {
    const said = { text: '052090007777' }
    for (const conversation of [{ id: '19:a', conversationType: 'groupChat' }, { id: '19:b' }]) {
      await setting.bring('1', said, { ...teams, conversation })
    }
    await setting.bring('2', said, { ...web, conversation: { id: 'w', isGroup: true } })
    expect(setting.events()).toEqual([])
  })
})

describe('what we say', () => {
  const choices = (count: number): Reply => ({
    type: 'choices',
    text: 'Chọn một việc:',
    choices: Array.from({ length: count }, (_, at) => ({
      ref: `r.${at}`,
      label: `Việc ${at}`,
      number: at + 1,
    })),
  })
  const known = (place: typeof teams) =>
    setting.server.push(activityAt(place, setting.server.serviceUrl, 'hello', { type: 'typing' }))

  test('goes where the last message came from, also after a restart', async () => {
    await setting.bring('1', { text: 'một' })
    const moved = `${setting.server.serviceUrl}./`
    const activity = activityAt(teams, moved, '2', { text: 'hai' })
    await setting.server.push(activity)
    const again = openChannel(setting.server, setting.host)
    await again.send({ conversation: conversationAt(teams), reply: text('Chào') }, 'k1')
    expect(setting.seen()).toMatchObject([
      { text: 'Chào', serviceUrl: moved, recipient: { id: teams.person } },
    ])
  })

  test('to a conversation nobody knows is refused for good', async () => {
    const reply = text('Chào')
    await expect(setting.channel.send({ conversation: 'msteams/a:x', reply }, 'k')).rejects.toMatchObject({
      code: 'rejected',
      retryable: false,
    })
  })

  test('offers choices on cards of six in Teams, as suggested actions in Web Chat, and in words elsewhere', async () => {
    for (const place of [web, sms]) await known(place)
    for (const place of [teams, web, sms]) await setting.say(choices(8), place)
    const [onTeams, onWeb, onSms] = setting.seen() as Json[]
    const cards = onTeams?.attachments as { content: { buttons: unknown[] } }[]
    expect(cards.map(({ content }) => content.buttons.length)).toEqual([6, 2])
    expect(onTeams?.suggestedActions).toBeUndefined()
    expect(onWeb).toMatchObject({ suggestedActions: { actions: { length: 8 } } })
    expect(onSms).toMatchObject({ text: expect.stringContaining('8. Việc 7') })
    expect(onSms?.suggestedActions ?? onSms?.attachments).toBeUndefined()
  })

  test('is announced by typing when it takes a moment, and not when the answer is quick', async () => {
    await setting.bring('1', { text: 'một' })
    await setting.say(text('Nhanh'))
    await setting.bring('2', { text: 'hai' })
    await someMoment(() => setting.server.typings.length > 0)
    expect(setting.server.typings).toHaveLength(1)
  })

  test('stays below 25 KB at its largest, and shows no card twice', async () => {
    await known(web)
    const { limitsFor } = setting.channel
    for (const place of [teams, web]) {
      const limits = limitsFor?.(conversationAt(place)) ?? setting.channel.limits
      const label = 'ữ'.repeat(limits.buttonLength)
      const all = Array.from({ length: limits.buttons }, (_, at) => ({
        ref: `a1b2c3d4e5f6.${at}`,
        label,
        number: at + 1,
      }))
      await setting.say({ type: 'choices', text: 'ệ'.repeat(limits.textLength), choices: all }, place)
    }
    expect(setting.seen()).toHaveLength(2)
    expect(setting.server.leaks).toEqual([])
  })
})

describe('when sending meets', () => {
  test.each([
    [413, 'invalid_message', false],
    [404, 'recipient_gone', false],
    [412, 'unavailable', true],
    [502, 'unavailable', true],
    [504, 'unavailable', true],
  ])('%i it is %s', async (status, code, retryable) => {
    setting.server.trouble(status)
    await expect(setting.say(text('Chào'))).rejects.toMatchObject({ code, retryable })
    // Nobody but the runtime tries again.
    expect(setting.server.routes.get('POST activity')).toBe(1)
  })

  test('a token that has ended, a new one is asked for and the message goes out', async () => {
    await setting.say(text('một'))
    setting.server.expireTokens()
    await setting.say(text('hai'))
    expect(setting.seen().map((one) => one.text)).toEqual(['một', 'hai'])
    expect(setting.server.routes.get('POST token')).toBe(2)
  })

  test('a login service that refuses us, or that nobody can read, the message waits for staff', async () => {
    for (const [answer, code] of [
      ['refused', 'unauthorized'],
      ['garbage', 'unexpected_response'],
    ] as const) {
      setting.server.settings.loginAnswer = answer
      await expect(setting.say(text('Chào'))).rejects.toMatchObject({ code, retryable: true })
    }
  })

  test('many at once, one token is asked for', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, at) => setting.say(text(`${at}`), teams, `k${at}`)))
    expect(setting.server.routes.get('POST token')).toBe(1)
  })
})

test('botbuilder is known to one file, which loads it when it is needed', () => {
  const folders = ['src', 'adapters'].map((name) => join(root, name))
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const knowing = files.filter(
    (file) => /\.tsx?$/.test(file) && /['"](botbuilder|botframework-)/.test(readFileSync(file, 'utf8')),
  )
  expect(knowing).toEqual([join(root, 'adapters', 'bot-framework', 'botbuilder.ts')])
  const text = readFileSync(knowing[0] ?? '', 'utf8')
  expect(text.match(/^import (?!type)[^;]*?'botbuilder'/m)).toBeNull()
})
