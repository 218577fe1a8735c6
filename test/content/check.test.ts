import { describe, expect, test } from 'vitest'
import { checkContent } from '../../src/content/check.ts'
import type { ContentFiles } from '../../src/content/load.ts'
import { cleanGuide, makeFiles, makeGuide, makeHelp, makePortal, makeWords } from './samples.ts'

function problemsOf(changes: Partial<ContentFiles>, today?: string): string[] {
  return checkContent(makeFiles(changes), today === undefined ? {} : { today }).map(
    ({ file, path, sentence }) => `${file} › ${path}: ${sentence}`,
  )
}

const problemsOfGuide = (changes: Record<string, unknown>) =>
  problemsOf({ guides: new Map([['mau', makeGuide(changes)]]) })

const question = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  ask: `${id}?`,
  choices: [
    { id: 'co', label: 'Có' },
    { id: 'khong', label: 'Không' },
  ],
  ...more,
})
const component = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  name: id,
  officialName: id,
  how: 'submit',
  originals: 1,
  copies: 0,
  ...more,
})
const fee = (id: string, more: Record<string, unknown> = {}) => ({ ...cleanGuide.fees[0], id, ...more })

test('content without mistakes has no problems', () => {
  expect(problemsOf({}, '2026-11-22')).toEqual([])
})

describe('names across files', () => {
  test('a code used by two guides is reported on the second', () => {
    const second = makeGuide({ shortName: 'Việc khác', aliases: ['làm việc khác'] })
    expect(
      problemsOf({
        guides: new Map([
          ['mau', makeGuide()],
          ['khac', second],
        ]),
      }),
    ).toEqual(['procedures/khac.yaml › code: mã 1.000001 đã dùng ở procedures/mau.yaml; mỗi mã chỉ một tệp'])
  })

  test('guides published without a code do not clash', () => {
    const first = makeGuide({ code: null })
    const second = makeGuide({ code: null, shortName: 'Việc khác', aliases: ['làm việc khác'] })
    expect(
      problemsOf({
        guides: new Map([
          ['mau', first],
          ['khac', second],
        ]),
      }),
    ).toEqual([])
  })

  test('an alias claimed by two guides is reported although diacritics and capitals differ', () => {
    const second = makeGuide({ code: '1.000002', shortName: 'Việc khác', aliases: ['Lam viec MAU!'] })
    expect(
      problemsOf({
        guides: new Map([
          ['mau', makeGuide()],
          ['khac', second],
        ]),
      }),
    ).toEqual([
      'procedures/khac.yaml › aliases.0: "Lam viec MAU!" đã là cách gọi ở procedures/mau.yaml; giữ ở một nơi để tìm ra một kết quả',
    ])
  })

  test('a help article may not claim the name of a guide', () => {
    const help = new Map([['bai-mau', makeHelp({ aliases: ['làm việc mẫu'] })]])
    expect(problemsOf({ help })).toHaveLength(1)
  })

  test('one guide may write an alias with and without diacritics', () => {
    expect(problemsOfGuide({ aliases: ['làm việc mẫu', 'lam viec mau'] })).toEqual([])
  })
})

