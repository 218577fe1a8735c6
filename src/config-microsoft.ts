// The variables of the Bot Framework channel. An app id turns it on; without an app id nothing of it is loaded.
import { z } from 'zod'
import { ConfigError } from './config-error.ts'

const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
  .transform((value) => value.toLowerCase())
const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))

export const microsoftVariables = {
  MICROSOFT_APP_ID: guid.optional(),
  MICROSOFT_APP_PASSWORD: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .optional(),
  MICROSOFT_APP_TYPE: z.enum(['MultiTenant', 'SingleTenant']).optional(),
  MICROSOFT_APP_TENANT_ID: guid.optional(),
  MICROSOFT_LOGIN_ROOT: httpUrl.optional(),
  MICROSOFT_OPENID_METADATA: z.url({ protocol: /^https?$/ }).optional(),
}

export const microsoftAdvice: Readonly<Record<keyof typeof microsoftVariables, string>> = {
  MICROSOFT_APP_ID: 'cần mã ứng dụng (Application ID) của bot trên Azure, dạng 8-4-4-4-12 ký tự',
  MICROSOFT_APP_PASSWORD: 'cần giá trị (Value) của client secret trên Azure, một chuỗi không có dấu cách',
  MICROSOFT_APP_TYPE:
    'chọn SingleTenant hoặc MultiTenant; UserAssignedMSI chỉ chạy bên trong Azure nên chưa dùng được ở đây',
  MICROSOFT_APP_TENANT_ID: 'cần mã tổ chức (Directory ID) trên Azure, dạng 8-4-4-4-12 ký tự',
  MICROSOFT_LOGIN_ROOT: 'cần một địa chỉ http(s) đầy đủ',
  MICROSOFT_OPENID_METADATA: 'cần một địa chỉ http(s) đầy đủ',
}

export interface BotFrameworkAccess {
  readonly appId: string
  readonly appPassword: string
  /** Where the app is registered; null: an app of many tenants. */
  readonly tenantId: string | null
  /** Null: Microsoft's own, as for the one below. */
  readonly loginRoot: string | null
  readonly openIdMetadata: string | null
}

type Values = z.output<z.ZodObject<typeof microsoftVariables>>

export function readBotFramework(values: Values): BotFrameworkAccess | null {
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_PASSWORD: appPassword } = values
  if (!appId) {
    const given = Object.keys(microsoftVariables).some((name) => values[name as keyof Values] !== undefined)
    // An app id forgotten would be a channel missing in silence.
    if (given) throw new ConfigError('MICROSOFT_APP_ID', 'cần có khi đã đặt một biến MICROSOFT_ khác')
    return null
  }
  if (!appPassword) throw new ConfigError('MICROSOFT_APP_PASSWORD', 'cần có khi đã đặt MICROSOFT_APP_ID')
  const tenantId = values.MICROSOFT_APP_TENANT_ID ?? null
  if (values.MICROSOFT_APP_TYPE === 'SingleTenant' && !tenantId) {
    throw new ConfigError('MICROSOFT_APP_TENANT_ID', 'cần có khi MICROSOFT_APP_TYPE là SingleTenant')
  }
  return {
    appId,
    appPassword,
    tenantId: values.MICROSOFT_APP_TYPE === 'MultiTenant' ? null : tenantId,
    loginRoot: values.MICROSOFT_LOGIN_ROOT ?? null,
    openIdMetadata: values.MICROSOFT_OPENID_METADATA ?? null,
  }
}
