// Environment variables → one typed, validated, frozen object, once. A bad value stops the start and is named, never printed.
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'
import {
  type BotFrameworkAccess,
  microsoftAdvice,
  microsoftVariables,
  readBotFramework,
} from './config-microsoft.ts'

export { ConfigError } from './config-error.ts'
export type { BotFrameworkAccess } from './config-microsoft.ts'

const port = z.coerce.number().int().min(0).max(65535)
const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))
const digits = z.string().regex(/^\d{1,32}$/)
const oneWord = z.string().regex(/^[\x21-\x7e]{1,4096}$/)
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)

const variables = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^sqlite:/)
    .optional(),
  MASTER_KEY_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  PORTALS: list.optional(),
  CONTENT_DIR: z.string().min(1).optional(),
  SANDBOX_PORT: port.default(3001),
  TRUSTED_PROXIES: list.default([]),
  WEB_CHAT_ORIGINS: list.default([]),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{3,20}:[\w-]{10,128}$/)
    .optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/)
    .optional(),
  TELEGRAM_API_ROOT: httpUrl.optional(),
  ZALO_OA_ID: digits.optional(),
  ZALO_OA_APP_ID: digits.optional(),
  ZALO_OA_APP_SECRET: oneWord.optional(),
  ZALO_OA_SECRET_KEY: oneWord.optional(),
  ZALO_OA_ACCESS_TOKEN: oneWord.optional(),
  ZALO_OA_REFRESH_TOKEN: oneWord.optional(),
  ZALO_OA_API_ROOT: httpUrl.optional(),
  ZALO_OA_OAUTH_ROOT: httpUrl.optional(),
  ZALO_OA_BUSINESS_ROOT: httpUrl.optional(),
  ZALO_OA_BUTTONS: z.enum(['on', 'off', 'true', 'false', '1', '0']).optional(),
  ZALO_OA_STATUS_TEMPLATE: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  ZALO_BOT_TOKEN: z
    .string()
    .regex(/^\d{1,30}:[\w.~-]{3,256}$/)
    .optional(),
  ZALO_BOT_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\x21-\x7e]{8,256}$/)
    .optional(),
  ZALO_BOT_API_ROOT: httpUrl.optional(),
  ...microsoftVariables,
  CLAMD: z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/)
    .transform((value) => ({ host: value.split(':')[0] ?? '', port: Number(value.split(':')[1]) }))
    .optional(),
})

const advice: Record<string, string> = {
  PORT: 'cần một số cổng từ 0 đến 65535',
  SANDBOX_PORT: 'cần một số cổng từ 0 đến 65535',
  PUBLIC_URL: 'cần một địa chỉ http(s) đầy đủ',
  DATABASE_URL: 'bản này lưu bằng sqlite:<đường dẫn>; PostgreSQL chưa có',
  TELEGRAM_BOT_TOKEN: 'cần mã đầy đủ mà BotFather đã cấp, dạng số:chữ',
  TELEGRAM_WEBHOOK_SECRET: 'cần 16 đến 256 ký tự, chỉ gồm chữ không dấu, số, gạch ngang, gạch dưới',
  TELEGRAM_API_ROOT: 'cần một địa chỉ http(s) đầy đủ',
  ZALO_OA_ID: 'cần mã số của OA, chỉ gồm chữ số',
  ZALO_OA_APP_ID: 'cần mã số của ứng dụng, chỉ gồm chữ số',
  ZALO_OA_APP_SECRET: 'cần khóa bí mật của ứng dụng, một chuỗi không có dấu cách',
  ZALO_OA_SECRET_KEY: 'cần OA Secret Key ở trang Webhook, một chuỗi không có dấu cách',
  ZALO_OA_ACCESS_TOKEN: 'cần mã truy cập của OA, một chuỗi không có dấu cách',
  ZALO_OA_REFRESH_TOKEN: 'cần mã làm mới của OA, một chuỗi không có dấu cách',
  ZALO_OA_API_ROOT: 'cần một địa chỉ http(s) đầy đủ',
  ZALO_OA_OAUTH_ROOT: 'cần một địa chỉ http(s) đầy đủ',
  ZALO_OA_BUSINESS_ROOT: 'cần một địa chỉ http(s) đầy đủ',
  ZALO_OA_BUTTONS: 'chọn on hoặc off',
  ZALO_OA_STATUS_TEMPLATE: 'cần mã mẫu tin ZBS đã được duyệt',
  ZALO_BOT_TOKEN: 'cần mã đầy đủ mà Zalo Bot Manager đã cấp, dạng số:chữ',
  ZALO_BOT_WEBHOOK_SECRET: 'cần 8 đến 256 ký tự không dấu, không có dấu cách',
  ZALO_BOT_API_ROOT: 'cần một địa chỉ http(s) đầy đủ',
  ...microsoftAdvice,
  CLAMD: 'cần dạng máy:cổng, ví dụ 127.0.0.1:3310',
  LOG_LEVEL: 'chọn một trong fatal, error, warn, info, debug, trace, silent',
}