describe('conditions', () => {
  const needs = (when: unknown) =>
    problemsOfGuide({ components: [...cleanGuide.components, component('them', { when })] })

  test('a condition on a question that does not exist is reported with the names that do', () => {
    expect(needs({ answer: 'giay-moi', is: 'co' })).toEqual([
      'procedures/mau.yaml › components.2.when: không có câu hỏi hay ô lựa chọn tên "giay-moi"; hiện có: giay-cu, gioi-tinh',
    ])
  })

  test('a condition on a field that is not a choice is reported', () => {
    expect(needs({ answer: 'ten', is: 'An' })).toHaveLength(1)
  })

  test('a condition on an unknown choice is reported however deep it stands', () => {
    expect(needs({ all: [{ not: { answer: 'giay-cu', is: ['co', 'chua'] } }] })).toEqual([
      'procedures/mau.yaml › components.2.when: "giay-cu" không có lựa chọn "chua"; chỉ có: co, khong',
    ])
  })

  test('a choice field of the form may decide a component', () => {
    expect(needs({ answer: 'gioi-tinh', is: 'nu' })).toEqual([])
  })

  test('a component nobody can need is reported', () => {
    const when = {
      all: [
        { answer: 'giay-cu', is: 'co' },
        { answer: 'giay-cu', is: 'khong' },
      ],
    }
    expect(needs(when)).toEqual([
      'procedures/mau.yaml › components.2.when: không ai phải nộp giấy tờ này; sửa điều kiện hoặc bỏ giấy tờ',
    ])
  })

  test('a fee nobody can owe is reported', () => {
    const when = { not: { any: [{ answer: 'giay-cu', is: ['co', 'khong'] }] } }
    expect(problemsOfGuide({ fees: [fee('phi', { when })] })).toEqual([
      'procedures/mau.yaml › fees.0.when: không ai phải trả khoản này; sửa điều kiện hoặc bỏ khoản',
    ])
  })

  test('a question that no way of answering leads to is reported', () => {
    const unreachable = question('sau', {
      when: { all: [{ answer: 'giay-cu', is: 'co' }, { not: { answer: 'giay-cu', is: 'co' } }] },
    })
    const questions = [...cleanGuide.questions, unreachable]
    const components = [
      ...cleanGuide.components,
      component('them', { when: { not: { answer: 'sau', is: 'co' } } }),
    ]
    expect(problemsOfGuide({ questions, components })).toEqual([
      'procedures/mau.yaml › questions.1.when: không cách trả lời nào dẫn tới câu hỏi này; sửa điều kiện hoặc bỏ câu hỏi',
    ])
  })

  test('a component that hangs on a question asked only in the opposite case is reported', () => {
    const questions = [...cleanGuide.questions, question('sau', { when: { answer: 'giay-cu', is: 'co' } })]
    const when = {
      all: [
        { answer: 'giay-cu', is: 'khong' },
        { answer: 'sau', is: 'co' },
      ],
    }
    expect(
      problemsOfGuide({ questions, components: [...cleanGuide.components, component('them', { when })] }),
    ).toEqual([
      'procedures/mau.yaml › components.2.when: không ai phải nộp giấy tờ này; sửa điều kiện hoặc bỏ giấy tờ',
    ])
  })

  test('a field no way of answering leads to is reported', () => {
    const fields = [
      ...cleanGuide.fields,
      {
        id: 'them',
        label: 'Thêm',
        ask: 'Thêm?',
        type: 'text',
        when: { not: { answer: 'gioi-tinh', is: ['nam', 'nu'] } },
      },
    ]
    expect(problemsOfGuide({ fields })).toEqual([
      'procedures/mau.yaml › fields.5.when: không cách trả lời nào dẫn tới ô này; sửa điều kiện hoặc bỏ ô',
    ])
  })

  test('a question may not depend on an answer that comes later', () => {
    const questions = [question('giay-cu', { when: { answer: 'gioi-tinh', is: 'nam' } })]
    expect(problemsOfGuide({ questions })).toContain(
      'procedures/mau.yaml › questions.0.when: "gioi-tinh" hỏi sau chỗ này; đưa lên trước hoặc đổi điều kiện',
    )
  })

  test('a field may not depend on a choice field below it', () => {
    const [first, ...rest] = cleanGuide.fields
    const fields = [{ ...first, when: { answer: 'gioi-tinh', is: 'nam' } }, ...rest]
    expect(problemsOfGuide({ fields })).toHaveLength(1)
  })

  test('a question whose answer changes nothing is reported', () => {
    expect(problemsOfGuide({ questions: [...cleanGuide.questions, question('thua')] })).toEqual([
      'procedures/mau.yaml › questions.1: câu trả lời không đổi giấy tờ, phí hay tờ khai; bỏ câu hỏi hoặc chuyển thành ô của tờ khai',
    ])
  })
})

