// Looks across content files for what a schema cannot see: names that lead nowhere, lines nobody can reach, double claims.

import { fold } from '../find/normalise.ts'
import { checkGuide } from './check-guide.ts'
import { checkWords } from './check-words.ts'
import { listAsked } from './condition.ts'
import type { ContentFiles, ContentProblem } from './load.ts'
import type { Calendar, Portal } from './schema.ts'

export interface CheckOptions {
  /** Today as 2026-11-22; with it, dates of checking that lie ahead are reported. */
  readonly today?: string
}

/** Every problem between the files, in file order. Pure: reads no clock and no disk. */
export function checkContent(files: ContentFiles, options: CheckOptions = {}): ContentProblem[] {
  return [
    ...[...files.guides].flatMap(([slug, guide]) =>
      checkGuide(guide, files.portals).map((found) => ({ file: guideFile(slug), ...found })),
    ),
    ...checkCodes(files),
    ...checkAliases(files),
    ...checkLabels(files),
    ...checkPopular(files),
    ...[...files.portals].flatMap(([slug, portal]) => checkPortal(slug, portal)),
    ...checkWords(files.words),
    ...checkCalendar(files.calendar),
    ...(options.today === undefined ? [] : checkDatesChecked(files, options.today)),
  ]
}

const guideFile = (slug: string) => `procedures/${slug}.yaml`
const helpFile = (slug: string) => `help/${slug}.yaml`
const portalFile = (slug: string) => `portals/${slug}.yaml`

function checkCodes(files: ContentFiles): ContentProblem[] {
  const problems: ContentProblem[] = []
  const owners = new Map<string, string>()
  const claim = (code: string, file: string) => {
    const owner = owners.get(code)
    if (owner === undefined) owners.set(code, file)
    else problems.push({ file, path: 'code', sentence: `mã ${code} đã dùng ở ${owner}; mỗi mã chỉ một tệp` })
  }
  for (const [slug, guide] of files.guides) if (guide.code !== null) claim(guide.code, guideFile(slug))
  for (const [slug, article] of files.help) claim(article.code, helpFile(slug))
  return problems
}

function checkPopular(files: ContentFiles): ContentProblem[] {
  return files.words.popular.flatMap((slug, index) =>
    files.guides.has(slug)
      ? []
      : [{ file: 'words.yaml', path: `popular.${index}`, sentence: `không có hướng dẫn tên "${slug}"` }],
  )
}

function checkAliases(files: ContentFiles): ContentProblem[] {
  const problems: ContentProblem[] = []
  const owners = new Map<string, string>()
  const claim = (name: string, file: string, path: string) => {
    const folded = fold(name)
    const owner = owners.get(folded)
    if (owner === undefined) owners.set(folded, file)
    else if (owner !== file) {
      const sentence = `"${name}" đã là cách gọi ở ${owner}; giữ ở một nơi để tìm ra một kết quả`
      problems.push({ file, path, sentence })
    }
  }
  for (const [slug, guide] of files.guides) {
    const file = guideFile(slug)
    claim(guide.shortName, file, 'shortName')
    for (const [index, alias] of guide.aliases.entries()) claim(alias, file, `aliases.${index}`)
  }
  for (const [slug, article] of files.help) {
    const file = helpFile(slug)
    claim(article.title, file, 'title')
    for (const [index, alias] of article.aliases.entries()) claim(alias, file, `aliases.${index}`)
  }
  return problems
}

// Where there are no buttons people type the label, and a command is heard at every step.
function checkLabels({ guides, words }: ContentFiles): ContentProblem[] {
  const commands = new Map(
    Object.entries(words.commands).flatMap(([id, wordings]) => wordings.map((text) => [fold(text), id])),
  )
  return [...guides].flatMap(([slug, guide]) =>
    listAsked(guide).flatMap(({ path, labels }) =>
      labels.flatMap((label, index) => {
        const command = commands.get(fold(label))
        if (command === undefined) return []
        const sentence = `lựa chọn "${label}" trùng với lệnh "${command}"; người gõ chữ sẽ bị hiểu là ra lệnh, đổi nhãn`
        return [{ file: guideFile(slug), path: `${path}.choices.${index}.label`, sentence }]
      }),
    ),
  )
}

function checkPortal(slug: string, portal: Portal): ContentProblem[] {
  const problems: ContentProblem[] = []
  const file = portalFile(slug)
  if (portal.id !== slug) {
    problems.push({ file, path: 'id', sentence: `id là "${portal.id}", phải trùng tên tệp "${slug}"` })
  }
  const tooHigh = portal.levels.filter((level) => level > portal.connector.highestLevel)
  if (tooHigh.length > 0) {
    const sentence = `mức ${tooHigh.join(', ')} cao hơn mức kết nối làm được (${portal.connector.highestLevel}); bỏ mức đó hoặc sửa connector.highestLevel`
    problems.push({ file, path: 'levels', sentence })
  }
  if (!portal.takesFilings && portal.levels.some((level) => level >= 3)) {
    const sentence = 'cổng không còn nhận hồ sơ thì không thể có mức 3, 4'
    problems.push({ file, path: 'levels', sentence })
  }
  if (portal.connector.mode === 'assisted' && portal.connector.staffHours === undefined) {
    const sentence = 'cán bộ nhập giúp thì phải hẹn trong bao nhiêu giờ làm việc, để người nộp biết mà chờ'
    problems.push({ file, path: 'connector.staffHours', sentence })
  }
  for (const [index, { from, to }] of portal.receivingHours.entries()) {
    if (from >= to) {
      const sentence = `giờ mở ${from} phải trước giờ đóng ${to}`
      problems.push({ file, path: `receivingHours.${index}`, sentence })
    }
  }
  return problems
}

function checkCalendar(calendar: Calendar): ContentProblem[] {
  const problems: ContentProblem[] = []
  const seen = new Set<string>()
  for (const [year, { holidays, makeUpDays }] of Object.entries(calendar.years)) {
    for (const [kind, days] of [
      ['holidays', holidays],
      ['makeUpDays', makeUpDays],
    ] as const) {
      for (const [index, { day }] of days.entries()) {
        const report = (sentence: string) =>
          problems.push({ file: 'calendar.yaml', path: `years.${year}.${kind}.${index}`, sentence })
        if (!day.startsWith(`${year}-`)) report(`ngày ${day} không thuộc năm ${year}; chuyển sang đúng năm`)
        if (seen.has(day)) report(`ngày ${day} ghi hai lần; chỉ giữ một dòng`)
        seen.add(day)
        if (kind === 'makeUpDays' && !isWeekend(day)) {
          report(`ngày làm bù ${day} không phải thứ Bảy, Chủ nhật; xem lại thông báo`)
        }
      }
    }
  }
  return problems
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
}

function checkDatesChecked(files: ContentFiles, today: string): ContentProblem[] {
  const dated = [
    ...[...files.guides].map(([slug, { checkedOn }]) => ({ file: guideFile(slug), checkedOn })),
    ...[...files.portals].map(([slug, { checkedOn }]) => ({ file: portalFile(slug), checkedOn })),
    ...[...files.help].map(([slug, { checkedOn }]) => ({ file: helpFile(slug), checkedOn })),
  ]
  return dated
    .filter(({ checkedOn }) => checkedOn > today)
    .map(({ file, checkedOn }) => ({
      file,
      path: 'checkedOn',
      sentence: `ngày kiểm tra ${checkedOn} ở sau hôm nay (${today}); ghi ngày đã kiểm tra thật`,
    }))
}
