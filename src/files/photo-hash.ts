// Whether two photos show the same thing: 64 bits of the picture's coarse pattern, alike after resizing and recompressing.

/** Of a square grey picture of 32×32: which low frequencies of its cosine transform lie above their median. */
export function photoHash(square: Uint8Array): string {
  const size = 32
  const low = 9
  // Rows, then columns; only the frequencies that are used.
  const rows = new Float64Array(size * low)
  for (let y = 0; y < size; y += 1) {
    for (let u = 0; u < low; u += 1) {
      let sum = 0
      for (let x = 0; x < size; x += 1) sum += (square[y * size + x] ?? 0) * cosine(x, u)
      rows[y * low + u] = sum
    }
  }
  const values: number[] = []
  for (let v = 1; v < low; v += 1) {
    for (let u = 1; u < low; u += 1) {
      let sum = 0
      for (let y = 0; y < size; y += 1) sum += (rows[y * low + u] ?? 0) * cosine(y, v)
      values.push(sum)
    }
  }
  const median = [...values].sort((a, b) => a - b)[32] ?? 0
  let hash = 0n
  for (const value of values) hash = (hash << 1n) | (value > median ? 1n : 0n)
  return hash.toString(16).padStart(16, '0')
}

function cosine(at: number, frequency: number): number {
  return Math.cos(((2 * at + 1) * frequency * Math.PI) / 64)
}

/** How many of the 64 bits differ. */
export function hammingDistance(one: string, other: string): number {
  let bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`)
  let count = 0
  for (; bits > 0n; bits >>= 1n) count += Number(bits & 1n)
  return count
}
