// Folds text the way people type Vietnamese, so that spellings of one word compare equal.

/** Lower case, without marks, punctuation or double spaces. Folding twice changes nothing. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/g, 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

export function words(text: string): string[] {
  const folded = fold(text)
  return folded ? folded.split(' ') : []
}
