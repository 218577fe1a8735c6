// A grey picture as plain numbers, and the measurements taken from it. Pure: no library, no I/O.

export interface Grey {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** Brightness levels below which the given share of pixels lies. */
export function levels(grey: Grey): { mean: number; deviation: number; at: (share: number) => number } {
  const counts = new Uint32Array(256)
  for (const value of grey.data) counts[value] = (counts[value] ?? 0) + 1
  const total = grey.data.length || 1
  let sum = 0
  let squares = 0
  counts.forEach((count, value) => {
    sum += count * value
    squares += count * value * value
  })
  const mean = sum / total
  return {
    mean,
    deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)),
    at(share) {
      let seen = 0
      for (let value = 0; value < 256; value += 1) {
        seen += counts[value] ?? 0
        if (seen >= total * share) return value
      }
      return 255
    },
  }
}

/**
 * How wide edges are, after Marziliano (2002): along each row, from the darkest to the brightest point around a steep
 * place. Steep means well above the picture's own noise. `width` is the lower quartile: a photo is as sharp as its
 * sharpest writing, and pictures, shadows and folds have soft edges in sharp photos too.
 */
export function edges(grey: Grey): { width: number; share: number } {
  const { data, width, height } = grey
  const steep = Math.max(10, 5 * grainOf(grey))
  const widths = new Uint32Array(64)
  let found = 0
  for (let y = 2; y < height - 2; y += 2) {
    const row = y * width
    let x = 2
    while (x < width - 2) {
      const step = (data[row + x + 1] ?? 0) - (data[row + x] ?? 0)
      if (step === 0) {
        x += 1
        continue
      }
      // One monotonic run from here to where it turns.
      const sign = Math.sign(step)
      const start = x
      let flat = 0
      while (x < width - 2 && flat < 2) {
        const next = ((data[row + x + 1] ?? 0) - (data[row + x] ?? 0)) * sign
        if (next < 0) break
        flat = next === 0 ? flat + 1 : 0
        x += 1
      }
      const end = x - flat
      const rise = ((data[row + end] ?? 0) - (data[row + start] ?? 0)) * sign
      if (rise >= steep * 2) {
        found += 1
        const at = Math.min(63, end - start)
        widths[at] = (widths[at] ?? 0) + 1
      }
      if (x === start) x += 1
    }
  }
  const rows = Math.max(1, Math.floor((height - 4) / 2))
  const share = found / (rows * Math.max(1, width - 4))
  return { width: found === 0 ? 0 : quantile(widths, found / 4), share }
}

/** Where so many of the counted values lie below, between whole numbers too. */
function quantile(counts: Uint32Array, wanted: number): number {
  let seen = 0
  for (const [value, count] of counts.entries()) {
    if (count > 0 && seen + count >= wanted) return value - 0.5 + (wanted - seen) / count
    seen += count
  }
  return counts.length
}

/** The sensor's grain: the median step between neighbours two apart, which paper and walls are mostly made of. */
export function grainOf({ data, width, height }: Grey): number {
  const counts = new Uint32Array(256)
  let total = 0
  for (let y = 1; y < height; y += 4) {
    for (let x = 3; x < width; x += 3) {
      const step = Math.abs((data[y * width + x] ?? 0) - (data[y * width + x - 2] ?? 0))
      counts[step] = (counts[step] ?? 0) + 1
      total += 1
    }
  }
  let seen = 0
  for (let step = 0; step < 256; step += 1) {
    seen += counts[step] ?? 0
    if (seen * 2 >= total) return step
  }
  return 0
}

/** Spread of brightness in the middle half: small on a blank page, large on writing, faces and stamps. */
export function middleSpread({ data, width, height }: Grey): number {
  let [count, sum, squares] = [0, 0, 0]
  for (let y = Math.floor(height / 4); y < height * 0.75; y += 2) {
    for (let x = Math.floor(width / 4); x < width * 0.75; x += 2) {
      const value = data[y * width + x] ?? 0
      count += 1
      sum += value
      squares += value * value
    }
  }
  const mean = sum / Math.max(1, count)
  return Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean))
}

/**
 * Height of the larger letters in pixels (the tenth tallest of a hundred dark spots on their surroundings), and how many
 * spots there are. Meant for writing: on a patterned table cloth it measures the pattern, so ask for many spots.
 */
export function letters(grey: Grey): { height: number; count: number } {
  const { width, height } = grey
  const ink = inkOf(grey)
  const sizes = new Uint32Array(256)
  let count = 0
  const stack: number[] = []
  for (let start = 0; start < ink.length; start += 1) {
    if (ink[start] !== 1) continue
    let [left, right, top, bottom, area] = [width, 0, height, 0, 0]
    stack.push(start)
    ink[start] = 2
    while (stack.length > 0) {
      const at = stack.pop() ?? 0
      const x = at % width
      const y = (at - x) / width
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
      area += 1
      for (const next of [at - 1, at + 1, at - width, at + width]) {
        if (ink[next] === 1 && Math.abs((next % width) - x) <= 1) {
          ink[next] = 2
          stack.push(next)
        }
      }
    }
    // The shorter side: the height of letters run together, and the same when the page lies on its side.
    const size = Math.min(right - left, bottom - top) + 1
    if (size < 2 || size > 100 || area < 4) continue
    sizes[size] = (sizes[size] ?? 0) + 1
    count += 1
  }
  let seen = 0
  for (let size = 255; size > 0; size -= 1) {
    seen += sizes[size] ?? 0
    if (count > 0 && seen >= count / 10) return { height: size, count }
  }
  return { height: 0, count }
}

/** 1 where a pixel is clearly darker, by more than grain is, than the square of 31 pixels around it. */
function inkOf(grey: Grey): Uint8Array {
  const { data, width, height } = grey
  const reach = 15
  const grain = Math.max(4, 3 * grainOf(grey))
  // Whole numbers stay exact: 4 million pixels of 255 fit.
  const sums = new Uint32Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y += 1) {
    let row = 0
    for (let x = 0; x < width; x += 1) {
      row += data[y * width + x] ?? 0
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row
    }
  }
  const ink = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)]
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)]
      const sum =
        (sums[bottom * (width + 1) + right] ?? 0) -
        (sums[top * (width + 1) + right] ?? 0) -
        (sums[bottom * (width + 1) + left] ?? 0) +
        (sums[top * (width + 1) + left] ?? 0)
      const mean = sum / ((bottom - top) * (right - left))
      if ((data[y * width + x] ?? 0) < mean * 0.85 - grain) ink[y * width + x] = 1
    }
  }
  return ink
}
