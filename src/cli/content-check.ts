// `motcua content check`: every problem of the content folder, one a line, so that an editor can fix them all at once.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { checkContent } from '../content/check.ts'
import { checkPhrases } from '../content/check-phrases.ts'
import { type ContentFiles, type ContentProblem, describeProblem, loadContent } from '../content/load.ts'
import { phraseUse } from '../content/phrase-use.ts'
import { checkLayout } from '../files/form/sources.ts'
import { tabulate } from './content-table.ts'

const help = `Kiểm tra nội dung: hướng dẫn, cổng, từ ngữ, lịch.

  motcua content check [--content <thư mục>] [--table]

  --content <thư mục>   nơi để nội dung; không ghi thì dùng CONTENT_DIR hoặc content/
  --table               in thêm bảng: hướng dẫn theo lĩnh vực và mức, số dữ kiện theo độ tin cậy
  --help                xem lời này

In mỗi lỗi một dòng rồi số lỗi. Mã trả về: 0 không có lỗi, 1 có lỗi, 2 gọi sai cách.`

/** Returns the exit code. */
export async function run(args: string[]): Promise<number> {
  let values: { content?: string; table?: boolean; help?: boolean }
  try {
    values = parseArgs({
      args,
      options: {
        content: { type: 'string' },
        table: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch {
    console.error(help)
    return 2
  }
  if (values.help) {
    console.log(help)
    return 0
  }
  const { files, problems } = loadContent(values.content ?? readContentDir())
  // Between files we look only when each one reads well; a file left out would make its neighbours look wrong.
  const today = new Date().toISOString().slice(0, 10)
  const found =
    problems.length > 0
      ? problems
      : [...checkContent(files, { today }), ...checkPhrases(files.phrases, phraseUse), ...checkForms(files)]
  for (const problem of found) console.log(describeProblem(problem))
  if (found.length > 0) {
    console.log(
      `${found.length} lỗi.${problems.length > 0 ? ' Sửa xong chạy lại để kiểm tra tiếp giữa các tệp.' : ''}`,
    )
    return 1
  }
  console.log(summarise(files))
  if (values.table) console.log(`\n${tabulate([...files.guides.values()])}`)
  return 0
}

/** Forms that name what no guide asks, or lose what one asks. */
function checkForms({ forms, guides }: ContentFiles): ContentProblem[] {
  const asked = new Map(
    [...guides].map(([slug, { fields, questions }]) => [
      slug,
      { fields: fields.map(({ id }) => id), questions: questions.map(({ id }) => id) },
    ]),
  )
  const sentences = {
    unknown: (procedure: string, field: string) =>
      field === '' ? `không có hướng dẫn tên "${procedure}"` : `${procedure} không hỏi mục "${field}"`,
    lost: (procedure: string, field: string) => `mục "${field}" của ${procedure} chưa có chỗ trên tờ khai`,
  }
  return [...forms].flatMap(([name, layout]) =>
    checkLayout(layout, asked).map(({ procedure, kind, field }) => ({
      file: `forms/${name}.yaml`,
      path: '',
      sentence: sentences[kind](procedure, field),
    })),
  )
}

function readContentDir(): string {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
  return readConfig({ CONTENT_DIR: process.env.CONTENT_DIR }, { demo: false, root }).contentDir
}

/** One line: how many guides, how many of them at each level and on each portal. */
function summarise(files: ContentFiles): string {
  const guides = [...files.guides.values()]
  const byLevel = [1, 2, 3, 4].map((level) => {
    const count = guides.filter(({ offers }) => offers.some((offer) => offer.level === level)).length
    return `mức ${level}: ${count}`
  })
  const byPortal = [...files.portals.keys()].map((portal) => {
    const count = guides.filter(({ offers }) => offers.some((offer) => offer.portal === portal)).length
    return `${portal}: ${count}`
  })
  return `Không có lỗi. ${guides.length} hướng dẫn (${byLevel.join(', ')}; ${byPortal.join(', ')}), ${files.help.size} bài trợ giúp.`
}