describe('ids', () => {
  test('a question and a field may not share an id', () => {
    const fields = [...cleanGuide.fields, { id: 'giay-cu', label: 'Giấy', ask: 'Giấy?', type: 'text' }]
    expect(problemsOfGuide({ fields })).toEqual([
      'procedures/mau.yaml › fields.5.id: id "giay-cu" dùng hai lần; đặt tên khác',
    ])
  })

  test('two components may not share an id', () => {
    expect(problemsOfGuide({ components: [...cleanGuide.components, component('giay-cu')] })).toHaveLength(1)
  })

  test('two fees may not share an id', () => {
    expect(problemsOfGuide({ fees: [fee('phi'), fee('phi', { label: 'Phí khác' })] })).toHaveLength(1)
  })

  test('two choices of one question may not share an id', () => {
    const choices = [
      { id: 'co', label: 'Có' },
      { id: 'co', label: 'Có nữa' },
    ]
    expect(problemsOfGuide({ questions: [question('giay-cu', { choices })] })).toEqual([
      'procedures/mau.yaml › questions.0.choices.1.id: id "co" dùng hai lần; đặt tên khác',
    ])
  })

  test('two choices of one field may not share an id', () => {
    const choices = [
      { id: 'nam', label: 'Nam' },
      { id: 'nam', label: 'Nam nữa' },
    ]
    const fields = [...cleanGuide.fields.slice(0, 4), { ...cleanGuide.fields[4], choices }]
    expect(problemsOfGuide({ fields })).toHaveLength(1)
  })
})

describe('the form', () => {
  test('a guide filed online needs a form', () => {
    expect(problemsOfGuide({ components: cleanGuide.components.slice(1) })).toEqual([
      'procedures/mau.yaml › components: nộp trực tuyến mà không có tờ khai; thêm một mục form: true',
    ])
  })

  test('a guide has one form', () => {
    const components = [...cleanGuide.components, component('to-khai-2', { form: true })]
    expect(problemsOfGuide({ components })).toHaveLength(1)
  })

  test('a form is handed in, not shown', () => {
    const components = [{ ...cleanGuide.components[0], how: 'show' }, cleanGuide.components[1]]
    expect(problemsOfGuide({ components })).toHaveLength(1)
  })

  test('every standard applicant field is filled', () => {
    expect(problemsOfGuide({ fields: cleanGuide.fields.slice(1) })).toEqual([
      'procedures/mau.yaml › fields: thiếu ô có fills: applicant-name; cổng nào cũng cần thông tin này',
    ])
  })

  test('two fields may not fill the same applicant field', () => {
    const fields = [...cleanGuide.fields, { ...cleanGuide.fields[0], id: 'ten-2' }]
    expect(problemsOfGuide({ fields })).toHaveLength(1)
  })

  test('a guide that only informs needs neither form nor fields', () => {
    const offers = [{ portal: 'cong', level: 1, kind: 'thong-tin' }]
    const components = [component('giay-cu', { how: 'show', when: { answer: 'giay-cu', is: 'co' } })]
    expect(problemsOfGuide({ offers, components, fields: [] })).toEqual([])
  })
})