export interface PortalAccess {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly group: string
}

export interface TelegramAccess {
  readonly token: string
  /** Null: updates are polled for. */
  readonly webhook: { readonly publicUrl: string; readonly secret: string } | null
  /** Null: Telegram's own. */
  readonly apiRoot: string | null
}

export interface ZaloOaAccess {
  readonly oaId: string
  readonly appId: string
  readonly appSecret: string
  readonly secretKey: string
  readonly accessToken: string
  readonly refreshToken: string
  /** Null: Zalo's own, as for the two beside it. */
  readonly apiRoot: string | null
  readonly oauthRoot: string | null
  readonly businessRoot: string | null
  readonly buttons: boolean
  /** Null: news after a week of silence waits for staff. */
  readonly statusTemplate: string | null
}

export interface ZaloBotAccess {
  readonly token: string
  /** Null: updates are polled for. */
  readonly webhook: { readonly publicUrl: string; readonly secret: string } | null
  /** Null: Zalo's own. */
  readonly apiRoot: string | null
}

export interface Config {
  readonly demo: boolean
  readonly port: number
  readonly host: string
  readonly publicUrl: string | null
  readonly dataDir: string
  readonly databaseFile: string
  readonly masterKeyFile: string
  readonly logLevel: string
  /** Portal ids to serve; null means all of them. */
  readonly portals: readonly string[] | null
  readonly contentDir: string
  readonly sandboxPort: number
  readonly trustedProxies: readonly string[]
  readonly webChatOrigins: readonly string[]
  /** Null: the channel is off. */
  readonly telegram: TelegramAccess | null
  readonly zaloOa: ZaloOaAccess | null
  readonly zaloBot: ZaloBotAccess | null
  readonly botFramework: BotFrameworkAccess | null
  /** Where the virus scan listens; null scans nothing. */
  readonly clamd: { readonly host: string; readonly port: number } | null
  /** Own processing systems by portal id, from PORTAL_<ID>_URL and its companions. */
  readonly portalAccess: ReadonlyMap<string, PortalAccess>
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment. Throws ConfigError naming the variable; the value itself never appears. */
export function readConfig(environment: Environment, options: { demo: boolean; root: string }): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = variables.safeParse(present)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0] ?? 'environment')
    throw new ConfigError(name, advice[name] ?? 'giá trị không dùng được')
  }
  if (options.demo) refuseLiveSettings(present)
  const values = parsed.data
  const dataDir = resolve(values.DATA_DIR)
  return Object.freeze({
    demo: options.demo,
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? null,
    dataDir,
    databaseFile: values.DATABASE_URL
      ? resolve(values.DATABASE_URL.slice('sqlite:'.length))
      : join(dataDir, 'motcua.db'),
    masterKeyFile: values.MASTER_KEY_FILE
      ? resolve(values.MASTER_KEY_FILE)
      : join(present.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'motcua', 'master.key'),
    logLevel: values.LOG_LEVEL,
    portals: values.PORTALS ?? null,
    contentDir: values.CONTENT_DIR ? resolve(values.CONTENT_DIR) : join(options.root, 'content'),
    sandboxPort: values.SANDBOX_PORT,
    trustedProxies: values.TRUSTED_PROXIES,
    webChatOrigins: values.WEB_CHAT_ORIGINS,
    telegram: readTelegram(values),
    zaloOa: readZaloOa(values),
    zaloBot: readZaloBot(values),
    botFramework: readBotFramework(values),
    clamd: values.CLAMD ?? null,
    portalAccess: readPortalAccess(present),
  })
}

const liveSettings =
  /^(PUBLIC_URL|TELEGRAM_BOT_TOKEN|ZALO_OA_\w+|ZALO_BOT_TOKEN|MICROSOFT_\w+|PORTAL_.+_URL)$/

// The demo invents dossiers; with a live channel or portal beside it, a real person could take one for real.
function refuseLiveSettings(environment: Environment): void {
  const name = Object.keys(environment).find((key) => liveSettings.test(key))
  if (name) {
    throw new ConfigError(name, 'không dùng cùng bản thử (--demo); bỏ biến này, hoặc chạy `motcua serve`')
  }
}

