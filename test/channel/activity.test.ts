import { describe, expect, test } from 'vitest'
import { activitySchema } from '../../src/channel/activity/activity.ts'
import { fromActivity, type SourceOf } from '../../src/channel/activity/from-activity.ts'
import { mentionsUs, textWithoutMentions } from '../../src/channel/activity/mentions.ts'
import { toActivities } from '../../src/channel/activity/to-activities.ts'
import type { OutgoingFile } from '../../src/engine/reply.ts'

const anySource: SourceOf = (attachment) => ({ type: 'remote', reference: attachment.contentUrl ?? '' })
const read = (activity: unknown, sourceOf = anySource) =>
  fromActivity(activitySchema.parse(activity), sourceOf)

describe('an incoming activity', () => {
  test('that is a place, a contact card or a card of somebody is owed an answer', () => {
    const unread = (activity: object) =>
      (read({ type: 'message', ...activity }) as { unread?: string }).unread
    expect(unread({ entities: [{ type: 'GeoCoordinates', latitude: 13.8 }] })).toBe('location')
    expect(unread({ attachments: [{ contentType: 'text/vcard', content: 'BEGIN:VCARD' }] })).toBe('contact')
    expect(unread({ attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }] })).toBe(
      'other',
    )
    expect(
      read({ type: 'message', attachments: [{ contentType: 'text/html', content: '<p></p>' }] }),
    ).toBeNull()
  })

  test('keeps typed text exactly, spaces and decomposed letters included', () => {
    const text = ' vợ tôi mới sinh con '.normalize('NFD')
    expect(read({ type: 'message', text })).toEqual({ type: 'message_received', text })
  })

  test('is a choice when its value carries our reference, and then its label is not typed text', () => {
    const choice = { type: 'message_received', choice: 'r7' }
    expect(read({ type: 'message', text: 'Nộp hồ sơ', value: { choice: 'r7', number: 1 } })).toEqual(choice)
    expect(read({ type: 'message', value: '{"choice":"r7"}' })).toEqual(choice)
  })

  test('is not a choice when the value is of someone else', () => {
    const unread = { type: 'message_received', unread: 'other' }
    for (const value of [{ action: 'pay' }, '{"choice":', { choice: 7 }, { choice: 'x'.repeat(129) }]) {
      expect(read({ type: 'message', value })).toEqual(unread)
    }
    expect(read({ type: 'message', text: '1', value: { action: 'pay' } })).toEqual({
      type: 'message_received',
      text: '1',
    })
  })

  test('brings attachments from where the adapter says they are, names as plain text', () => {
    const activity = {
      type: 'message',
      attachments: [{ contentType: 'image/jpeg', contentUrl: 'upload:u1', name: 'ảnh.jpg' }],
    }
    expect(read(activity, () => ({ type: 'held', uploadId: 'u1' }))).toEqual({
      type: 'message_received',
      attachments: [{ source: { type: 'held', uploadId: 'u1' }, name: 'ảnh.jpg', sizeBytes: 0 }],
    })
  })

  test('says that something was not read when no attachment may be taken', () => {
    const activity = {
      type: 'message',
      attachments: [{ contentType: 'image/png', contentUrl: 'http://10.0.0.1/' }],
    }
    expect(read(activity, () => null)).toEqual({ type: 'message_received', unread: 'other' })
  })

  test('names voice and video, and ignores the html copy that Teams adds', () => {
    expect(read({ type: 'message', attachments: [{ contentType: 'audio/ogg' }] })).toEqual({
      type: 'message_received',
      unread: 'voice',
    })
    expect(read({ type: 'message', text: 'chào', attachments: [{ contentType: 'text/html' }] })).toEqual({
      type: 'message_received',
      text: 'chào',
    })
  })

  test('starts a conversation when a person joins, not when the assistant itself does', () => {
    const joined = (id: string) => ({
      type: 'conversationUpdate',
      recipient: { id: 'bot' },
      membersAdded: [{ id }],
      locale: 'vi-VN',
    })
    expect(read(joined('dl_1'))).toEqual({ type: 'conversation_started', language: 'vi' })
    expect(read(joined('bot'))).toBeNull()
  })

  test('carries the payload of a deep link', () => {
    expect(read({ type: 'event', name: 'start', value: 'khai-sinh' })).toEqual({
      type: 'conversation_started',
      start: 'khai-sinh',
    })
  })

  test('of an unknown kind, or empty, is left alone', () => {
    for (const activity of [
      { type: 'messageReaction' },
      { type: 'typing' },
      { type: 'message', text: '  ' },
      { type: 'x' },
    ]) {
      expect(read(activity)).toBeNull()
    }
  })

  test('with more than twenty files is refused as a whole', () => {
    const attachments = Array.from({ length: 21 }, () => ({ contentType: 'image/png' }))
    expect(activitySchema.safeParse({ type: 'message', attachments }).success).toBe(false)
  })
})

