// A sandbox for tests: in this process, or as the separate program it really is.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { restBase } from '../../src/sandbox/demo.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'

export const silentLog = { info() {}, error() {} }
export const basic = `Basic ${Buffer.from('motcua@sandbox.test:motcua').toString('base64')}`
const nineParts = ['file', 'referenceUid', 'dossierTemplateNo', 'dossierPartNo', 'fileTemplateNo']
export const allParts = [...nineParts, 'displayName', 'fileType', 'isSync', 'formData']

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'motcua-sandbox-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<TestPortal> {
  const directory = options.directory ?? temporaryDirectory()
  const sandbox = await startSandbox({ port: 0, log: silentLog, ...options, directory })
  onTestFinished(() => sandbox.close())
  return new TestPortal(sandbox.url)
}

/** Starts main.ts as its own process and waits for its ready line. */
export async function spawnSandbox(
  directory: string,
  options: { port?: number; ipc?: boolean } = {},
): Promise<{ portal: TestPortal; child: ChildProcess; port: number }> {
  const main = join(import.meta.dirname, '..', '..', 'src', 'sandbox', 'main.ts')
  const child = spawn(process.execPath, [main, '--port', String(options.port ?? 0), '--data', directory], {
    stdio: ['ignore', 'pipe', 'ignore', ...(options.ipc ? (['ipc'] as const) : [])],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  for await (const line of lines) {
    const url = /ready (http:\/\/127\.0\.0\.1:(\d+))/.exec(line)
    if (url?.[1]) return { portal: new TestPortal(url[1]), child, port: Number(url[2]) }
  }
  throw new Error('the sandbox ended before it was ready')
}

export async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit')
  child.kill(signal)
  return (await ended)[0]
}

/** What the tests read of answers that have many shapes. */
export interface Answered {
  readonly [name: string]: unknown
  readonly dossierId: number
  readonly dossierNo: string
  readonly dossierStatus: string
  readonly applicantIdDate: string
  readonly templateNo: string
  readonly data: Answered[]
  readonly dossierParts: Answered[]
}

export async function read(response: Response): Promise<Answered> {
  return (await response.json()) as Answered
}

/** Plain calls with the demo account, for looking at the portal from outside the connector. */
export class TestPortal {
  readonly url: string
  readonly rest: string
  constructor(url: string) {
    this.url = url
    this.rest = url + restBase
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { accept: 'application/json', authorization: basic, groupId: '20' }
    return fetch(this.rest + path, { ...init, headers: { ...headers, ...init.headers } })
  }

  async json(path: string, init?: RequestInit): Promise<Answered> {
    return read(await this.call(path, init))
  }

  post(path: string, fields: Record<string, string>): Promise<Response> {
    return this.call(path, { method: 'POST', body: new URLSearchParams(fields) })
  }

  async create(fields: Record<string, string> = {}): Promise<Answered> {
    return read(await this.post('/dossiers', { ...birth, ...fields }))
  }

  upload(dossier: number | string, fields: Record<string, string | Blob>): Promise<Response> {
    const body = new FormData()
    for (const name of allParts) body.set(name, '')
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') body.set(name, value)
      else body.set(name, value, 'tep.pdf')
    }
    return this.call(`/dossiers/${dossier}/files`, { method: 'POST', body })
  }

  async faults(settings: object): Promise<void> {
    const answer = await fetch(`${this.url}/control/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }

  /** What an officer's click sends. */
  officer(dossier: number | string, fields: Record<string, string | Blob>, headers = {}): Promise<Response> {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return fetch(`${this.url}/dossiers/${dossier}/actions`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin', ...headers },
    })
  }
}

export const birth = {
  serviceCode: '1.001193',
  govAgencyCode: 'H00.01',
  dossierTemplateNo: 'KHAISINH',
  originality: '1',
  applicantName: 'Trần Thị Bưởi',
}
