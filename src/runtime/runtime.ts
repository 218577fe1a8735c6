// The durable shell as one thing: receive → turn → deliver, with jobs beside it, started in order and stopped in reverse.
import { randomUUID } from 'node:crypto'
import type { Channel } from '../channel/channel.ts'
import type { Snapshot } from '../content/snapshot.ts'
import type { Decoder } from '../files/decode/decoder.ts'
import type { Scanner } from '../files/scan.ts'
import type { Connector } from '../portal/connector.ts'
import type { Store } from '../store/store.ts'
import { type Committer, createCommitter } from './committer.ts'
import { decideTurn } from './decide.ts'
import { createDeliverer, type Deliverer } from './deliver.ts'
import { composeComponent } from './effects/compose-component.ts'
import { confirmations } from './effects/confirmations.ts'
import { discardAttachment } from './effects/discard-attachment.ts'
import { fetchResult, supplementDossier, withdrawDossier } from './effects/follow-up.ts'
import { inspectAttachment } from './effects/inspect-attachment.ts'
import { joining } from './effects/joining.ts'
import { lookUpDossier } from './effects/look-up-dossier.ts'
import { prepareDocument } from './effects/prepare-document.ts'
import { recallDossier } from './effects/recall-dossier.ts'
import { submitDossier } from './effects/submit-dossier.ts'
import { createJobRunner, type WatchInterval } from './jobs.ts'
import type { Log } from './log.ts'
import type { FileVault } from './uploads.ts'

export interface RuntimeParts {
  readonly store: Store
  readonly vault: FileVault
  readonly decoder: Decoder
  /** Null where no virus scan is set up. */
  readonly scanner: Scanner | null
  /** The content of the next turn. */
  readonly content: () => Snapshot
  readonly connectorFor: (portal: string) => Connector | undefined
  readonly watchInterval: WatchInterval
  /** Where applicants reach us, without a closing slash; links begin with it. */
  readonly address: () => string
  readonly now: () => number
  readonly random: () => number
  readonly log: Log
}

export interface Runtime {
  readonly committer: Committer
  /** Before `start`. */
  addChannel(channel: Channel): void
  start(): void
  /** True while commits work. */
  healthy(): boolean
  /** Finishes or gives back what is running, within the limit. */
  stop(limitMs: number): Promise<void>
}

const sweepEveryMs = 3_600_000

export function createRuntime(parts: RuntimeParts): Runtime {
  const owner = randomUUID()
  const channels = new Map<string, Channel>()
  const { store, vault, log, now } = parts
  let deliverer: Deliverer | null = null
  let sweeper: NodeJS.Timeout | null = null
  const committer = createCommitter({
    store,
    owner,
    now,
    log,
    decide: (turn) => {
      const channel = channels.get(turn.channel)
      const limits = channel?.limitsFor?.(turn.conversation) ?? channel?.limits
      return decideTurn(turn, parts.content(), limits && { limits, address: parts.address() })
    },
    deliver: (rows) => deliverer?.take(rows),
  })
  deliverer = createDeliverer({
    store,
    channels,
    committer: () => committer,
    owner,
    now,
    random: parts.random,
    newId: randomUUID,
    log,
    handlers: {
      inspect_attachment: inspectAttachment({ ...parts, files: store.files, channels }),
      ...confirmations(parts),
      ...joining(parts),
      supplement_dossier: supplementDossier(parts),
      withdraw_dossier: withdrawDossier(parts),
      fetch_result: fetchResult(parts),
      look_up_dossier: lookUpDossier(parts),
      prepare_document: prepareDocument({ ...parts, files: store.files }),
      compose_component: composeComponent({ ...parts, files: store.files }),
      discard_attachment: discardAttachment({ files: store.files, vault }),
      submit_dossier: submitDossier(parts),
      recall_dossier: recallDossier(parts),
    },
  })
  const jobs = createJobRunner({
    store,
    committer: () => committer,
    connectorFor: parts.connectorFor,
    watchInterval: parts.watchInterval,
    owner,
    now,
    newId: randomUUID,
    log,
  })

  async function sweep(): Promise<void> {
    try {
      await vault.sweep()
      await store.values.sweep(now())
    } catch (error) {
      log.warn({ error: (error as Error).name }, 'sweep failed')
    }
  }

  return {
    committer,
    addChannel(channel) {
      channels.set(channel.name, channel)
    },
    start() {
      committer.start()
      deliverer?.start()
      jobs.start()
      sweeper = setInterval(sweep, sweepEveryMs)
      sweeper.unref()
    },
    healthy: () => committer.healthy(),
    async stop(limitMs) {
      if (sweeper) clearInterval(sweeper)
      await jobs.stop()
      await deliverer?.stop(limitMs)
      await committer.stop()
    },
  }
}
