// The folder an office works from: one package a dossier, written whole or not at all, and gone once staff have answered.
// Papers lie here as staff must open them, unencrypted: so only for as long as needed, and for this machine's account only.
import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DossierPackage } from '../connector.ts'
import { describePackage, listFormData } from './papers.ts'

export type StaffAnswer =
  | { readonly type: 'done'; readonly code: string; readonly at: number }
  | { readonly type: 'refused'; readonly reason: string; readonly at: number }
  /** Given back at the applicant's wish before it was filed. */
  | { readonly type: 'recalled'; readonly at: number }

/** Who has the package first, staff or the applicant who wants it back: whichever comes second finds this. */
interface Claim {
  readonly by: 'staff' | 'applicant'
  readonly at: number
}

export interface WaitingPackage {
  readonly reference: string
  readonly procedure: string
  readonly portal: string
  readonly since: number
  readonly files: readonly string[]
  /** When staff began with it; null while nobody has. */
  readonly takenUpAt: number | null
  /** The applicant asked for it back while staff were at it. */
  readonly wantedBack: boolean
}

const answerFile = 'answer.json'
const factsFile = 'ho-so.json'
const claimFile = 'claim.json'
const wishFile = 'xin-lai.json'
const referencePattern = /^[a-z][\w-]{0,74}$/i

export class DeskFolder {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  pathOf(reference: string): string {
    // The reference becomes a folder's name: nothing else may.
    if (!referencePattern.test(reference)) throw new Error('[assisted] not a reference')
    return join(this.#directory, reference)
  }

