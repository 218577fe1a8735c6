// The connector for portals nobody may file on for another: the applicant gets the link and files it themselves.
import type { Connector } from '../connector.ts'

export function createHandoverConnector(): Connector {
  return {
    mode: 'handover',
    submit: async (dossier) => ({ type: 'handed-over', link: dossier.procedure.link }),
    // Nobody lets us look there; what happens next is told by the applicant.
    lookUp: async () => null,
  }
}
