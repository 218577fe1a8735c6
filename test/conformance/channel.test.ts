// The suite tried on itself: a channel that keeps the contract passes, and each way of breaking it is noticed where it should be.
import { describe, expect, test } from 'vitest'
import { findFault, testChannel } from './channel.ts'
import { type Mutation, mutations, smallDescriptor } from './fake-channel.ts'

testChannel(smallDescriptor())

describe('a channel that', () => {
  for (const [mutation, feature] of Object.entries(mutations)) {
    test(`${mutation} is found out`, async () => {
      expect(await findFault(feature, smallDescriptor(mutation as Mutation))).not.toBeNull()
    })
  }
})