  /** Writes the package unless it is there. A crash on the way leaves nothing under the reference. */
  async put(dossier: DossierPackage, now: number): Promise<void> {
    const target = this.pathOf(dossier.reference)
    if (await exists(target)) return
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    await this.#sweepParts(dossier.reference)
    const part = join(this.#directory, `.${dossier.reference}.${randomUUID()}`)
    await mkdir(part, { mode: 0o700 })
    const names: string[] = []
    for (const component of dossier.components) {
      for (const [at, file] of component.files.entries()) {
        const extension = file.fileName.split('.').at(-1) ?? 'bin'
        const name = `${component.id}-${at + 1}.${extension}`.replaceAll(/[^\w.-]/g, '-')
        const bytes = await file.read()
        if (bytes.length !== file.sizeBytes) throw new Error('[assisted] a file differs from what was packed')
        await write(join(part, name), bytes)
        names.push(name)
      }
    }
    const facts = {
      reference: dossier.reference,
      procedure: dossier.procedure.name,
      portal: dossier.portal,
      since: now,
      files: names,
    }
    await write(join(part, 'to-khai.json'), JSON.stringify(listFormData(dossier), null, 2))
    await write(join(part, 'tom-tat.txt'), describePackage(dossier, names))
    await write(join(part, factsFile), JSON.stringify(facts, null, 2))
    await rename(part, target).catch(async (error: NodeJS.ErrnoException) => {
      await rm(part, { recursive: true, force: true })
      // Another try was quicker; its package is the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    await syncDirectory(this.#directory)
  }

  /** What staff entered; null while they have not. */
  async answerOf(reference: string): Promise<StaffAnswer | null> {
    const path = this.pathOf(reference)
    const answer = await readJson<StaffAnswer>(join(path, answerFile))
    if (answer) await this.#removePapers(path)
    return answer
  }

  /** Staff begin with a package; again is the same. False when the applicant has it back, or it is answered. */
  async takeUp(reference: string, at: number): Promise<boolean> {
    const path = await this.#pathOfKnown(reference)
    if (await this.answerOf(reference)) return false
    await writeOnce(path, claimFile, { by: 'staff', at } satisfies Claim)
    return (await this.#claimOf(path))?.by === 'staff'
  }

  /** Keeps the first answer; false when another one stands. Papers go as soon as it is on disk. */
  async answer(reference: string, answer: StaffAnswer): Promise<boolean> {
    const path = await this.#pathOfKnown(reference)
    const before = await this.answerOf(reference)
    if (before) return same(before, answer)
    await writeOnce(path, claimFile, { by: 'staff', at: answer.at } satisfies Claim)
    if ((await this.#claimOf(path))?.by !== 'staff') return false
    return this.#settle(path, answer)
  }

  /** The applicant wants it back. What staff have begun with only they can give back; the wish lies there for them. */
  async recall(reference: string, at: number): Promise<'recalled' | 'taken-up' | 'answered'> {
    const path = await this.#pathOfKnown(reference)
    const before = await this.answerOf(reference)
    if (before) return before.type === 'recalled' ? 'recalled' : 'answered'
    await writeOnce(path, claimFile, { by: 'applicant', at } satisfies Claim)
    if ((await this.#claimOf(path))?.by !== 'applicant') {
      await writeOnce(path, wishFile, { at })
      return 'taken-up'
    }
    await this.#settle(path, { type: 'recalled', at })
    return 'recalled'
  }

  async #settle(path: string, answer: StaffAnswer): Promise<boolean> {
    await writeOnce(path, answerFile, answer)
    const stands = await readJson<StaffAnswer>(join(path, answerFile))
    await this.#removePapers(path)
    return stands !== null && same(stands, answer)
  }

  #claimOf(path: string): Promise<Claim | null> {
    return readJson<Claim>(join(path, claimFile))
  }

  async #pathOfKnown(reference: string): Promise<string> {
    const path = this.pathOf(reference)
    if (!(await exists(path))) throw new UnknownPackageError(reference)
    return path
  }

  async waiting(): Promise<readonly WaitingPackage[]> {
    const names = await readdir(this.#directory).catch(ignoreMissing)
    const found: WaitingPackage[] = []
    for (const name of (names ?? []).filter((one) => referencePattern.test(one))) {
      if (await this.answerOf(name)) continue
      const facts = await this.read(name)
      if (facts) found.push(facts)
    }
    return found.toSorted((left, right) => left.since - right.since)
  }

  async read(reference: string): Promise<WaitingPackage | null> {
    const path = this.pathOf(reference)
    const facts = await readJson<Omit<WaitingPackage, 'takenUpAt' | 'wantedBack'>>(join(path, factsFile))
    if (!facts) return null
    const claim = await this.#claimOf(path)
    return {
      ...facts,
      takenUpAt: claim?.by === 'staff' ? claim.at : null,
      wantedBack: (await readJson(join(path, wishFile))) !== null,
    }
  }

  async summaryOf(reference: string): Promise<string | null> {
    return readFile(join(this.pathOf(reference), 'tom-tat.txt'), 'utf8').catch(ignoreMissing)
  }

  async #removePapers(path: string): Promise<void> {
    for (const name of await readdir(path)) {
      if (name !== answerFile) await rm(join(path, name), { recursive: true, force: true })
    }
  }

  /** What tries that died half way left behind. */
  async #sweepParts(reference: string): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      if (name.startsWith(`.${reference}.`))
        await rm(join(this.#directory, name), { recursive: true, force: true })
    }
  }
}

export class UnknownPackageError extends Error {
  constructor(reference: string) {
    super(`[assisted] không có bộ hồ sơ nào mang số ${reference}`)
    this.name = 'UnknownPackageError'
  }
}

function same(left: StaffAnswer, right: StaffAnswer): boolean {
  if (left.type === 'done') return right.type === 'done' && right.code === left.code
  return right.type === left.type
}

/** Whole or not at all, and never over what is there: the first to write wins. */
async function writeOnce(path: string, name: string, content: unknown): Promise<void> {
  const part = join(path, `.${randomUUID()}`)
  await write(part, JSON.stringify(content))
  await link(part, join(path, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(part, { force: true })
  await syncDirectory(path)
}

async function readJson<T>(file: string): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing)
  return text === null ? null : (JSON.parse(text) as T)
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  await directory.sync().finally(() => directory.close())
}

async function exists(path: string): Promise<boolean> {
  return (await readdir(path).catch(ignoreMissing)) !== null
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
