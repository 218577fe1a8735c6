// Activities as Microsoft's channels send them, after the documentation's samples; people and ids are made up.

export type Json = Readonly<Record<string, unknown>>

export const app = {
  appId: '2d8a4c1e-6b7f-4f0d-9a3b-5c1e7d9f2a44',
  appPassword: 'Kx8~bi.mat-cua-bot_7Qz',
  tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
}

/** A person's end of one channel: everything an activity repeats about where it comes from. */
export interface Place {
  readonly channelId: string
  readonly conversation: Json & { readonly id: string }
  readonly person: string
  readonly bot: string
}

export const teams: Place = {
  channelId: 'msteams',
  conversation: {
    id: 'a:1pL6i0oY3C0K8oAj8mQUYnJ9hXvC-xK5j6wZcVb3N0',
    conversationType: 'personal',
    tenantId: app.tenantId,
  },
  person: '29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85g',
  bot: `28:${app.appId}`,
}

export const teamsGroup: Place = {
  ...teams,
  conversation: {
    id: '19:7f0e3b8a2c@thread.tacv2;messageid=1668000000001',
    conversationType: 'channel',
    isGroup: true,
    tenantId: app.tenantId,
  },
}

export const web: Place = {
  channelId: 'webchat',
  conversation: { id: '5kQm0vXz1rT8LhJ2-as' },
  person: 'dl_9f8e7d6c5b4a39281706',
  bot: 'motcua-xa@x7Yk',
}

export const sms: Place = {
  channelId: 'sms',
  conversation: { id: '84900000001-84900000002' },
  person: '84900000001',
  bot: '84900000002',
}

export function activityAt(place: Place, serviceUrl: string, id: string, content: Json): Json {
  return {
    type: 'message',
    id,
    timestamp: '2026-11-22T03:00:00.0000000Z',
    serviceUrl,
    channelId: place.channelId,
    from: { id: place.person, name: 'Nguyễn Văn Kín', aadObjectId: '0c3b5b9e-1111-4222-8333-444455556666' },
    conversation: place.conversation,
    recipient: { id: place.bot, name: 'Một Cửa' },
    locale: 'vi-VN',
    ...content,
  }
}

export const joined = (place: Place): Json => ({
  type: 'conversationUpdate',
  membersAdded: [{ id: place.bot }, { id: place.person }],
})

/** A file picked in Teams: it lies in the sender's OneDrive by now. */
export function teamsFile(name: string, downloadUrl: string): Json {
  return {
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    contentUrl: `https://contoso-my.sharepoint.com/personal/an/Documents/${encodeURIComponent(name)}`,
    name,
    content: {
      downloadUrl,
      uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C9D',
      fileType: name.split('.').at(-1),
      etag: '123',
    },
  }
}

/** Teams repeats the text as HTML beside it. */
export const htmlCopy = (html: string): Json => ({ contentType: 'text/html', content: html })
