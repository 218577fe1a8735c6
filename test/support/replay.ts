// Says over a real channel what the applicant says in a dialog file, so that the same talk is tried whole.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { Teller } from './birth.ts'
import type { Dialog, DialogInput } from './dialog.ts'
import { makePdf } from './papers.ts'

/** Up to and with the first tap on this button; the conversation was opened with the dialog's `start`. */
export async function replay(applicant: Teller, name: string, lastTap: string): Promise<void> {
  const file = join(import.meta.dirname, '..', 'dialogs', name)
  const { steps } = load(readFileSync(file, 'utf8')) as Dialog
  const last = steps.findIndex(({ tap }) => tap === lastTap)
  if (last < 0) throw new Error(`nobody taps "${lastTap}" in ${name}`)
  for (const step of steps.slice(0, last + 1)) await act(applicant, step)
}

// What happens outside (`outcome`) happens by itself here.
async function act(applicant: Teller, { say, tap, send, outcome }: DialogInput): Promise<void> {
  if (say !== undefined) await applicant.say(say)
  else if (tap !== undefined) await applicant.tap(tap)
  else if (send) await applicant.sendFiles(send.map((file) => ({ name: file, bytes: makePdf(file) })))
  else if (outcome?.type === 'attachment_kept') await applicant.hear(/Đã lưu \d+ trang/)
}
