// Every adapter answers every row of the suite; the rows it skips, with their reasons, stand in docs/channels.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../src/cli/content.ts'
import { checks } from './checks.ts'
import { faults, guards, inboundFeatures, isSkip, outboundFeatures } from './descriptor.ts'
import { descriptors } from './descriptors.ts'
import { tableOfDifferences } from './table.ts'

test('every adapter takes part, and calls the suite', () => {
  const adapters = readdirSync(join(root, 'adapters')).sort()
  expect([...new Set(descriptors.map(({ name }) => name))].sort()).toEqual(adapters)
  for (const name of adapters) {
    const file = readFileSync(join(root, 'test', 'adapters', name, 'conformance.test.ts'), 'utf8')
    expect(file, name).toMatch(/^testChannel\(/m)
  }
})

test('every row has its check, and every skip its reason', () => {
  const rows = [inboundFeatures, outboundFeatures, faults, guards].flatMap(Object.keys)
  expect(rows.filter((row) => !checks.some(({ feature }) => feature === row))).toEqual([])
  for (const { inbound, outbound, faults, guards } of descriptors) {
    for (const answer of [inbound, outbound, faults, guards].flatMap((part) => Object.values(part))) {
      if (isSkip(answer)) expect(answer.skip).toMatch(/^\S.{14,}/)
    }
  }
})

test('the table in docs/channels.md is the one the descriptors make (UPDATE_TABLE=1 writes it)', async () => {
  const table = await tableOfDifferences(descriptors)
  const path = join(root, 'docs', 'channels.md')
  const page = readFileSync(path, 'utf8')
  const begin = page.indexOf('<!-- table -->') + '<!-- table -->'.length
  const end = page.indexOf('<!-- end of table -->')
  if (process.env.UPDATE_TABLE === '1') {
    writeFileSync(path, `${page.slice(0, begin)}\n\n${table}\n\n${page.slice(end)}`)
  } else expect(page.slice(begin, end).trim()).toBe(table)
  console.log(`\n${table}\n`)
})
