// The decoding child: takes jobs over its channel, one at a time, and knows nothing else. Started by decoder.ts only.
import net from 'node:net'
import type { JobName, Jobs, RefusedLook } from './jobs.ts'

// Nothing here has a reason to talk to anyone; a library that tries is told so.
net.Socket.prototype.connect = () => {
  throw new Error('[files] the decoding child has no network')
}

export interface Asked<Name extends JobName = JobName> {
  readonly id: number
  readonly job: Name
  readonly ask: Jobs[Name]['ask']
}

export interface Answered {
  readonly id: number
  readonly answer?: unknown
  /** The child itself is not fit for the job. */
  readonly broken?: string
}

process.on('message', async ({ id, job, ask }: Asked) => {
  const send = (answer: Omit<Answered, 'id'>) => process.send?.({ id, ...answer } satisfies Answered)
  let perform: (ask: never) => Promise<unknown>
  try {
    perform = await tool(job, ask)
  } catch (error) {
    // A library that does not load is our trouble, not the file's.
    return send({ broken: (error as Error).message })
  }
  const refused: RefusedLook = { kind: 'refused', reason: 'damaged' }
  send({ answer: await perform(ask as never).catch(() => refused) })
  // A picture's memory lies outside the heap, so it would wait for a collection that small heaps seldom need.
  setImmediate(() => globalThis.gc?.())
})
process.on('disconnect', () => process.exit(0))

// What a file never needs is never loaded: the HEIC, PDF and QR programs are megabytes each.
async function tool(job: JobName, ask: Asked['ask']): Promise<(ask: never) => Promise<unknown>> {
  switch (job) {
    case 'look':
      return (ask as Jobs['look']['ask']).mediaType === 'application/pdf'
        ? (await import('./pdf.ts')).countPages
        : (await import('./look.ts')).lookAtPhoto
    case 'card':
      return (await import('./qr.ts')).readCard
    case 'page':
      return (await import('./page.ts')).makePage
    case 'assemble':
      return (await import('./pdf.ts')).assemble
    case 'sheet':
      return (await import('./page.ts')).makeSheet
  }
}

process.send?.({ id: 0, answer: 'ready' } satisfies Answered)
