// Whether two photos show the same paper: how many of the 64 bits of their patterns differ.

/** Two photos of one page differ by a few bits; two pages of one form by twenty and more. */
const mostDifferent = 4

export function looksAlike(one: string | null | undefined, other: string | null | undefined): boolean {
  if (!one || !other || one.length !== other.length) return false
  let bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`)
  let count = 0
  for (; bits > 0n; bits >>= 1n) count += Number(bits & 1n)
  return count <= mostDifferent
}
