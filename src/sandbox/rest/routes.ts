// The REST application: standing faults in front, endpoints behind.
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { bodyLimit } from 'hono/body-limit'
import type { Portal } from '../portal.ts'
import { catalogueEndpoints } from './catalogue-endpoints.ts'
import { dossierEndpoints } from './dossier-endpoints.ts'
import { type App, mount } from './endpoint.ts'
import { fileEndpoints } from './file-endpoints.ts'
import { paymentEndpoints } from './payment-endpoints.ts'

const largestBody = 32 * 1024 * 1024

const maintenancePage = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Bảo trì</title>
<h1>Hệ thống đang bảo trì</h1><p>Xin quay lại sau.</p></html>`

export function mountRest(app: App, base: string, portal: Portal): void {
  app.use(`${base}/*`, async (context, next) => {
    const { away, maintenance } = portal.faults.settings
    if (away) {
      context.env.incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    }
    if (maintenance) return context.html(maintenancePage)
    return next()
  })
  app.use(
    `${base}/*`,
    bodyLimit({ maxSize: largestBody, onError: () => new Response(null, { status: 413 }) }),
  )
  mount(app, base, portal, [
    ...catalogueEndpoints,
    ...dossierEndpoints,
    ...fileEndpoints,
    ...paymentEndpoints,
  ])
}
