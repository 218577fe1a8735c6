// createOpencpsConnector(config, outbound): a dossier into a processing system that speaks OpenCPS REST v2.
import type { Outbound } from '../../outbound/outbound.ts'
import type { Connector } from '../connector.ts'
import { type OpencpsAccess, OpencpsClient } from './client.ts'
import { lookUpDossier } from './look-up.ts'
import { submitDossier } from './submit.ts'

export interface OpencpsConfig extends OpencpsAccess {
  readonly actions?: readonly string[]
  readonly checksFileSize?: boolean
}

export function createOpencpsConnector(config: OpencpsConfig, outbound: Outbound): Connector {
  const client = new OpencpsClient({ ...config, url: config.url.replace(/\/+$/, '') }, outbound)
  const settings = {
    actions: config.actions ?? ['1300', '1100'],
    checksFileSize: config.checksFileSize ?? true,
  }
  return {
    mode: 'opencps',
    submit: (dossier, journal, signal) => submitDossier(client, settings, dossier, journal, signal),
    lookUp: (key, signal) => lookUpDossier(client, key, signal),
  }
}
