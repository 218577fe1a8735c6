// The one suite every adapter passes. A test file of an adapter is a descriptor and one call.
import { describe, expect, test } from 'vitest'
import { checks, runCheck } from './checks.ts'
import { type ChannelDescriptor, labelOf } from './descriptor.ts'

export function testChannel(descriptor: ChannelDescriptor): void {
  describe(labelOf(descriptor), () => {
    const used = new Map<string, number>()
    for (const check of checks) {
      // What it does not do stands in the table with its reason (differences.test.ts).
      if (check.skipOf(descriptor)) continue
      test(check.name, async () => {
        const { routes } = await runCheck(check, descriptor)
        for (const [route, count] of routes) used.set(route, (used.get(route) ?? 0) + count)
      })
    }
    test('every route the fake platform plays was asked for', () => {
      const idle = [...used].filter(([, count]) => count === 0).map(([route]) => route)
      expect(idle.filter((route) => !(route in (descriptor.usedElsewhere ?? {})))).toEqual([])
    })
  })
}

/** What a channel does wrong in one row of the suite; null when it passes. For channels broken on purpose. */
export async function findFault(feature: string, descriptor: ChannelDescriptor): Promise<string | null> {
  for (const check of checks) {
    if (check.feature !== feature || check.skipOf(descriptor)) continue
    try {
      await runCheck(check, descriptor)
    } catch (error) {
      return (error as Error).message
    }
  }
  return null
}
