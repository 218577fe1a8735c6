// The sandbox of a demo takes every procedure that a guide lets people file, and has a part for each paper.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Guide } from '../../src/content/schema.ts'
import { createOutbound } from '../../src/outbound/outbound.ts'
import type { DossierPackage } from '../../src/portal/connector.ts'
import { OpencpsClient } from '../../src/portal/opencps/client.ts'
import { planFiling } from '../../src/portal/opencps/plan.ts'
import { demoAccount, demoGroup, restBase } from '../../src/sandbox/demo.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { makeHome } from '../support/program.ts'
import { silentLog } from './support.ts'

const { guides, portals } = snapshotOfFiles(defaultContentDirectory, { demo: true })
const fileable = [...guides.values()].filter(({ guide }) =>
  guide.offers.some(({ portal, level }) => level >= 3 && portals.get(portal)?.takesFilings),
)

const home = makeHome()
const outbound = createOutbound()
let sandbox: Sandbox
let client: OpencpsClient

beforeAll(async () => {
  sandbox = await startSandbox({ directory: home.directory, port: 0, log: silentLog })
  const account = { user: demoAccount.name, password: demoAccount.password, group: demoGroup }
  client = new OpencpsClient({ url: `${sandbox.url}${restBase}`, ...account }, outbound)
})
afterAll(async () => {
  outbound.close()
  await sandbox.close()
  home.remove()
})

test.each(fileable.map(({ slug, guide }) => [slug, guide] as const))('%s', async (_, guide) => {
  const dossier = wholeDossier(guide)
  const plan = await planFiling(client, dossier, new AbortController().signal)
  expect(plan.refusal).toBeNull()
  expect(plan.forms.length + plan.files.length).toBe(dossier.components.length)
})

// Every paper any case may need, at once.
function wholeDossier(guide: Guide): DossierPackage {
  const components = guide.components
    .filter(({ how }) => how === 'submit')
    .map(({ id, officialName, form }) => ({
      id,
      officialName,
      form,
      files: form
        ? []
        : [
            {
              reference: id,
              fileName: 'giay-to-1.jpg',
              displayName: 'Giấy tờ',
              mediaType: 'image/jpeg',
              sizeBytes: 1,
              read: async () => new Uint8Array(1),
            },
          ],
    }))
  return {
    reference: 'mce-covers',
    portal: 'quoc-gia',
    procedure: { code: guide.code ?? '', name: guide.name, link: '', agency: null, parts: {} },
    applicant: { name: '', idNumber: '', address: '', phone: '', email: '' },
    answers: [],
    components,
    delivery: 'counter',
  }
}
