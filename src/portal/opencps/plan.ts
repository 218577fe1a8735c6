// Before anything is created: which template, and which part each paper goes to. All doubts end here, as errors.
import type { Refusal } from '../../engine/dossier.ts'
import { type DossierPackage, type PackagedComponent, type PackagedFile, PortalError } from '../connector.ts'
import type { OpencpsClient } from './client.ts'
import {
  configsSchema,
  type Part,
  processesSchema,
  type ServiceConfig,
  type Template,
  templateSchema,
} from './wire.ts'

export interface Plan {
  readonly agency: string
  readonly template: string
  readonly postal: boolean
  readonly forms: readonly { readonly part: Part; readonly formData: string }[]
  readonly files: readonly { readonly part: Part; readonly file: PackagedFile }[]
  /** Why the portal could not take this dossier, when trying again would not change it. */
  readonly refusal: Refusal | null
}

const inputParts = new Set([1, 3])
const otherPart = 3
/** Bounds of the portal's columns. */
const longestKey = 75
const longestForm = 65_535

export async function planFiling(
  client: OpencpsClient,
  dossier: DossierPackage,
  signal: AbortSignal,
): Promise<Plan> {
  requireUsableKeys(dossier)
  const { code, agency } = dossier.procedure
  const query = new URLSearchParams({ service: code, ...(agency ? { agency } : {}) })
  const configs = await client.get('service', `/serviceconfigs?${query}`, configsSchema, signal)
  const config = chooseConfig(configs, code, agency)
  const id = encodeURIComponent(config.serviceConfigId)
  const options = await client.get('processes', `/serviceconfigs/${id}/processes`, processesSchema, signal)
  const option = options.toSorted((left, right) => left.seqOrder - right.seqOrder)[0]
  if (!option?.templateNo) throw wrongSetUp(`${code} cannot be filed online on this portal`)
  const path = `/dossiertemplates/${encodeURIComponent(option.templateNo)}`
  const template = await client.get('template', path, templateSchema, signal)
  return { agency: config.govAgencyCode, postal: config.postalService, ...placePapers(dossier, template) }
}

type Placing = Pick<DossierPackage, 'procedure' | 'components'> & Partial<Pick<DossierPackage, 'answers'>>

/** Without answers there is no form to fill: what stands for the form is a file like any other. */
export function placePapers(
  dossier: Placing,
  template: Template,
): Pick<Plan, 'template' | 'forms' | 'files' | 'refusal'> {
  requireUsableFileKeys(dossier)
  const { answers } = dossier
  const forms: Plan['forms'][number][] = []
  const files: Plan['files'][number][] = []
  for (const component of dossier.components) {
    const fillsForm = component.form && answers !== undefined
    if (!fillsForm && component.files.length === 0) continue
    const part = choosePart(dossier, component, template)
    if (fillsForm) forms.push({ part, formData: writeForm(answers) })
    for (const file of component.files) files.push({ part, file })
  }
  return { template: template.templateNo, forms, files, refusal: findRefusal(files) }
}

function chooseConfig(configs: readonly ServiceConfig[], code: string, agency: string | null): ServiceConfig {
  const fitting = configs.filter(
    (config) => config.serviceCode === code && (agency === null || config.govAgencyCode === agency),
  )
  const [first, second] = fitting
  if (!first) throw wrongSetUp(`the portal does not offer ${code}${agency ? ` at ${agency}` : ''}`)
  if (second) throw wrongSetUp(`several agencies take ${code}; the profile must name one`)
  return first
}

/** The profile's word first, then the published name, then the part for other papers. */
function choosePart(dossier: Placing, component: PackagedComponent, template: Template): Part {
  const parts = template.parts.filter((part) => inputParts.has(part.partType))
  const fixed = dossier.procedure.parts[component.id]
  if (fixed !== undefined) {
    const part = parts.find(({ partNo }) => partNo === fixed)
    if (!part) throw wrongSetUp(`the profile names part ${fixed} for ${component.id}, and there is none`)
    return part
  }
  const name = normaliseName(component.officialName)
  const forms = parts.filter((part) => part.hasForm)
  const named = (component.form ? forms : parts).find((part) => normaliseName(part.partName) === name)
  if (named) return named
  if (component.form) {
    const [only, another] = forms
    if (only && !another) return only
    throw wrongSetUp(`no form part for ${component.id} in ${template.templateNo}`)
  }
  const other = parts.find((part) => part.partType === otherPart)
  if (!other) throw wrongSetUp(`no part for ${component.id} in ${template.templateNo}`)
  return other
}

export function normaliseName(name: string): string {
  return name
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

// Flat by field id, as form scripts read it; the labelled lines beside it are for people.
function writeForm(answers: DossierPackage['answers']): string {
  const values = Object.fromEntries(answers.map(({ id, value }) => [id, value]))
  const shown = answers.map(({ label, shown: value }) => ({ label, value }))
  const text = JSON.stringify({ ...values, _shown: shown })
  if (text.length <= longestForm) return text
  const bare = JSON.stringify(values)
  if (bare.length > longestForm) throw wrongSetUp('the filled form is longer than the portal can hold')
  return bare
}

/** Limits the portal's own page enforces and its server does not: an officer would only send such a file back. */
function findRefusal(files: Plan['files']): Refusal | null {
  for (const { part, file } of files) {
    const { extensions, maxBytes } = part.limits
    const extension = file.fileName.split('.').at(-1)?.toLowerCase() ?? ''
    if (maxBytes !== null && file.sizeBytes > maxBytes) {
      return { type: 'file-too-large', part: part.partName, megabytes: maxBytes / 1024 / 1024 }
    }
    if (extensions.length > 0 && !extensions.includes(extension)) {
      return { type: 'file-type', part: part.partName, types: extensions.join(', ') }
    }
    if (file.sizeBytes === 0) return { type: 'file-empty', part: part.partName }
  }
  return null
}

function requireUsableKeys({ reference }: DossierPackage): void {
  // Digits alone would be read as the portal's own id, and some builds drop everything that is not a digit.
  if (!/^[a-z]/i.test(reference)) throw wrongSetUp('the reference must begin with a letter')
  if (reference.length > longestKey) throw wrongSetUp(`the reference is longer than ${longestKey} characters`)
}

function requireUsableFileKeys({ components }: Placing): void {
  const keys = components.flatMap(({ files }) => files.map((file) => file.reference))
  if (keys.some((key) => key.length > longestKey || key.length === 0)) {
    throw wrongSetUp(`a file's reference is empty or longer than ${longestKey} characters`)
  }
  if (new Set(keys).size !== keys.length) throw wrongSetUp('two files share one reference')
}

export function wrongSetUp(sentence: string): PortalError {
  return new PortalError('config', `[opencps] ${sentence}`, { retryable: false })
}
