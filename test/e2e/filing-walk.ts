// Writes docs/filing-walk.md: a dossier from the first message to the result on a small phone, as it was really said and seen.
// Not part of a usual run, because it writes into the tree: MOTCUA_WALK=1 npx vitest run
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { root } from '../../src/cli/content.ts'
import { TestPortal } from '../sandbox/support.ts'
import { dossierCode, prepareBirth, supplementBirth } from '../support/birth.ts'
import { openBrowser, phone } from '../support/browser.ts'
import { pause } from '../support/direct-line.ts'
import { content, fileGuide } from '../support/file-guide.ts'
import { tellOn } from '../support/page-teller.ts'
import { makeHome, startProgram } from '../support/program.ts'

const docs = join(root, 'docs')

test('a birth from the first message to the certificate, with a supplement and a fee', async () => {
  const home = makeHome()
  const environment = { ...home.environment, PORT: '0', SANDBOX_PORT: '0' }
  const program = await startProgram(['serve', '--demo'], environment)
  const browser = await openBrowser()
  try {
    const portal = new TestPortal(/cổng thử: (http:\S+?)\/?\s/.exec(program.output())?.[1] ?? '')
    const act = async (fields: Record<string, string>) => {
      const answer = await portal.officer(1, fields)
      expect(answer.headers.get('location')).toContain('moved')
    }
    const page = await (await browser.newContext({ viewport: phone, locale: 'vi-VN' })).newPage()
    const photograph = async (name: string, top: string) => {
      // What comes with the last message has its place by then.
      await pause(1_000)
      await page
        .getByText(top)
        .last()
        .evaluate((element) => (element as unknown as Scrollable).scrollIntoView({ block: 'start' }))
      await page.screenshot({ path: join(docs, 'images', `walk-${name}.png`) })
    }
    await page.goto(program.url)
    const applicant = tellOn(page)
    await prepareBirth(applicant, 'Gia Lai')
    await applicant.tap('Xác nhận nộp')
    await applicant.hear(dossierCode)
    await applicant.hear(/Biên nhận có mã hồ sơ/)
    await photograph('1-code', 'Mã hồ sơ:')

    await act({
      ...{ actionCode: '3200', stepCode: '200', note: 'Đề nghị bổ sung mặt sau' },
      ...{ failed: '2', 'comment-2': 'Ảnh thiếu mặt sau' },
    })
    await applicant.hear(/Ảnh thiếu mặt sau/)
    await photograph('2-supplement', 'Yêu cầu bổ sung giấy tờ.')
    await supplementBirth(applicant)

    await act({ actionCode: '3100', stepCode: '200' })
    await act({ actionCode: '3400', stepCode: '300', amount: '8000' })
    const [, pay = ''] = await applicant.hear(/Cần nộp: 8\.000 đồng[\s\S]*?(http:\/\/127\S+)/)
    await photograph('3-fee', 'Cần nộp:')
    await fetch(pay, { method: 'POST' })
    await applicant.hear(/Đã nộp 8\.000 đồng, cơ quan đã xác nhận/)

    await act({ actionCode: '3500', stepCode: '300', note: 'Mời nhận kết quả' })
    await applicant.hear(/Tệp từ cơ quan/)
    await photograph('4-result', 'Mời nhận kết quả')
    await act({ actionCode: '3600', stepCode: '400' })
    await applicant.tap('Rất hài lòng')
    await applicant.hear(/điều gì cần làm tốt hơn/)
    await applicant.tap('Không, cảm ơn')
    await applicant.hear(/Cảm ơn anh\/chị đã góp ý/)
    writeFileSync(join(docs, 'filing-walk.md'), write(saidIn(join(home.directory, 'data', 'motcua.db'))))
  } finally {
    await browser.close()
    await program.end('SIGTERM')
    home.remove()
  }
}, 180_000)

/** The browser's elements are not this program's. */
interface Scrollable {
  scrollIntoView(options: { block: 'start' }): void
}

interface Said {
  readonly mine: boolean
  readonly text: string
  readonly files: readonly string[]
}

/** Both sides of the only conversation, in the order they were stored. */
function saidIn(file: string): Said[] {
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare('select activity from activities order by conversation_id, sequence').all()
  database.close()
  return rows.map(({ activity }) => {
    const {
      from,
      text = '',
      attachments = [],
    } = JSON.parse(String(activity)) as {
      from: { role: string }
      text?: string
      attachments?: { name?: string }[]
    }
    return { mine: from.role === 'user', text, files: attachments.flatMap(({ name }) => name ?? []) }
  })
}

function write(said: readonly Said[]): string {
  const lines = said
    .filter(({ text, files }) => text !== '' || files.length > 0)
    .map(({ mine, text, files }) => {
      const all = [text, ...files.map((name) => `📎 ${name}`)].filter(Boolean).join('\n')
      // The port is another one each time.
      const shown = all.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1')
      return mine ? `**Người dân:** ${shown}` : `> ${shown.replaceAll('\n', '\n> ')}`
    })
  const count = said.filter(({ mine, text, files }) => mine && (text !== '' || files.length > 0)).length
  return `# Một hồ sơ, từ câu đầu tiên đến kết quả

Written by \`MOTCUA_WALK=1 npx vitest run\` from a real conversation: the program and the sandbox portal as
two processes, a browser 360 pixels wide, an officer at the portal's page. Nothing below was typed by hand. The applicant sent
${count} messages in all.

| The code | Papers wanted again | The fee | The result |
| --- | --- | --- | --- |
| ![The dossier code and the receipt](images/walk-1-code.png) | ![What the office wants again](images/walk-2-supplement.png) | ![Fee, payee and content in words](images/walk-3-fee.png) | ![The result as a file](images/walk-4-result.png) |

## Messages to a code

What an applicant sends from opening the conversation at a procedure to confirming, files included; the first choice everywhere.

| Procedure | Messages | With a photo of the identity card |
| --- | --- | --- |
${counted.map(countFor).join('\n')}

## The conversation

${lines.join('\n\n')}
`
}

const counted = [
  ...['dang-ky-khai-sinh', 'xac-nhan-tinh-trang-hon-nhan', 'dang-ky-tam-tru'],
  ...['dang-ky-ket-hon', 'tu-choi-nhan-di-san'],
]

function countFor(slug: string): string {
  const name = content.guides.get(slug)?.guide.shortName ?? slug
  return `| ${name} | ${fileGuide(slug, 0).messages} | ${fileGuide(slug, 0, { card: true }).messages} |`
}
