// The ways a portal fails, on a switch. They live in memory: a restarted sandbox is a healthy one.
import { z } from 'zod'

export const operations = [
  'read',
  'create',
  'update',
  'file',
  'eform',
  'action',
  'request',
  'remove',
] as const
export type Operation = (typeof operations)[number]

export const faultKinds = [
  'fail-before-commit', // 500, nothing done
  'fail-after-commit', // 500, done
  'drop-before-commit', // connection cut, nothing done
  'drop-after-commit', // connection cut, done
  'deny-after-commit', // 403 as for any trouble, and yet done
  'claim-without-commit', // the answer of success, and nothing kept
  'run-twice', // something in between sends it again: done twice, the second answer comes back
  'not-found', // a read that does not find what is there
  'lose-content', // a file's row is made and its bytes are not: 200 with fileSize 0
] as const
export type FaultKind = (typeof faultKinds)[number]

const orderSchema = z.strictObject({
  fault: z.enum(faultKinds),
  times: z.int().min(1).max(1_000).default(1),
  /** Which requests it waits for; every changing one when absent. */
  on: z.enum(operations).optional(),
})

export const faultsSchema = z.strictObject({
  slowMs: z.int().min(0).max(120_000).default(0),
  /** Every REST answer becomes a 200 with an HTML page. */
  maintenance: z.boolean().default(false),
  /** Every REST connection is cut before anything happens. */
  away: z.boolean().default(false),
  next: z.array(orderSchema).max(20).default([]),
})

export type FaultSettings = z.infer<typeof faultsSchema>

export class Faults {
  #settings: FaultSettings = faultsSchema.parse({})

  get settings(): FaultSettings {
    return this.#settings
  }

  set(settings: FaultSettings): void {
    this.#settings = settings
  }

  /** The fault armed for this request, if any; each hit uses one up. */
  take(operation: Operation): FaultKind | null {
    const order = this.#settings.next.find(
      ({ on }) => on === operation || (on === undefined && operation !== 'read'),
    )
    if (!order) return null
    order.times -= 1
    if (order.times === 0) this.#settings.next.splice(this.#settings.next.indexOf(order), 1)
    return order.fault
  }
}
