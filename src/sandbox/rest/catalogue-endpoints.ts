// Services, configurations, templates and dictionaries: what a guest may read.
import { findTemplate, type Service } from '../catalogue.ts'
import { toListDate, toServiceDate } from '../dates.ts'
import type { Model } from '../dialect.ts'
import { Refusal } from '../portal.ts'
import type { Answer, Call, GuestEndpoint } from './endpoint.ts'
import { toPart } from './models.ts'
import { paged } from './paging.ts'

const publishedAt = Date.UTC(2026, 0, 5, 8)

export const catalogueEndpoints: readonly GuestEndpoint[] = [
  guest('/serviceinfos', (call) => {
    const keyword = call.query('keyword').normalize('NFC').toLocaleLowerCase('vi')
    const rows = services(call).filter(
      (service) =>
        service.name.toLocaleLowerCase('vi').includes(keyword) &&
        isWanted(call, 'domain', service.domain.code) &&
        isWanted(call, 'agency', service.agency.code) &&
        (Number(call.query('level')) || service.level) === service.level,
    )
    return list(
      rows.length,
      paged(call, rows).map((service) => toService(service, toListDate(publishedAt))),
    )
  }),
  guest('/serviceinfos/:id', (call) => {
    const id = call.param('id')
    const service = services(call).find((one) => one.code === id || String(one.id) === id)
    if (!service) throw new Refusal(null)
    const fileTemplates = service.parts
      .filter((part) => part.kind === 'form')
      .map((part) => ({
        fileTemplateNo: `${service.template}-${part.no}`,
        templateName: part.name,
        fileType: 'pdf',
        fileSize: 0,
        eForm: 'true',
      }))
    const model = { ...toService(service, toServiceDate(publishedAt)), fileTemplates }
    return { type: 'model', root: 'ServiceInfoDetailModel', model }
  }),
  guest('/serviceinfos/statistics/levels', (call) =>
    count(call, ({ level }) => ({ level, levelName: `Mức độ ${level}` })),
  ),
  guest('/serviceinfos/statistics/agencies', (call) =>
    count(call, ({ agency }) => ({ administrationCode: agency.code, administrationName: agency.name })),
  ),
  guest('/serviceinfos/statistics/domains', (call) =>
    count(call, ({ domain }) => ({ domainCode: domain.code, domainName: domain.name })),
  ),
  guest('/serviceconfigs', (call) => {
    const rows = services(call).filter(
      (service) =>
        isWanted(call, 'service', service.code) &&
        isWanted(call, 'agency', service.agency.code) &&
        isWanted(call, 'domain', service.domain.code) &&
        isWanted(call, 'serviceConfigId', String(service.configId)),
    )
    return list(rows.length, paged(call, rows).map(toConfig))
  }),
  guest('/serviceconfigs/:id', (call) => ({
    type: 'model',
    root: 'ServiceConfigDetailModel',
    model: toConfig(findConfig(call)),
  })),
  guest('/serviceconfigs/:id/processes', (call) => {
    const service = findConfig(call)
    const option = {
      processOptionId: service.configId + 200,
      seqOrder: 1,
      optionName: 'Nộp trực tuyến',
      instructionNote: '',
      submissionNote: '',
      dossierTemplateId: service.templateId,
      templateNo: service.template,
      templateName: service.name,
      serviceProcessId: 1,
      processNo: 'THU',
      processName: 'Quy trình thử',
    }
    return list(1, [option])
  }),
  guest('/dossiertemplates/:id', (call) => {
    const service = findTemplateOrRefuse(call)
    // Built from ids only: it does not change when the template does, so nobody should ever revalidate with it.
    const etag = `"${call.portal.group}-${service.templateId}"`
    if (call.header('if-none-match') === etag) return { type: 'empty', status: 304 }
    const model = {
      dossierTemplateId: service.templateId,
      templateNo: service.template,
      templateName: service.name,
      dossierParts: service.parts.map((part) => toPart(call.portal, service, part)),
    }
    const headers = { etag, 'cache-control': 'private, max-age=86400' }
    return { type: 'model', root: 'DossierTemplateDetailModel', model, headers }
  }),
  guest('/dossiertemplates/:id/parts', (call) => {
    const service = findTemplateOrRefuse(call)
    const data = service.parts.map((part) => ({
      ...toPart(call.portal, service, part),
      eForm: part.kind === 'form',
    }))
    return list(data.length, data)
  }),
  guest('/dossiertemplates/:id/parts/:part/formscript', (call) => {
    const part = findTemplateOrRefuse(call).parts.find(({ no }) => no === call.param('part'))
    if (part?.kind !== 'form') throw new Refusal(null)
    return {
      type: 'text',
      text: JSON.stringify({ schema: { title: part.name, type: 'object', properties: {} } }),
    }
  }),
  guest('/dictcollections/:code/dictitems', (call) => {
    const items: Record<string, readonly { code: string; name: string }[]> = {
      GOVERNMENT_AGENCY: call.portal.catalogue.agencies,
      SERVICE_ADMINISTRATION: call.portal.catalogue.agencies,
      SERVICE_DOMAIN: [...new Map(services(call).map(({ domain }) => [domain.code, domain])).values()],
    }
    const data = (items[call.param('code')] ?? []).map(({ code, name }) => ({
      itemCode: code,
      itemName: name,
      level: 0,
      parentItem: [],
    }))
    return list(data.length, data)
  }),
]

