// A dossier to file, and a journal that survives like the real one.
import { onTestFinished } from 'vitest'
import { createOutbound, type Outbound, type OutboundInit } from '../../src/outbound/outbound.ts'
import { type Connector, type DossierPackage, type Journal, PortalError } from '../../src/portal/connector.ts'
import { createOpencpsConnector, type OpencpsConfig } from '../../src/portal/opencps/index.ts'

export const signal = new AbortController().signal

export function openOutbound(): Outbound {
  const outbound = createOutbound()
  onTestFinished(() => outbound.close())
  return outbound
}

type Answering = (url: string, init: OutboundInit) => Promise<Response> | Response

/** Stands between connector and portal. */
export function between(answer: Answering): Outbound {
  return { ...openOutbound(), fetch: async (url, init = {}) => answer(String(url), init) }
}

export function connect(
  portal: { readonly rest: string },
  config: Partial<OpencpsConfig> = {},
  outbound: Outbound = openOutbound(),
): Connector {
  const account = { user: 'motcua@sandbox.test', password: 'motcua', group: '20' }
  return createOpencpsConnector({ url: portal.rest, ...account, ...config }, outbound)
}

export interface MemoryJournal extends Journal {
  readonly steps: { step: string; detail: string }[]
}

export function openJournal(): MemoryJournal {
  const steps: { step: string; detail: string }[] = []
  return {
    steps,
    async record(step, detail = '') {
      steps.push({ step, detail })
    },
  }
}

const bytes = (seed: number, size: number) =>
  Uint8Array.from({ length: size }, (_, at) => (at * 31 + seed * 7) % 251)

export const contents: Readonly<Record<string, Uint8Array>> = {
  'mc-k1-1': bytes(1, 70_000),
  'mc-k1-2': bytes(2, 1_300),
  'mc-k1-3': bytes(3, 5),
}

export function birthDossier(change: Partial<DossierPackage> = {}): DossierPackage {
  const file = (reference: string, displayName: string) => ({
    reference,
    fileName: `${reference}.pdf`,
    displayName,
    mediaType: 'application/pdf',
    sizeBytes: contents[reference]?.length ?? 0,
    read: async () => contents[reference] ?? new Uint8Array(),
  })
  return {
    reference: 'mc-k1',
    portal: 'thu',
    procedure: {
      code: '1.001193',
      name: 'Thủ tục đăng ký khai sinh',
      link: 'https://portal.example/1.001193',
      agency: null,
      parts: { 'chung-minh-cu-tru': '7' },
    },
    applicant: {
      name: 'Trần Thị Bưởi',
      idNumber: '052190001234',
      address: 'Phường Quy Nhơn, tỉnh Gia Lai',
      phone: '0912345678',
      email: 'buoi@example.vn',
    },
    answers: [{ id: 'ho-ten-tre', label: 'Họ, chữ đệm, tên trẻ', value: 'TRẦN AN', shown: 'TRẦN AN' }],
    components: [
      { id: 'to-khai', officialName: 'Mẫu hộ tịch điện tử tương tác', form: true, files: [] },
      {
        id: 'chung-sinh',
        officialName: 'Giấy  chứng sinh',
        form: false,
        files: [file('mc-k1-1', 'Giấy chứng sinh')],
      },
      {
        id: 'chung-minh-cu-tru',
        officialName: 'Tên khác hẳn',
        form: false,
        files: [file('mc-k1-2', 'Xác nhận cư trú')],
      },
      { id: 'anh', officialName: 'Ảnh gia đình', form: false, files: [file('mc-k1-3', 'Ảnh')] },
    ],
    delivery: 'counter',
    ...change,
  }
}

/** The error a promise is rejected with; fails the test when there is none. */
export async function failureOf(promise: Promise<unknown>): Promise<PortalError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof PortalError) return error
  throw new Error(`expected a PortalError, got ${error === null ? 'success' : String(error)}`)
}
