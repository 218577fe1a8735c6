// createOpencpsConnector(config, outbound): a dossier into a processing system that speaks OpenCPS REST v2, and back.
import type { Outbound } from '../../outbound/outbound.ts'
import type { Connector } from '../connector.ts'
import { type BreakerClock, type OpencpsAccess, OpencpsClient } from './client.ts'
import { lookUpDossier } from './look-up.ts'
import { readResult } from './result.ts'
import { submitDossier } from './submit.ts'
import { supplementDossier } from './supplement.ts'
import { withdrawDossier } from './withdraw.ts'

export interface OpencpsConfig extends OpencpsAccess {
  readonly actions?: readonly string[]
  /** Only for a site that offers the applicant several actions while it waits for a supplement. */
  readonly supplementActions?: readonly string[]
  readonly checksFileSize?: boolean
}

export function createOpencpsConnector(
  config: OpencpsConfig,
  outbound: Outbound,
  clock: BreakerClock = {},
): Required<Omit<Connector, 'recall'>> {
  const client = new OpencpsClient({ ...config, url: config.url.replace(/\/+$/, '') }, outbound, clock)
  const settings = {
    actions: config.actions ?? ['1300', '1100'],
    supplementActions: config.supplementActions ?? [],
    checksFileSize: config.checksFileSize ?? true,
  }
  return {
    mode: 'opencps',
    submit: (dossier, journal, signal) => submitDossier(client, settings, dossier, journal, signal),
    lookUp: (key, signal) => lookUpDossier(client, settings, key, signal),
    supplement: (supplement, journal, signal) =>
      supplementDossier(client, settings, supplement, journal, signal),
    withdraw: (key, reason, signal) => withdrawDossier(client, settings, key, reason, signal),
    readResult: (key, resultId, signal) => readResult(client, settings, key, resultId, signal),
  }
}
