// From spawning the program to its ready line, and from the first message to a dossier code, with real processes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dossierCode, prepareBirth } from '../support/birth.ts'
import { openWebChat } from '../support/direct-line.ts'
import { makeHome, startProgram } from '../support/program.ts'

const starts = 5

export async function measureStart() {
  const home = makeHome()
  const times: number[] = []
  const memory: number[] = []
  const anyPorts = {
    ...home.environment,
    PORT: '0',
    SANDBOX_PORT: '0',
    // As start.mjs has it, which also builds pages and is not measured here.
    NODE_COMPILE_CACHE: join(home.directory, 'data', 'compiled'),
  }
  for (let at = 0; at < starts; at++) {
    const started = performance.now()
    const program = await startProgram(['serve', '--demo'], anyPorts)
    times.push(performance.now() - started)
    memory.push(residentMegabytes(program.pid))
    await program.end('SIGTERM')
  }
  home.remove()
  return {
    what: 'spawn to ready, sandbox portal started beside it; the first without a compiled program',
    medianMs: Math.round(median(times)),
    firstMs: Math.round(times[0] ?? Number.NaN),
    rssMegabytes: Math.round(median(memory)),
  }
}

export async function measureJourney() {
  const home = makeHome()
  const program = await startProgram(['serve', '--demo'], {
    ...home.environment,
    PORT: '0',
    SANDBOX_PORT: '0',
  })
  const applicant = await openWebChat({ base: () => program.url })
  const started = performance.now()
  await prepareBirth(applicant, 'bench')
  await applicant.tap('Xác nhận nộp')
  await applicant.hear(dossierCode)
  const elapsedMs = Math.round(performance.now() - started)
  await program.end('SIGTERM')
  home.remove()
  return { what: 'birth registration without an ID-card photo', messagesToCode: applicant.sent(), elapsedMs }
}

function median(sample: number[]): number {
  return sample.sort((a, b) => a - b)[Math.floor(sample.length / 2)] ?? Number.NaN
}

// Linux says; elsewhere the figure is left out.
function residentMegabytes(pid: number): number {
  try {
    const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(pages ?? Number.NaN) / 1024
  } catch {
    return Number.NaN
  }
}
