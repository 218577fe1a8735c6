// The switches for tests: GET shows them, PUT replaces them, DELETE clears them.
import { faultsSchema } from './faults.ts'
import type { Portal } from './portal.ts'
import type { App } from './rest/endpoint.ts'

export function mountControl(app: App, portal: Portal): void {
  app.get('/control/faults', (context) => context.json(portal.faults.settings))
  app.put('/control/faults', async (context) => {
    const parsed = faultsSchema.safeParse(await context.req.json().catch(() => null))
    if (!parsed.success) {
      const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      return context.json({ error: 'bad faults', issues }, 400)
    }
    portal.faults.set(parsed.data)
    return context.json(portal.faults.settings)
  })
  app.delete('/control/faults', (context) => {
    portal.faults.set(faultsSchema.parse({}))
    return context.json(portal.faults.settings)
  })
}
