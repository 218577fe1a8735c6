// One webhook request of any platform: read, committed, and only then acknowledged.
import type { Channel, Route } from './channel.ts'
import type { ChannelHost } from './host.ts'

/** A platform sends one update or a few; a megabyte is far more than any of them needs (security rule 27). */
const webhookBytes = 1024 * 1024

/** The route of a channel's webhook. When the updates could not be written the platform is told to come again (503). */
export function webhookRoute(
  path: string,
  channel: Pick<Channel, 'receive' | 'name'>,
  host: ChannelHost,
): Route {
  return {
    method: 'POST',
    path,
    rule: 'signature',
    bodyBytes: webhookBytes,
    async handle({ request }) {
      const { response, updates } = await channel.receive(request)
      try {
        await host.accept(updates)
      } catch (error) {
        host.log.warn({ channel: channel.name, error: (error as Error).name }, 'updates not written')
        return new Response(null, { status: 503, headers: { 'Retry-After': '5' } })
      }
      return response
    },
  }
}