function guest(path: string, handle: (call: Call) => Answer): GuestEndpoint {
  return { method: 'GET', path, operation: 'read', access: 'guest', handle }
}

/** Without the right site in the header every list is empty. */
function services(call: Call): readonly Service[] {
  return call.group === call.portal.group ? call.portal.catalogue.services : []
}

function isWanted(call: Call, name: string, value: string): boolean {
  return call.query(name) === '' || call.query(name) === value
}

function list(total: number, data: readonly Model[]): Answer {
  return { type: 'model', root: 'data', model: { total, data } }
}

function count(call: Call, label: (service: Service) => Record<string, string | number>): Answer {
  const groups = new Map<string, Record<string, string | number> & { count: number }>()
  for (const service of services(call)) {
    const names = label(service)
    const key = JSON.stringify(names)
    groups.set(key, { ...names, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return { type: 'json', json: { total: groups.size, data: [...groups.values()] } }
}

function findConfig(call: Call): Service {
  const id = call.param('id')
  const service = call.portal.catalogue.services.find(({ configId }) => String(configId) === id)
  if (!service) throw new Refusal(`No ServiceConfig exists with the primary key ${id}`)
  return service
}

function findTemplateOrRefuse(call: Call): Service {
  const service = findTemplate(call.portal.catalogue, call.param('id'))
  if (!service) throw new Refusal('NotFoundException')
  return service
}

function toService(service: Service, createDate: string): Model {
  return {
    serviceInfoId: service.id,
    serviceCode: service.code,
    serviceName: service.name,
    durationText: `${service.days} ngày làm việc`,
    administrationCode: service.agency.code,
    administrationName: service.agency.name,
    domainCode: service.domain.code,
    domainName: service.domain.name,
    maxLevel: service.level,
    active: 'true',
    createDate,
    serviceConfigs: [
      {
        serviceConfigId: service.configId,
        govAgencyCode: service.agency.code,
        govAgencyName: service.agency.name,
        serviceInstruction: '',
        serviceLevel: service.level,
        serviceUrl: '',
      },
    ],
  }
}

function toConfig(service: Service): Model {
  return {
    serviceConfigId: service.configId,
    serviceInfoId: service.id,
    serviceCode: service.code,
    serviceName: service.name,
    domainCode: service.domain.code,
    domainName: service.domain.name,
    govAgencyCode: service.agency.code,
    govAgencyName: service.agency.name,
    serviceInstruction: '',
    serviceLevel: String(service.level),
    serviceUrl: '',
    forCitizen: 'true',
    forBusiness: 'false',
    postalService: String(service.post),
    registration: 'false',
  }
}