describe('a reply', () => {
  const attach = ({ fileId, name, mediaType }: OutgoingFile) => ({
    contentType: mediaType,
    contentUrl: `held:${fileId}`,
    name,
  })
  const choices = [
    { ref: 'n.1', label: 'Đăng ký khai sinh', number: 1 },
    { ref: 'n.2', label: 'Khác', number: 2 },
  ]

  test('of text is one plain message', () => {
    expect(toActivities({ type: 'text', text: 'Xin chào' }, { attach })).toEqual([
      { type: 'message', text: 'Xin chào', textFormat: 'plain' },
    ])
  })

  test('with choices offers numbered actions whose value is read back as the same reference', () => {
    const [activity] = toActivities({ type: 'choices', text: 'Chọn một:', choices }, { attach })
    const actions = activity?.suggestedActions?.actions ?? []
    expect(actions.map((action) => action.title)).toEqual(['1. Đăng ký khai sinh', '2. Khác'])
    expect(read({ type: 'message', text: actions[1]?.text, value: actions[1]?.value })).toEqual({
      type: 'message_received',
      choice: 'n.2',
    })
  })

  test('writes the choices into the text where a host shows no buttons', () => {
    const [activity] = toActivities(
      { type: 'choices', text: 'Chọn một:', choices },
      { attach, choices: 'text' },
    )
    expect(activity?.text).toBe('Chọn một:\n\n1. Đăng ký khai sinh\n2. Khác')
    expect(activity?.suggestedActions).toBeUndefined()
  })

  test('puts the choices on hero cards, six on each, where a host shows no suggested actions', () => {
    const many = Array.from({ length: 8 }, (_, at) => ({
      ref: `n.${at}`,
      label: `Việc ${at}`,
      number: at + 1,
    }))
    const [activity] = toActivities(
      { type: 'choices', text: 'Chọn một:', choices: many },
      { attach, choices: 'cards' },
    )
    const buttons = (activity?.attachments ?? []).map(
      ({ content }) => (content as { buttons: { title: string; value: object }[] }).buttons,
    )
    expect(buttons.map((one) => one.length)).toEqual([6, 2])
    expect(buttons[1]?.[1]).toMatchObject({ title: '8. Việc 7', value: { choice: 'n.7', number: 8 } })
    expect(activity?.text).toBe('Chọn một:')
  })

  test('shows a number alone where the label is the number', () => {
    const [activity] = toActivities(
      { type: 'choices', text: '1. Dài', choices: [{ ref: 'n', label: '1', number: 1 }] },
      { attach },
    )
    expect(activity?.suggestedActions?.actions[0]?.title).toBe('1')
  })

  test('of a file stands with its words, shown as the host shows files', () => {
    const file = { fileId: 'f1', name: 'to-khai.pdf', mediaType: 'application/pdf', sizeBytes: 9 }
    const reply = { type: 'file', file, text: 'Tờ khai đây ạ', linkSentence: '{link}' } as const
    expect(toActivities(reply, { attach })).toEqual([
      {
        type: 'message',
        text: 'Tờ khai đây ạ',
        textFormat: 'plain',
        attachments: [{ contentType: 'application/pdf', contentUrl: 'held:f1', name: 'to-khai.pdf' }],
      },
    ])
  })

  test('that is a card says everything in words, and again as data', () => {
    const lines = [{ label: 'Lệ phí', text: 'Miễn phí' }]
    const card = { title: 'Đăng ký khai sinh', lines, note: 'Kiểm tra ngày 20/11/2026' }
    const [activity] = toActivities({ type: 'card', ...card, choices: [] }, { attach })
    expect(activity?.text).toBe('Đăng ký khai sinh\n\nLệ phí: Miễn phí\n\nKiểm tra ngày 20/11/2026')
    expect(activity?.channelData).toEqual({ card })
    expect(activity?.suggestedActions).toBeUndefined()
  })
})

describe('mentions', () => {
  const bot = { id: '28:bot', name: 'Một Cửa' }
  const spoken = (text: string, ...entities: object[]) =>
    activitySchema.parse({ type: 'message', text, recipient: bot, entities })
  const ofBot = { type: 'mention', mentioned: bot, text: '<at>Một Cửa</at>' }

  test('of the bot are taken out, those of others keep their names', () => {
    const other = { type: 'mention', mentioned: { id: '29:a' }, text: '<at>Lan</at>' }
    const activity = spoken('<at>Một Cửa</at> hỏi giúp <at>Lan</at> nhé', ofBot, other)
    expect(textWithoutMentions(activity)).toBe('hỏi giúp Lan nhé')
    expect(mentionsUs(activity)).toBe(true)
    expect(mentionsUs(spoken('<at>Lan</at> ơi', other))).toBe(false)
  })

  test('without an entity of the bot nobody is spoken to, whatever the words look like', () => {
    expect(mentionsUs(spoken('<at>Một Cửa</at>'))).toBe(false)
    expect(mentionsUs(activitySchema.parse({ type: 'message', entities: [{ type: 'mention' }] }))).toBe(false)
  })
})