function readTelegram(values: z.output<typeof variables>): TelegramAccess | null {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl } = values
  if (!token) {
    // A secret alone is a token forgotten, and the channel would be missing in silence.
    if (secret) throw new ConfigError('TELEGRAM_BOT_TOKEN', 'cần có khi đã đặt TELEGRAM_WEBHOOK_SECRET')
    return null
  }
  const apiRoot = values.TELEGRAM_API_ROOT ?? null
  if (!secret) return { token, apiRoot, webhook: null }
  const sentence = 'cần địa chỉ https để Telegram gửi tin tới, vì đã đặt TELEGRAM_WEBHOOK_SECRET'
  if (!publicUrl) throw new ConfigError('PUBLIC_URL', sentence)
  // A local Bot API server brings updates over plain http too.
  if (!apiRoot && !publicUrl.startsWith('https:')) throw new ConfigError('PUBLIC_URL', sentence)
  return { token, apiRoot, webhook: { publicUrl, secret } }
}

// Any of them set means the channel is wanted, and a missing one would leave it half alive.
function readZaloOa(values: z.output<typeof variables>): ZaloOaAccess | null {
  if (!Object.entries(values).some(([name, value]) => name.startsWith('ZALO_OA_') && value !== undefined)) {
    return null
  }
  const needed = (name: keyof typeof values & `ZALO_OA_${string}`) => {
    const value = values[name]
    if (value === undefined) throw new ConfigError(name, 'cần có khi đã đặt một biến ZALO_OA_ khác')
    return value
  }
  return {
    oaId: needed('ZALO_OA_ID'),
    appId: needed('ZALO_OA_APP_ID'),
    appSecret: needed('ZALO_OA_APP_SECRET'),
    secretKey: needed('ZALO_OA_SECRET_KEY'),
    accessToken: needed('ZALO_OA_ACCESS_TOKEN'),
    refreshToken: needed('ZALO_OA_REFRESH_TOKEN'),
    apiRoot: values.ZALO_OA_API_ROOT ?? null,
    oauthRoot: values.ZALO_OA_OAUTH_ROOT ?? null,
    businessRoot: values.ZALO_OA_BUSINESS_ROOT ?? null,
    buttons: /^(on|true|1)$/.test(values.ZALO_OA_BUTTONS ?? 'off'),
    statusTemplate: values.ZALO_OA_STATUS_TEMPLATE ?? null,
  }
}

function readZaloBot(values: z.output<typeof variables>): ZaloBotAccess | null {
  const { ZALO_BOT_TOKEN: token, ZALO_BOT_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl } = values
  const apiRoot = values.ZALO_BOT_API_ROOT ?? null
  if (!token) {
    if (secret || apiRoot)
      throw new ConfigError('ZALO_BOT_TOKEN', 'cần có khi đã đặt một biến ZALO_BOT_ khác')
    return null
  }
  if (!secret) return { token, apiRoot, webhook: null }
  // A stand-in for Zalo takes plain http too.
  if (!publicUrl || (!apiRoot && !publicUrl.startsWith('https:'))) {
    throw new ConfigError(
      'PUBLIC_URL',
      'cần địa chỉ https để Zalo gửi tin tới, vì đã đặt ZALO_BOT_WEBHOOK_SECRET',
    )
  }
  return { token, apiRoot, webhook: { publicUrl, secret } }
}

function readPortalAccess(environment: Environment): ReadonlyMap<string, PortalAccess> {
  const access = new Map<string, PortalAccess>()
  for (const [name, value] of Object.entries(environment)) {
    const id = /^PORTAL_([A-Z0-9_]+)_URL$/.exec(name)?.[1]
    if (!id) continue
    const url = httpUrl.safeParse(value)
    if (!url.success) throw new ConfigError(name, 'cần địa chỉ REST đầy đủ của hệ thống xử lý')
    const companion = (part: string) => {
      const key = `PORTAL_${id}_${part}`
      const text = environment[key]
      if (!text) throw new ConfigError(key, `cần có khi đã đặt ${name}`)
      return text
    }
    const password = companion('PASSWORD')
    // OpenCPS splits the Basic header at every colon, so such a password can never sign in.
    if (password.includes(':')) throw new ConfigError(`PORTAL_${id}_PASSWORD`, 'không được có dấu hai chấm')
    access.set(id.toLowerCase().replaceAll('_', '-'), {
      url: url.data,
      user: companion('USER'),
      password,
      group: companion('GROUP'),
    })
  }
  return access
}
