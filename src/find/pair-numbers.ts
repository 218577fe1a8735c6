// Numbers pairs of numbers in the order they are met. One flat table: a Map would keep an object for each of a hundred thousand pairs.

export interface PairNumbers {
  count(): number
  /** The two of a pair, by its number. */
  firstOf(pair: number): number
  secondOf(pair: number): number
  /** The number of a pair met before, or -1. */
  find(first: number, second: number): number
}

export interface GrowingPairNumbers extends PairNumbers {
  add(first: number, second: number): number
  /** All of them as they are now. */
  known(): KnownPairNumbers
}

export interface KnownPairNumbers {
  readonly firsts: Int32Array
  readonly seconds: Int32Array
  /** At the place of a pair, or behind it where places are taken: its number and one, 0 where nothing is. At most half are taken. */
  readonly slots: Int32Array
}

type Numbers = Int32Array | readonly number[]

/** Half of it is more than the guides need; with thousands of names it doubles once or twice. */
const firstSize = 2 ** 16

export function createPairNumbers(): GrowingPairNumbers {
  const firsts: number[] = []
  const seconds: number[] = []
  let slots = new Int32Array(firstSize)

  function grow(): void {
    slots = new Int32Array(slots.length * 2)
    for (let pair = 0; pair < firsts.length; pair++) {
      slots[placeIn(slots, firsts, seconds, firsts[pair] as number, seconds[pair] as number)] = pair + 1
    }
  }

  return {
    count: () => firsts.length,
    firstOf: (pair) => firsts[pair] as number,
    secondOf: (pair) => seconds[pair] as number,
    find: (first, second) => (slots[placeIn(slots, firsts, seconds, first, second)] as number) - 1,
    add(first, second) {
      const place = placeIn(slots, firsts, seconds, first, second)
      const met = (slots[place] as number) - 1
      if (met >= 0) return met
      firsts.push(first)
      seconds.push(second)
      slots[place] = firsts.length
      if (firsts.length * 2 > slots.length) grow()
      return firsts.length - 1
    },
    known: () => ({ firsts: Int32Array.from(firsts), seconds: Int32Array.from(seconds), slots }),
  }
}

export function viewPairNumbers({ firsts, seconds, slots }: KnownPairNumbers): PairNumbers {
  return {
    count: () => firsts.length,
    firstOf: (pair) => firsts[pair] as number,
    secondOf: (pair) => seconds[pair] as number,
    find: (first, second) => (slots[placeIn(slots, firsts, seconds, first, second)] as number) - 1,
  }
}

function placeIn(
  slots: Int32Array,
  firsts: Numbers,
  seconds: Numbers,
  first: number,
  second: number,
): number {
  // Two large odd numbers spread neighbours over the table.
  let place = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 0
  place = (place ^ (place >>> 15)) & (slots.length - 1)
  for (;;) {
    const pair = (slots[place] as number) - 1
    if (pair < 0 || (firsts[pair] === first && seconds[pair] === second)) return place
    place = (place + 1) & (slots.length - 1)
  }
}
