// An office's own words, made fit to stand in a message of ours: plain text on one line, and bounded.

/** Longer is a letter, and letters come as files. */
const longestQuote = 500

/** Markup, control characters and marks that turn the writing direction go; words stay as they were written. */
export function quoteWords(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/<\/?[a-z!][^<>]*>/giu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  const letters = [...plain]
  if (letters.length <= longestQuote) return plain
  const cut = letters.slice(0, longestQuote).join('')
  // At a space, where there is one near the end.
  const space = cut.lastIndexOf(' ')
  return `${space > longestQuote / 2 ? cut.slice(0, space) : cut}…`
}
