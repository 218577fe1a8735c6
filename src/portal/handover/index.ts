// The connector for portals nobody may file on for another: the applicant gets the link and files it themselves.
import { type Connector, type DossierPackage, PortalError } from '../connector.ts'

export interface HandoverConfig {
  /** The address of the very procedure on its portal; null when the guide knows none. */
  linkFor(procedure: DossierPackage['procedure'], portal: string): string | null
}

export function createHandoverConnector(config: HandoverConfig): Connector {
  return {
    mode: 'handover',
    async submit(dossier) {
      const link = config.linkFor(dossier.procedure, dossier.portal)
      if (!link) {
        throw new PortalError('config', `[handover] no link for ${dossier.procedure.code}`, {
          retryable: false,
        })
      }
      return { type: 'handed-over', link }
    },
    // Nobody lets us look there; what happens next is told by the applicant.
    async lookUp() {
      return null
    },
  }
}
