// Updates as Telegram makes them, for one person writing to the bot.

type Json = Record<string, unknown>

/** Ids above 32 bits, as new accounts have. */
export const personId = 7_512_345_678
const date = 1_795_000_000

export interface Speaker {
  readonly id?: number
  readonly language?: string
}

export function from({ id = personId, language = 'vi' }: Speaker = {}): Json {
  return {
    id,
    is_bot: false,
    first_name: 'Kín',
    last_name: 'Nguyễn',
    username: 'nguyen_van_kin',
    language_code: language,
  }
}

export function messageUpdate(updateId: number, messageId: number, content: Json, who: Speaker = {}): Json {
  const id = who.id ?? personId
  return {
    update_id: updateId,
    message: {
      message_id: messageId,
      from: from(who),
      chat: { id, first_name: 'Kín', type: 'private' },
      date,
      ...content,
    },
  }
}

export function groupUpdate(
  updateId: number,
  messageId: number,
  content: Json,
  group = -1_001_234_567_890,
): Json {
  return {
    update_id: updateId,
    message: {
      message_id: messageId,
      from: from(),
      chat: { id: group, title: 'Tổ dân phố 3', type: 'supergroup' },
      date,
      ...content,
    },
  }
}

export function tapUpdate(
  updateId: number,
  messageId: number,
  data: string,
  queryId: string,
  who: Speaker = {},
): Json {
  const id = who.id ?? personId
  return {
    update_id: updateId,
    callback_query: {
      id: queryId,
      from: from(who),
      message: { message_id: messageId, chat: { id, type: 'private' }, date, text: 'x' },
      chat_instance: '-3141592653589793238',
      data,
    },
  }
}

/** Three sizes of one photo, the largest last. */
export function photoOf({ fileId, sizeBytes }: { fileId: string; sizeBytes: number }): Json {
  const size = (name: string, width: number, bytes: number) => ({
    file_id: name,
    file_unique_id: `u-${name}`,
    width,
    height: Math.round(width * 1.33),
    file_size: bytes,
  })
  return {
    photo: [size(`${fileId}-s`, 90, 1_000), size(`${fileId}-m`, 320, 9_000), size(fileId, 1_280, sizeBytes)],
  }
}

export function documentOf(
  file: { fileId: string; sizeBytes: number },
  name: string,
  type = 'application/pdf',
): Json {
  return {
    document: {
      file_id: file.fileId,
      file_unique_id: `u-${file.fileId}`,
      file_name: name,
      mime_type: type,
      file_size: file.sizeBytes,
    },
  }
}

/** A command with the entity Telegram puts beside it. */
export function commandOf(text: string): Json {
  return { text, entities: [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length ?? 0 }] }
}
