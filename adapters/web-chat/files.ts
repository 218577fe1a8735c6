// Files of ours in the chat. Stored activities name them; whoever reads an activity gets an address that opens for half an hour.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { RouteRequest } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { refuse } from './answers.ts'
import type { CheckedConfig } from './config.ts'
import type { Door } from './door.ts'
import { tokenSeconds } from './tokens.ts'

export interface Files {
  /** The activity as a reader gets it now. */
  show(conversation: string, activity: unknown): unknown
  /** The file behind such an address, or behind the same path with a bearer token. */
  open(call: RouteRequest): Promise<Response>
}

const withFiles = z.looseObject({
  attachments: z.array(z.looseObject({ contentUrl: z.string().regex(/^file:[\w-]{1,128}$/) })).min(1),
})

export function createFiles(config: CheckedConfig, host: ChannelHost, door: Door): Files {
  const sign = (conversation: string, fileId: string, expires: number) =>
    createHmac('sha256', config.tokenSecret)
      .update(`file\n${conversation}\n${fileId}\n${expires}`)
      .digest('base64url')

  function addressOf(conversation: string, fileId: string): string {
    const expires = Math.floor(host.now() / 1000) + tokenSeconds
    const path = `/v3/directline/conversations/${encodeURIComponent(conversation)}/files/${fileId}`
    return `${config.publicUrl ?? ''}${path}?t=${expires}.${sign(conversation, fileId, expires)}`
  }

  function ticketOpens(conversation: string, fileId: string, ticket: string): boolean {
    const [, expires = '', given = ''] = /^(\d{1,12})\.([\w-]{43})$/.exec(ticket) ?? []
    if (Number(expires) * 1000 <= host.now()) return false
    const expected = Buffer.from(sign(conversation, fileId, Number(expires)))
    const actual = Buffer.from(given)
    return actual.length === expected.length && timingSafeEqual(actual, expected)
  }

  return {
    show(conversation, activity) {
      const parsed = withFiles.safeParse(activity)
      if (!parsed.success) return activity
      const attachments = parsed.data.attachments.map((attachment) => ({
        ...attachment,
        contentUrl: addressOf(conversation, attachment.contentUrl.slice('file:'.length)),
      }))
      return { ...parsed.data, attachments }
    },

    async open({ request, parameters }) {
      const conversation = parameters.id ?? ''
      const fileId = parameters.file ?? ''
      const ticket = new URL(request.url).searchParams.get('t')
      if (ticket === null || !ticketOpens(conversation, fileId, ticket)) {
        const claims = await door.admit(request)
        if (claims instanceof Response) return claims
      }
      const file = await host.openFile(conversation, fileId)
      return file ? fileAnswer(file) : refuse('not_found')
    },
  }
}

// Never shown as a page of ours: what somebody sent in might otherwise run here (security rule 18).
function fileAnswer({
  name,
  mediaType,
  bytes,
}: {
  name: string
  mediaType: string
  bytes: Uint8Array
}): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'Content-Type': mediaType,
      'Content-Length': String(bytes.length),
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cache-Control': 'private, no-store',
    },
  })
}
