// Two wordings are the same to a reader who leaves out diacritics, capitals and punctuation; folding makes them equal.

/** Lower case, no diacritics, single spaces. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