describe('fees and periods', () => {
  test('two amounts for the same line at the same time are reported', () => {
    const fees = [fee('cu', { validTo: '2026-06-30' }), fee('moi', { amount: 9000, validFrom: '2026-06-01' })]
    expect(problemsOfGuide({ fees })).toEqual([
      'procedures/mau.yaml › fees.1: "Phí" có hai mức trong cùng thời gian; ghi validFrom, validTo cho khớp nhau',
    ])
  })

  test('days without any amount between two periods are reported', () => {
    const fees = [fee('cu', { validTo: '2026-06-30' }), fee('moi', { amount: 9000, validFrom: '2026-07-02' })]
    expect(problemsOfGuide({ fees })).toEqual([
      'procedures/mau.yaml › fees.1: "Phí" không có mức nào từ sau 2026-06-30 đến trước 2026-07-02; bổ sung',
    ])
  })

  test('a new amount from the day after the old one ends is fine, in either order', () => {
    const fees = [fee('moi', { amount: 9000, validFrom: '2026-07-01' }), fee('cu', { validTo: '2026-06-30' })]
    expect(problemsOfGuide({ fees })).toEqual([])
  })

  test('amounts for different cases or channels may run side by side', () => {
    const fees = [
      fee('truc-tiep', { channel: 'direct' }),
      fee('truc-tuyen', { channel: 'online', amount: 4000 }),
      fee('co-giay', { channel: 'direct', when: { answer: 'giay-cu', is: 'co' } }),
    ]
    expect(problemsOfGuide({ fees })).toEqual([])
  })

  test('a fee that ends before it begins is reported', () => {
    const fees = [fee('phi', { validFrom: '2026-07-01', validTo: '2026-06-30' })]
    expect(problemsOfGuide({ fees })).toEqual([
      'procedures/mau.yaml › fees.0.validTo: bắt đầu 2026-07-01 mà hết hạn 2026-06-30; đổi lại thứ tự',
    ])
  })

  test('a guide that ends before it begins is reported', () => {
    expect(problemsOfGuide({ validFrom: '2026-07-01', validTo: '2026-06-30' })).toHaveLength(1)
  })

  test('a zero fee that is not confirmed is reported, so that it is never told as free', () => {
    expect(problemsOfGuide({ fees: [fee('phi', { amount: 0, confidence: 'single-source' })] })).toEqual([
      'procedures/mau.yaml › fees.0.amount: 0 đồng mà chưa chắc chắn thì ghi amount: null và nói rõ ai quyết định mức thu',
    ])
    expect(problemsOfGuide({ fees: [fee('phi', { amount: 0 })] })).toEqual([])
  })

  test('an unknown amount says who sets it', () => {
    expect(problemsOfGuide({ fees: [fee('phi', { amount: null })] })).toHaveLength(1)
    expect(problemsOfGuide({ fees: [fee('phi', { amount: null, condition: 'Tỉnh quyết định' })] })).toEqual(
      [],
    )
  })
})

describe('offers', () => {
  const offering = (...offers: unknown[]) => problemsOfGuide({ offers })
  const link = 'https://cong.example/1'

  test('a portal nobody has described is reported', () => {
    expect(offering({ portal: 'xa-la', level: 4, kind: 'toan-trinh', link })).toEqual([
      'procedures/mau.yaml › offers.0.portal: không có cổng "xa-la"; hiện có: cong',
    ])
  })

  test('a portal offered twice is reported', () => {
    const offer = { portal: 'cong', level: 4, kind: 'toan-trinh', link }
    expect(offering(offer, offer)).toEqual([
      'procedures/mau.yaml › offers.1: cổng "cong" ghi hai lần; gộp lại',
    ])
  })

  test('a level the portal does not use is reported', () => {
    const portals = new Map([['cong', makePortal({ levels: [1, 2, 3] })]])
    expect(problemsOf({ portals })).toEqual([
      'procedures/mau.yaml › offers.0: Cổng mẫu không dùng mức 4; chỉ có mức 1, 2, 3',
    ])
  })

  test('a level the connector cannot carry out is reported', () => {
    const connector = { mode: 'handover', highestLevel: 3 }
    const portals = new Map([['cong', makePortal({ levels: [1, 2, 3], connector })]])
    expect(problemsOf({ portals })).toContain(
      'procedures/mau.yaml › offers.0: mức 4 cao hơn mức kết nối của Cổng mẫu làm được (3)',
    )
  })

  test('level and present-day label may not contradict each other', () => {
    expect(offering({ portal: 'cong', level: 4, kind: 'thong-tin', link })).toHaveLength(1)
    expect(offering({ portal: 'cong', level: 2, kind: 'toan-trinh' })).toHaveLength(1)
    expect(offering({ portal: 'cong', level: 4, kind: 'mot-phan', link })).toEqual([])
  })

  test('a hand-over needs the address of the very procedure', () => {
    expect(offering({ portal: 'cong', level: 3, kind: 'mot-phan' })).toHaveLength(1)
  })
})

