// Checks inside one guide, and between it and the portals it names.
import { type Asked, canHold, listAsked, listTests } from './condition.ts'
import type { Condition, Fee, Guide, Portal } from './schema.ts'

export interface Found {
  readonly path: string
  readonly sentence: string
}

/** The standard applicant fields every portal asks for. */
export const requiredFills = [
  'applicant-name',
  'applicant-number',
  'applicant-phone',
  'applicant-address',
] as const

export function checkGuide(guide: Guide, portals: ReadonlyMap<string, Portal>): Found[] {
  return [
    ...checkIds(guide),
    ...checkConditions(guide),
    ...checkQuestionsMatter(guide),
    ...checkForm(guide),
    ...checkFees(guide.fees),
    ...checkOffers(guide, portals),
    ...checkPeriod(guide, ''),
  ]
}

function checkIds(guide: Guide): Found[] {
  const choices = [...guide.questions.entries()].map(([index, item]) => ({ kind: 'questions', index, item }))
  const fieldChoices = [...guide.fields.entries()].map(([index, item]) => ({ kind: 'fields', index, item }))
  return [
    // Answers of questions and of the form are kept together, so their ids share one list.
    ...findRepeats([
      ...guide.questions.map(({ id }, index) => ({ id, path: `questions.${index}.id` })),
      ...guide.fields.map(({ id }, index) => ({ id, path: `fields.${index}.id` })),
    ]),
    ...findRepeats(guide.components.map(({ id }, index) => ({ id, path: `components.${index}.id` }))),
    ...findRepeats(guide.fees.map(({ id }, index) => ({ id, path: `fees.${index}.id` }))),
    ...[...choices, ...fieldChoices].flatMap(({ kind, index, item }) =>
      findRepeats(
        (item.choices ?? []).map(({ id }, at) => ({ id, path: `${kind}.${index}.choices.${at}.id` })),
      ),
    ),
  ]
}

function findRepeats(items: readonly { id: string; path: string }[]): Found[] {
  const seen = new Set<string>()
  return items.flatMap(({ id, path }) => {
    if (seen.has(id)) return [{ path, sentence: `id "${id}" dùng hai lần; đặt tên khác` }]
    seen.add(id)
    return []
  })
}

interface Conditional {
  readonly path: string
  readonly when: Condition
  /** How many of the asked items come before this line is reached. */
  readonly askedBefore: number
  readonly unreachable: string
}

function checkConditions(guide: Guide): Found[] {
  const asked = listAsked(guide)
  return listConditionals(guide, asked).flatMap(({ path, when, askedBefore, unreachable }) => {
    const found = listTests(when).flatMap((test) => checkTest(test, path, asked, askedBefore))
    if (found.length > 0) return found
    return canHold(when, asked) ? [] : [{ path, sentence: unreachable }]
  })
}

function listConditionals(guide: Guide, asked: readonly Asked[]): Conditional[] {
  const position = (path: string) => asked.findIndex((item) => item.path === path)
  const beforeField = (index: number) =>
    asked.filter(({ path }) => path.startsWith('questions.') || Number(path.split('.')[1]) < index).length
  const list: Conditional[] = []
  const add = (path: string, when: Condition | undefined, askedBefore: number, unreachable: string) => {
    if (when) list.push({ path: `${path}.when`, when, askedBefore, unreachable })
  }
  for (const [index, { when }] of guide.questions.entries()) {
    const path = `questions.${index}`
    add(
      path,
      when,
      position(path),
      'không cách trả lời nào dẫn tới câu hỏi này; sửa điều kiện hoặc bỏ câu hỏi',
    )
  }
  for (const [index, { when }] of guide.fields.entries()) {
    const sentence = 'không cách trả lời nào dẫn tới ô này; sửa điều kiện hoặc bỏ ô'
    add(`fields.${index}`, when, beforeField(index), sentence)
  }
  for (const [index, { when }] of guide.components.entries()) {
    const sentence = 'không ai phải nộp giấy tờ này; sửa điều kiện hoặc bỏ giấy tờ'
    add(`components.${index}`, when, asked.length, sentence)
  }
  for (const [index, { when }] of guide.fees.entries()) {
    const sentence = 'không ai phải trả khoản này; sửa điều kiện hoặc bỏ khoản'
    add(`fees.${index}`, when, asked.length, sentence)
  }
  return list
}

function checkTest(
  test: { answer: string; is: readonly string[] },
  path: string,
  asked: readonly Asked[],
  askedBefore: number,
): Found[] {
  const position = asked.findIndex((item) => item.id === test.answer)
  const item = asked[position]
  if (item === undefined) {
    const known = asked.map(({ id }) => id).join(', ') || 'chưa có câu nào'
    return [{ path, sentence: `không có câu hỏi hay ô lựa chọn tên "${test.answer}"; hiện có: ${known}` }]
  }
  const unknown = test.is.filter((choice) => !item.choices.includes(choice))
  const found = unknown.map((choice) => ({
    path,
    sentence: `"${test.answer}" không có lựa chọn "${choice}"; chỉ có: ${item.choices.join(', ')}`,
  }))
  if (position >= askedBefore) {
    found.push({ path, sentence: `"${test.answer}" hỏi sau chỗ này; đưa lên trước hoặc đổi điều kiện` })
  }
  return found
}

function checkQuestionsMatter(guide: Guide): Found[] {
  const conditions = [...guide.questions, ...guide.fields, ...guide.components, ...guide.fees]
    .map(({ when }) => when)
    .filter((when) => when !== undefined)
  const used = new Set(conditions.flatMap(listTests).map(({ answer }) => answer))
  return guide.questions.flatMap(({ id }, index) =>
    used.has(id)
      ? []
      : [
          {
            path: `questions.${index}`,
            sentence:
              'câu trả lời không đổi giấy tờ, phí hay tờ khai; bỏ câu hỏi hoặc chuyển thành ô của tờ khai',
          },
        ],
  )
}

