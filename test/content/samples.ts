// A small set of content with nothing wrong in it; each test breaks one thing.

import { aspectIds, commandIds } from '../../src/content/check-words.ts'
import type { ContentFiles } from '../../src/content/load.ts'
import {
  type Guide,
  guideSchema,
  type HelpArticle,
  helpSchema,
  type Portal,
  portalSchema,
  type Words,
} from '../../src/content/schema.ts'

type GuideInput = Parameters<typeof guideSchema.parse>[0] & Record<string, unknown>

export const cleanGuide = {
  code: '1.000001',
  name: 'Thủ tục mẫu',
  shortName: 'Việc mẫu',
  field: 'Hộ tịch',
  aliases: ['làm việc mẫu'],
  summary: 'Để thử.',
  agency: { level: 'commune', name: 'Ủy ban nhân dân xã' },
  applicants: ['Ai cũng được'],
  questions: [
    {
      id: 'giay-cu',
      ask: 'Có giấy cũ không?',
      choices: [
        { id: 'co', label: 'Có' },
        { id: 'khong', label: 'Không' },
      ],
    },
  ],
  components: [
    {
      id: 'to-khai',
      name: 'Tờ khai',
      officialName: 'Tờ khai',
      how: 'submit',
      originals: 1,
      copies: 0,
      form: true,
    },
    {
      id: 'giay-cu',
      name: 'Giấy cũ',
      officialName: 'Giấy cũ',
      how: 'submit',
      originals: 1,
      copies: 0,
      when: { answer: 'giay-cu', is: 'co' },
    },
  ],
  fees: [
    {
      id: 'phi',
      label: 'Phí',
      amount: 8000,
      unit: 'lần',
      channel: 'any',
      basis: 'Thông tư',
      source: 'Văn bản',
      confidence: 'confirmed',
    },
  ],
  timeLimit: { value: 3, unit: 'working-day', text: '3 ngày làm việc' },
  steps: ['Nộp'],
  result: ['Giấy'],
  legalBasis: [{ number: '60/2014/QH13' }],
  fields: [
    { id: 'ten', label: 'Tên', ask: 'Tên?', type: 'name', fills: 'applicant-name' },
    { id: 'so', label: 'Số', ask: 'Số?', type: 'citizen-number', fills: 'applicant-number' },
    { id: 'dien-thoai', label: 'Điện thoại', ask: 'Điện thoại?', type: 'phone', fills: 'applicant-phone' },
    { id: 'dia-chi', label: 'Địa chỉ', ask: 'Địa chỉ?', type: 'address', fills: 'applicant-address' },
    {
      id: 'gioi-tinh',
      label: 'Giới tính',
      ask: 'Nam hay nữ?',
      type: 'choice',
      choices: [
        { id: 'nam', label: 'Nam' },
        { id: 'nu', label: 'Nữ' },
      ],
    },
  ],
  offers: [{ portal: 'cong', level: 4, kind: 'toan-trinh', link: 'https://cong.example/thu-tuc/1' }],
  source: 'Văn bản',
  checkedOn: '2026-11-22',
  confidence: 'confirmed',
  validFrom: '2026-01-01',
}

/** The clean guide with some keys replaced, parsed as the loader would. */
export function makeGuide(changes: GuideInput = {}): Guide {
  return guideSchema.parse({ ...cleanGuide, ...changes })
}

export function makePortal(changes: Record<string, unknown> = {}): Portal {
  return portalSchema.parse({
    id: 'cong',
    name: 'Cổng mẫu',
    shortName: 'Cổng mẫu',
    domain: 'cong.example',
    takesFilings: true,
    agencies: [{ level: 'Xã', name: 'Ủy ban nhân dân xã' }],
    fields: ['Hộ tịch'],
    levels: [1, 2, 3, 4],
    hotline: null,
    delivery: ['counter', 'online'],
    payment: ['counter', 'online'],
    confirmation: 'button',
    connector: { mode: 'handover', highestLevel: 4 },
    limits: { fileBytes: 1000, files: 3, types: ['pdf'] },
    source: 'Văn bản',
    checkedOn: '2026-11-22',
    ...changes,
  })
}

export function makeHelp(changes: Record<string, unknown> = {}): HelpArticle {
  return helpSchema.parse({
    code: 'HELP-SAMPLE',
    title: 'Bài mẫu',
    aliases: ['hỏi bài mẫu'],
    body: 'Nội dung.',
    source: 'Văn bản',
    checkedOn: '2026-11-22',
    ...changes,
  })
}

export function makeWords(changes: Partial<Words> = {}): Words {
  const wordEach = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, [`nói ${id}`]]))
  return {
    popular: [],
    synonyms: [],
    abbreviations: {},
    oldNames: {},
    readings: {},
    fillers: [],
    polite: [],
    english: [],
    abroad: { names: [], short: [], after: [], places: [] },
    light: [],
    special: [],
    things: {},
    actions: {},
    elsewhere: [],
    wishes: [],
    commands: wordEach(commandIds),
    aspects: wordEach(aspectIds),
    yes: ['có'],
    no: ['không'],
    ...changes,
  }
}

export function makeFiles(changes: Partial<ContentFiles> = {}): ContentFiles {
  return {
    guides: new Map([['mau', makeGuide()]]),
    portals: new Map([['cong', makePortal()]]),
    phrases: new Map(),
    help: new Map([['bai-mau', makeHelp()]]),
    words: makeWords(),
    sayings: {},
    outside: {},
    calendar: { years: {} },
    forms: new Map(),
    places: { source: '', since: '2025-07-01', provinces: [] },
    ...changes,
  }
}
