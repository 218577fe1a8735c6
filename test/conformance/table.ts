// The differences between channels as one table: numbers, what each does, and why it does not.
import type { ChannelLimits } from '../../src/channel/channel.ts'
import {
  type ChannelDescriptor,
  faults,
  guards,
  inboundFeatures,
  isSkip,
  labelOf,
  outboundFeatures,
} from './descriptor.ts'
import { createConformanceHost } from './host.ts'

/** Markdown: a column for each channel; a number in a cell points to the reason below. */
export async function tableOfDifferences(descriptors: readonly ChannelDescriptor[]): Promise<string> {
  const reasons: string[] = []
  const cell = (answer: unknown): string => {
    if (!isSkip(answer)) return '✓'
    if (!reasons.includes(answer.skip)) reasons.push(answer.skip)
    return `– ${reasons.indexOf(answer.skip) + 1}`
  }
  const rows: [string, string[]][] = []
  const limits = await Promise.all(descriptors.map(limitsOf))
  for (const [name, say] of limitRows) rows.push([name, limits.map(say)])
  for (const [feature, what] of Object.entries(inboundFeatures)) {
    rows.push([
      `in: ${what}`,
      descriptors.map((one) => cell(one.inbound[feature as keyof typeof one.inbound])),
    ])
  }
  for (const [feature, what] of Object.entries(outboundFeatures)) {
    rows.push([
      `out: ${what}`,
      descriptors.map((one) => cell(one.outbound[feature as keyof typeof one.outbound])),
    ])
  }
  for (const [feature, what] of Object.entries(faults)) {
    rows.push([
      `when sending meets ${what}`,
      descriptors.map((one) => cell(one.faults[feature as keyof typeof one.faults])),
    ])
  }
  for (const [feature, what] of Object.entries(guards)) {
    rows.push([what, descriptors.map((one) => cell(one.guards[feature as keyof typeof one.guards]))])
  }
  const lines = [
    `| | ${descriptors.map(labelOf).join(' | ')} |`,
    `| --- |${' --- |'.repeat(descriptors.length)}`,
    ...rows.map(([name, cells]) => `| ${name} | ${cells.join(' | ')} |`),
  ]
  return [...lines, '', ...reasons.map((reason, at) => `${at + 1}. ${reason}`)].join('\n')
}

const megabytes = (bytes: number) => (bytes === 0 ? 'none' : `${Math.round(bytes / 1_048_576)} MB`)

const limitRows: readonly [string, (limits: ChannelLimits) => string][] = [
  ['characters in a message', ({ textLength }) => String(textLength)],
  [
    'buttons, letters on each',
    ({ buttons, buttonLength }) => (buttons ? `${buttons}, ${buttonLength}` : 'none'),
  ],
  [
    'files in',
    ({ filesIn, fileBytes }) => (filesIn === 'none' ? 'none' : `${filesIn}, ${megabytes(fileBytes)}`),
  ],
  [
    'files out',
    ({ fileOutBytes, fileOutTypes }) => `${megabytes(fileOutBytes)}${fileOutTypes ? ', some kinds' : ''}`,
  ],
]

async function limitsOf(descriptor: ChannelDescriptor): Promise<ChannelLimits> {
  const host = createConformanceHost()
  const rig = await descriptor.open(host)
  await rig.close()
  host.close()
  return rig.channel.limits
}
