// Whether two files are the same photo: 64 bits that stay alike when it is resized, brightened or recompressed on the way.
//
// The usual hashes (coarse light and dark) cannot be used for papers: two different pages shot on the same table differ in 2
// of 64 bits, the same photo sent again in 10. So the fine pattern is hashed: what is darker than its surroundings, with the
// rhythm of the lines taken out, projected on 64 fixed directions (Charikar 2002). Measured in test/files/photo-hash.test.ts.
// A second photo taken of the same page is another photo and is not recognised.

export const hashSide = 64

/** At most so many differing bits: the same photo. Sent on, photos differed in 0 to 8, rarely more; other pages in 12 to 37. */
export const samePhotoBits = 6

/** Of a square grey picture, `hashSide` pixels a side, of the middle of the photo. */
export function photoHash(square: Uint8Array): string {
  const pattern = withoutLines(fineOf(square))
  let hash = 0n
  let random = 0x2545f491
  for (let bit = 0; bit < 64; bit += 1) {
    let sum = 0
    for (const value of pattern) {
      random ^= random << 13
      random ^= random >>> 17
      random ^= random << 5
      sum += (random & 1) === 0 ? value : -value
    }
    hash = (hash << 1n) | (sum > 0 ? 1n : 0n)
  }
  return hash.toString(16).padStart(16, '0')
}

/** How many of the 64 bits differ. */
export function hammingDistance(one: string, other: string): number {
  let bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`)
  let count = 0
  for (; bits > 0n; bits >>= 1n) count += Number(bits & 1n)
  return count
}

/** How much each point differs from the mean of the 5×5 around it; strong edges count no more than letters. */
function fineOf(square: Uint8Array): Float64Array {
  const fine = new Float64Array(square.length)
  for (let y = 0; y < hashSide; y += 1) {
    for (let x = 0; x < hashSide; x += 1) {
      let sum = 0
      let count = 0
      for (let near = Math.max(0, y - 2); near <= Math.min(hashSide - 1, y + 2); near += 1) {
        for (let beside = Math.max(0, x - 2); beside <= Math.min(hashSide - 1, x + 2); beside += 1) {
          sum += square[near * hashSide + beside] ?? 0
          count += 1
        }
      }
      const value = (square[y * hashSide + x] ?? 0) - sum / count
      fine[y * hashSide + x] = Math.max(-16, Math.min(16, value))
    }
  }
  return fine
}

/** Pages set alike have their lines in the same places; what tells them apart is along the lines. */
function withoutLines(fine: Float64Array): Float64Array {
  const rows = new Float64Array(hashSide)
  const columns = new Float64Array(hashSide)
  for (const [at, value] of fine.entries()) {
    const y = Math.floor(at / hashSide)
    const x = at % hashSide
    rows[y] = (rows[y] ?? 0) + value / hashSide
    columns[x] = (columns[x] ?? 0) + value / hashSide
  }
  return fine.map(
    (value, at) => value - (rows[Math.floor(at / hashSide)] ?? 0) - (columns[at % hashSide] ?? 0),
  )
}