function checkForm(guide: Guide): Found[] {
  const found: Found[] = []
  const forms = guide.components.filter(({ form }) => form)
  if (forms.length > 1) {
    found.push({ path: 'components', sentence: 'có hai tờ khai (form: true); chỉ giữ một' })
  }
  if (forms.some(({ how }) => how !== 'submit')) {
    found.push({ path: 'components', sentence: 'tờ khai (form: true) phải là giấy tờ nộp, how: submit' })
  }
  const highest = Math.max(...guide.offers.map(({ level }) => level))
  if (highest >= 3 && forms.length === 0) {
    found.push({
      path: 'components',
      sentence: 'nộp trực tuyến mà không có tờ khai; thêm một mục form: true',
    })
  }
  if (highest < 2) return found
  for (const fill of requiredFills) {
    const count = guide.fields.filter(({ fills }) => fills === fill).length
    if (count === 0) {
      found.push({ path: 'fields', sentence: `thiếu ô có fills: ${fill}; cổng nào cũng cần thông tin này` })
    } else if (count > 1) {
      found.push({ path: 'fields', sentence: `có ${count} ô cùng fills: ${fill}; chỉ giữ một` })
    }
  }
  return found
}

function checkFees(fees: readonly Fee[]): Found[] {
  const found = fees.flatMap((fee, index) => checkFee(fee, `fees.${index}`))
  const lines = new Map<string, { fee: Fee; path: string }[]>()
  for (const [index, fee] of fees.entries()) {
    const key = JSON.stringify([fee.label, fee.channel, fee.when ?? null])
    lines.set(key, [...(lines.get(key) ?? []), { fee, path: `fees.${index}` }])
  }
  for (const line of lines.values()) {
    line.sort((a, b) => (a.fee.validFrom ?? '').localeCompare(b.fee.validFrom ?? ''))
    for (const [index, { fee, path }] of line.slice(1).entries()) {
      const before = line[index]?.fee
      if (before) found.push(...comparePeriods(before, fee, path))
    }
  }
  return found
}

function checkFee(fee: Fee, path: string): Found[] {
  const found = checkPeriod(fee, path)
  // Open data prints a bare 0 where the fee is set elsewhere, so only a confirmed 0 may be told as free.
  if (fee.amount === 0 && fee.confidence !== 'confirmed') {
    const sentence = '0 đồng mà chưa chắc chắn thì ghi amount: null và nói rõ ai quyết định mức thu'
    found.push({ path: `${path}.amount`, sentence })
  }
  if (fee.amount === null && fee.condition === undefined) {
    const sentence = 'chưa rõ mức thu thì ghi condition: ai quyết định, hỏi ở đâu'
    found.push({ path: `${path}.condition`, sentence })
  }
  return found
}

function comparePeriods(before: Fee, after: Fee, path: string): Found[] {
  const end = before.validTo
  const start = after.validFrom
  if (end === undefined || start === undefined || end >= start) {
    const sentence = `"${after.label}" có hai mức trong cùng thời gian; ghi validFrom, validTo cho khớp nhau`
    return [{ path, sentence }]
  }
  if (dayAfter(end) < start) {
    return [{ path, sentence: `"${after.label}" không có mức nào từ sau ${end} đến trước ${start}; bổ sung` }]
  }
  return []
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, 10)
}

function checkPeriod(dated: { validFrom?: string; validTo?: string }, path: string): Found[] {
  const { validFrom, validTo } = dated
  if (validFrom === undefined || validTo === undefined || validFrom <= validTo) return []
  const sentence = `bắt đầu ${validFrom} mà hết hạn ${validTo}; đổi lại thứ tự`
  return [{ path: path ? `${path}.validTo` : 'validTo', sentence }]
}

function checkOffers(guide: Guide, portals: ReadonlyMap<string, Portal>): Found[] {
  const seen = new Set<string>()
  return guide.offers.flatMap((offer, index) => {
    const path = `offers.${index}`
    const portal = portals.get(offer.portal)
    if (portal === undefined) {
      const known = [...portals.keys()].join(', ')
      return [{ path: `${path}.portal`, sentence: `không có cổng "${offer.portal}"; hiện có: ${known}` }]
    }
    const found: Found[] = []
    const report = (sentence: string) => found.push({ path, sentence })
    if (seen.has(offer.portal)) report(`cổng "${offer.portal}" ghi hai lần; gộp lại`)
    seen.add(offer.portal)
    const { highestLevel, mode } = portal.connector
    if (offer.level > highestLevel) {
      report(`mức ${offer.level} cao hơn mức kết nối của ${portal.shortName} làm được (${highestLevel})`)
    }
    if (!portal.levels.includes(offer.level)) {
      report(`${portal.shortName} không dùng mức ${offer.level}; chỉ có mức ${portal.levels.join(', ')}`)
    }
    const online = offer.level >= 3
    if (online === (offer.kind === 'thong-tin')) {
      report(
        online
          ? `mức ${offer.level} là nộp trực tuyến, kind phải là toan-trinh hoặc mot-phan`
          : `mức ${offer.level} chưa nộp trực tuyến, kind phải là thong-tin`,
      )
    }
    if (online && mode === 'handover' && offer.link === undefined) {
      report('người dân tự nộp thì cần link đến đúng thủ tục trên cổng')
    }
    return found
  })
}