describe('portals', () => {
  const problemsOfPortal = (changes: Record<string, unknown>) =>
    problemsOf({ guides: new Map(), portals: new Map([['cong', makePortal(changes)]]) })

  test('the id of a portal is the name of its file', () => {
    expect(problemsOfPortal({ id: 'cong-khac' })).toHaveLength(1)
  })

  test('a portal has no level its connector cannot carry out', () => {
    expect(problemsOfPortal({ connector: { mode: 'handover', highestLevel: 2 } })).toEqual([
      'portals/cong.yaml › levels: mức 3, 4 cao hơn mức kết nối làm được (2); bỏ mức đó hoặc sửa connector.highestLevel',
    ])
  })

  test('a portal that takes no filings has no online level', () => {
    expect(problemsOfPortal({ takesFilings: false })).toHaveLength(1)
  })

  test('who waits for staff must know how long', () => {
    const connector = { mode: 'assisted', highestLevel: 4 } as const
    expect(problemsOfPortal({ connector })).toEqual([
      expect.stringMatching(/connector\.staffHours: .*bao nhiêu giờ làm việc/),
    ])
    expect(problemsOfPortal({ connector: { ...connector, staffHours: 8 } })).toEqual([])
  })

  test('an office opens before it closes', () => {
    expect(
      problemsOfPortal({ receivingHours: [{ days: ['mon'], from: '17:00', to: '07:30' }] }),
    ).toHaveLength(1)
  })
})

describe('words', () => {
  const problemsOfWords = (changes: Parameters<typeof makeWords>[0]) =>
    problemsOf({ words: makeWords(changes) })

  test('a command without wordings is reported', () => {
    const { menu: _, ...commands } = makeWords().commands
    expect(problemsOfWords({ commands })).toEqual([
      'words.yaml › commands: thiếu mục "menu"; thêm các cách nói cho nó',
    ])
  })

  test('a command the assistant does not know is reported', () => {
    expect(problemsOfWords({ commands: { ...makeWords().commands, dance: ['nhảy'] } })).toHaveLength(1)
  })

  test('an aspect the assistant does not know is reported', () => {
    expect(
      problemsOfWords({ aspects: { ...makeWords().aspects, weather: ['trời mưa không'] } }),
    ).toHaveLength(1)
  })

  test('one wording may not mean two commands', () => {
    const commands = { ...makeWords().commands, stop: ['thôi'], back: ['Thoi'] }
    expect(problemsOfWords({ commands })).toHaveLength(1)
  })

  test('the label of a choice may not be a command, because people type labels', () => {
    const commands = { ...makeWords().commands, skip: ['không'] }
    expect(problemsOfWords({ commands })).toEqual([
      'procedures/mau.yaml › questions.0.choices.1.label: lựa chọn "Không" trùng với lệnh "skip"; người gõ chữ sẽ bị hiểu là ra lệnh, đổi nhãn',
    ])
  })

  test('one wording may not mean both yes and no', () => {
    expect(problemsOfWords({ yes: ['đúng'], no: ['đừng'] })).toEqual([
      'words.yaml › no.0: "đừng" đã nằm ở "yes"; một cách nói chỉ được một nghĩa',
    ])
  })
})

describe('calendar and dates', () => {
  const dated = (day: string) => ({ day, name: 'Lễ', source: 'Luật', confidence: 'confirmed' as const })
  const problemsOfYear = (holidays: string[], makeUpDays: string[] = []) =>
    problemsOf({
      calendar: { years: { 2026: { holidays: holidays.map(dated), makeUpDays: makeUpDays.map(dated) } } },
    })

  test('a day stands under its own year', () => {
    expect(problemsOfYear(['2027-01-01'])).toHaveLength(1)
  })

  test('a day is written once', () => {
    expect(problemsOfYear(['2026-01-10'], ['2026-01-10'])).toHaveLength(1)
  })

  test('a make-up day falls on a weekend', () => {
    expect(problemsOfYear([], ['2026-01-12'])).toHaveLength(1)
    expect(problemsOfYear([], ['2026-01-10'])).toEqual([])
  })

  test('a date of checking in the future is reported only when today is known', () => {
    const help = new Map([['bai-mau', makeHelp({ checkedOn: '2026-11-23' })]])
    expect(problemsOf({ help }, '2026-11-22')).toEqual([
      'help/bai-mau.yaml › checkedOn: ngày kiểm tra 2026-11-23 ở sau hôm nay (2026-11-22); ghi ngày đã kiểm tra thật',
    ])
    expect(problemsOf({ help })).toEqual([])
  })
})

test('a popular procedure without a guide is reported', () => {
  expect(problemsOf({ words: makeWords({ popular: ['khong-co'] }) })).toEqual([
    'words.yaml › popular.0: không có hướng dẫn tên "khong-co"',
  ])
})
