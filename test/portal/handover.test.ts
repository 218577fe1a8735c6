// Where nobody may file for another, the applicant gets the link to the very procedure.
import { expect, it } from 'vitest'
import { createHandoverConnector } from '../../src/portal/handover/index.ts'
import { birthDossier, openJournal, signal } from './support.ts'

it('hands the link over and never claims to have filed', async () => {
  const connector = createHandoverConnector()
  expect(await connector.submit(birthDossier(), openJournal(), signal)).toEqual({
    type: 'handed-over',
    link: 'https://portal.example/1.001193',
  })
  expect(await connector.lookUp({ portalId: null, reference: 'mc-k1' }, signal)).toBeNull()
})
