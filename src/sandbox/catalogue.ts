// The sandbox's services, templates and parts, read once from data/services.yaml.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'

export interface Part {
  readonly no: string
  readonly name: string
  readonly kind: 'form' | 'input' | 'other' | 'result'
  readonly multiple: boolean
  readonly required: boolean
}

export interface Service {
  readonly id: number
  readonly configId: number
  readonly templateId: number
  readonly code: string
  readonly name: string
  readonly domain: { readonly code: string; readonly name: string }
  readonly level: number
  readonly agency: Agency
  readonly template: string
  readonly days: number
  readonly post: boolean
  readonly parts: readonly Part[]
}

export interface Agency {
  readonly code: string
  readonly name: string
  readonly level: string
}

export interface Catalogue {
  readonly agencies: readonly Agency[]
  readonly services: readonly Service[]
  /** What the web client enforces and the server does not, as the JSON text that travels in `partTip`. */
  readonly partTip: string
}

const text = z.string().min(1)
const fileSchema = z.strictObject({
  agencies: z.array(z.strictObject({ code: text, name: text, level: text })).min(1),
  limits: z.strictObject({ extensions: text, maxSize: z.number().positive() }),
  services: z.array(
    z.strictObject({
      code: text,
      name: text,
      domain: z.strictObject({ code: text, name: text }),
      level: z.int().min(1).max(4),
      agency: text,
      template: text,
      days: z.int().positive(),
      post: z.boolean().default(false),
      parts: z.array(
        z.strictObject({
          kind: z.enum(['form', 'input', 'other', 'result']),
          name: text,
          multiple: z.boolean().optional(),
          required: z.boolean().default(false),
        }),
      ),
    }),
  ),
})

export function loadCatalogue(): Catalogue {
  const file = fileSchema.parse(
    load(readFileSync(join(import.meta.dirname, 'data', 'services.yaml'), 'utf8')),
  )
  const agencies = new Map(file.agencies.map((agency) => [agency.code, agency]))
  const services = file.services.map((service, index): Service => {
    const agency = agencies.get(service.agency)
    if (!agency) throw new Error(`[sandbox] services.yaml: ${service.code} names an unknown agency`)
    return {
      ...service,
      id: 101 + index,
      configId: 201 + index,
      templateId: 301 + index,
      agency,
      parts: service.parts.map((part, at) => ({
        ...part,
        no: String(at + 1),
        multiple: part.multiple ?? (part.kind === 'other' || part.kind === 'result'),
      })),
    }
  })
  return { agencies: file.agencies, services, partTip: JSON.stringify(file.limits) }
}

export const partTypes = { form: 1, input: 1, other: 3, result: 2 } as const

export function findTemplate(catalogue: Catalogue, key: string): Service | undefined {
  return catalogue.services.find((service) => service.template === key || String(service.templateId) === key)
}

export function findService(catalogue: Catalogue, code: string): Service | undefined {
  return catalogue.services.find((service) => service.code === code)
}
