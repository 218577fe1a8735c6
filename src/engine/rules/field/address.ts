// Addresses since July 2025 have two tiers: commune (xã, phường, đặc khu) and province. Old province names are understood
// and put right; a district left in the address is told about and kept, because the officer still knows it.
import type { Places, Province } from '../../../content/schema.ts'
import { fold } from '../../../find/normalise.ts'
import { type FieldResult, right, sentence, wrong } from './result.ts'

export function checkAddress(text: string, places: Places): FieldResult {
  if (text.length < 5 || !/\p{L}/u.test(text)) return wrong('field.address')
  const found = provinceIn(text, places)
  if (!found) return right(text, { doubt: sentence('doubt.address-province', { address: text }) })
  const { province, old } = found
  const present = `${province.kind} ${province.name}`
  if (old) {
    const value = `${text.slice(0, found.from)}${present} (trước là ${old})${text.slice(found.to)}`
    return right(value, { note: sentence('note.province-merged', { old, present }) })
  }
  if (/(^|[\s,])(huyện|quận|thị xã|thị trấn)(\s|$)/i.test(text))
    return right(text, { note: sentence('note.no-district') })
  return right(text)
}

interface FoundProvince {
  readonly province: Province
  /** The old name it was found by; null when the present one stands there. */
  readonly old: string | null
  /** Where the name stands, the word "tỉnh" or "thành phố" before it included. */
  readonly from: number
  readonly to: number
}

/** The province an address ends with, the last one named. */
function provinceIn(text: string, places: Places): FoundProvince | null {
  let best: FoundProvince | null = null
  for (const province of places.provinces) {
    for (const name of [province.name, ...(province.also ?? [])]) {
      best = later(best, place(text, name, province, null))
    }
    for (const name of province.before ?? []) best = later(best, place(text, name, province, name))
  }
  return best
}

function later(one: FoundProvince | null, other: FoundProvince | null): FoundProvince | null {
  if (!one || !other) return one ?? other
  return other.to > one.to || (other.to === one.to && other.from < one.from) ? other : one
}

// Names are found without marks, but where they stand is needed in the text as typed: both have one letter for one letter.
function place(text: string, name: string, province: Province, old: string | null): FoundProvince | null {
  // What we put in brackets ourselves, an earlier time, is no name to look at again.
  const bare = unmarked(text.replace(/\(trước là [^)]*\)/g, (note) => ' '.repeat(note.length)))
  const wanted = unmarked(name)
  for (let at = bare.lastIndexOf(wanted); at >= 0; at = at === 0 ? -1 : bare.lastIndexOf(wanted, at - 1)) {
    if (isLetter(bare[at - 1]) || isLetter(bare[at + wanted.length])) continue
    const before = /(?:tinh|thanh pho|tp\.?)\s*$/.exec(bare.slice(0, at))
    // "phường Hải Dương" and "xã Bình Định" are communes that kept an old province's name.
    if (!before && /(?:xa|phuong|huyen|quan|thi xa|duong|pho|thon|ap)\s*$/.test(bare.slice(0, at))) continue
    return { province, old, from: before?.index ?? at, to: at + wanted.length }
  }
  return null
}

function unmarked(text: string): string {
  return [...text].map((letter) => fold(letter)[0] ?? letter).join('')
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}]/u.test(letter)
}
