// Where staff key dossiers in: the applicant hears a code only once staff have one, and no paper stays behind.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultContentDirectory } from '../../src/cli/content.ts'
import { prepareBirth } from '../support/birth.ts'
import { openWebChat, pause } from '../support/direct-line.ts'
import { launchProgram, makeHome, startProgram } from '../support/program.ts'

test('an office files through its staff, and their code reaches the chat', async () => {
  const home = makeHome()
  const content = join(home.directory, 'content')
  cpSync(defaultContentDirectory, content, { recursive: true })
  const profile = join(content, 'portals', 'quoc-gia.yaml')
  writeFileSync(profile, readFileSync(profile, 'utf8').replace('mode: handover', 'mode: assisted'))
  const environment = { ...home.environment, CONTENT_DIR: content }
  const program = await startProgram(['serve'], { ...environment, PORT: '0' })
  const staff = async (...args: string[]) => {
    const command = launchProgram(['assisted', ...args], environment)
    command.ready.catch(() => {})
    expect(await command.gone).toBe(0)
    return command.output()
  }
  try {
    const applicant = await openWebChat({ base: () => program.url })
    await prepareBirth(applicant, 'nhờ cán bộ')
    await applicant.tap('Xác nhận nộp')
    let listed = ''
    for (let tries = 0; tries < 20 && !listed.includes('mce-'); tries += 1) {
      await pause(500)
      listed = await staff('list')
    }
    const reference = /mce-\S+/.exec(listed)?.[0] ?? ''
    expect(await staff('show', reference)).toContain('Nguyễn Bảo Châu')
    const folder = join(home.directory, 'data', 'assisted', reference)
    expect(readdirSync(folder)).toContain('giay-chung-sinh-1.pdf')
    expect((await applicant.transcript()).join('\n')).not.toMatch(/đã nhận hồ sơ|Mã hồ sơ/)
    await staff('done', reference, 'H12.34-261122-0007')
    await applicant.hear(/Mã hồ sơ: H12\.34-261122-0007/, 30_000)
    expect(readdirSync(folder)).toEqual(['answer.json'])
  } finally {
    await program.end('SIGTERM')
    home.remove()
  }
})
