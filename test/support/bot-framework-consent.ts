// The card by which Teams asks for a person's consent to a file, and what Teams sends when they press a button on it.
import type { Json } from './bot-framework-activities.ts'

interface ConsentCard {
  readonly name: string
  readonly content: {
    readonly description: string
    readonly acceptContext: unknown
    readonly declineContext: unknown
  }
}

export function consentOf(activity: Json): ConsentCard | undefined {
  const attachments = (activity.attachments ?? []) as (ConsentCard & { contentType: string })[]
  return attachments.find(
    ({ contentType }) => contentType === 'application/vnd.microsoft.teams.card.file.consent',
  )
}

export function consentIn(activity: Json): ConsentCard {
  const card = consentOf(activity)
  if (!card) throw new Error('no card that asks for a file')
  return card
}

export function consentAnswer(
  card: Json,
  answer: { action: 'accept' | 'decline'; id: string; cardId: string; serviceUrl: string; uploadUrl: string },
): Json {
  const { name, content } = consentIn(card)
  const accepts = answer.action === 'accept'
  const uploadInfo = {
    contentUrl: `https://contoso-my.sharepoint.com/personal/an/Documents/${encodeURIComponent(name)}`,
    name,
    uploadUrl: answer.uploadUrl,
    uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C8C',
    fileType: name.split('.').at(-1),
    etag: '123',
  }
  return {
    type: 'invoke',
    name: 'fileConsent/invoke',
    id: answer.id,
    channelId: 'msteams',
    serviceUrl: answer.serviceUrl,
    conversation: card.conversation,
    from: card.recipient,
    recipient: card.from,
    replyToId: answer.cardId,
    value: {
      type: 'fileUpload',
      action: answer.action,
      context: accepts ? content.acceptContext : content.declineContext,
      ...(accepts ? { uploadInfo } : {}),
    },
  }
}
