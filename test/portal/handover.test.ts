// Where nobody may file for another, the applicant gets the link to the very procedure.
import { expect, it } from 'vitest'
import { createHandoverConnector } from '../../src/portal/handover/index.ts'
import { birthDossier, failureOf, openJournal, signal } from './support.ts'

it('hands the link over and never claims to have filed', async () => {
  const connector = createHandoverConnector({ linkFor: ({ code }) => `https://portal.example/${code}` })
  expect(await connector.submit(birthDossier(), openJournal(), signal)).toEqual({
    type: 'handed-over',
    link: 'https://portal.example/1.001193',
  })
  expect(await connector.lookUp({ portalId: null, reference: 'mc-k1' }, signal)).toBeNull()
})

it('a procedure without a link is our set-up to mend', async () => {
  const connector = createHandoverConnector({ linkFor: () => null })
  const error = await failureOf(connector.submit(birthDossier(), openJournal(), signal))
  expect(error).toMatchObject({ code: 'config', retryable: false })
})
