// Reads what was typed as words that are known: leftovers of Telex and VNI, run-together syllables, slips of the finger.
import type { Token } from './normalise.ts'

export interface Spelling {
  /** The words meant. A word is changed only into one that is known; what cannot be read stays as it is. */
  correct(typed: readonly Token[]): Token[]
}

export interface Vocabulary {
  isKnown(word: string): boolean
  /** True for a word of manners ("tui"), which is said beside anything. */
  isManner(word: string): boolean
  /** True when the word is known with just these marks. */
  isForm(form: string): boolean
  /** True when two words stand side by side somewhere. */
  isPair(one: string, other: string): boolean
  /** Heard so rarely that it may be somebody else's slip ("giấp phép"). */
  isRare(word: string): boolean
  /** How often two words were heard side by side. */
  meetings(one: string, other: string): number
  /** How much two words belong together, 0 to 1. */
  bond(one: string, other: string): number
}

/** A word that is one itself is taken for another only where that other one is at home: "khai xinh", and never "ra" for "gia". */
const atHome = 0.2
/** Two words that met so often belong together, whatever sounds like one of them. */
const oftenTogether = 3
/** Of two words hardly ever met apart, one tells the other. */
const inseparable = 0.5
/** A word that nobody knows is sooner a slip. */
const nearHome = 0.1

/** Longest Vietnamese syllable without marks: "nghieng". */
const longestSyllable = 7
/** A run-together phrase longer than this is not taken apart: nobody types one, and its readings grow too many. */
const longestRun = 40
/** Words after which correcting stops: what is longer is a pasted document. */
const mostCorrected = 300

export function buildSpelling(known: Iterable<string>, vocabulary: Vocabulary): Spelling {
  // Made at the first slip: most questions have none, and a start should not wait for it.
  let slips: ReadonlyMap<string, readonly string[]> | undefined

  function correct(typed: readonly Token[]): Token[] {
    const joined = joinSplit(typed)
    const result: Token[] = []
    for (const [at, token] of joined.entries()) {
      const read = at < mostCorrected ? readWord(token, joined[at + 1]?.text, result.at(-1)?.text) : [token]
      result.push(...read)
    }
    return result
  }

  function readWord(token: Token, next: string | undefined, before: string | undefined): readonly Token[] {
    const { text } = token
    if (vocabulary.isKnown(text) || /^\d+$/.test(text)) {
      const meant =
        soundAlike(token, before, next) ??
        (isSyllable(text) && vocabulary.isRare(text) ? nearest(text, before, next) : null)
      return meant === null ? [token] : [{ text: meant, form: null, shown: meant, ends: token.ends }]
    }
    // Typed with marks and a syllable: its keys were pressed as meant ("đều" is no "de").
    const isTyped = token.form !== null && isSyllable(text)
    const plain = isTyped ? undefined : decodeTyping(text).find(vocabulary.isKnown)
    if (plain !== undefined) return [{ text: plain, form: null, shown: plain, ends: token.ends }]
    const parts = takeApart(text)
    if (parts) {
      return parts.map((part, at) => ({
        text: part,
        form: null,
        shown: part,
        ends: at === parts.length - 1 && token.ends,
      }))
    }
    // Three letters with their marks are a name ("Huế") rather than a slip.
    const isName = isTyped && text.length <= 3
    const meant = soundAlike(token, before, next) ?? (isName ? null : nearest(text, before, next))
    return meant === null ? [token] : [{ text: meant, form: null, shown: meant, ends: token.ends }]
  }

  // "kh ai sinh": a piece that is no word joins the next one when together they are.
  function joinSplit(typed: readonly Token[]): readonly Token[] {
    const result: Token[] = []
    for (let at = 0; at < typed.length; at++) {
      const token = typed[at] as Token
      const next = typed[at + 1]
      const whole = next && !token.ends ? token.text + next.text : ''
      const isPiece = !isSyllable(token.text) && (!vocabulary.isKnown(token.text) || token.text.length === 1)
      // "k" alone is chat for "không", so what follows it must be no word either.
      const piece =
        /^[a-z]{3,}$/.test(whole) &&
        isPiece &&
        (token.text.length > 1 || !vocabulary.isKnown(next?.text ?? ''))
      if (next && piece && vocabulary.isKnown(whole)) {
        result.push({ text: whole, form: null, shown: whole, ends: next.ends })
        at += 1
      } else result.push(token)
    }
    return result
  }

  // "khai xinh": a known word beside which nothing like it stands, while one that sounds the same does.
  function soundAlike(token: Token, before: string | undefined, next: string | undefined): string | null {
    const { text, form } = token
    const stands = (candidate: string) =>
      (before !== undefined && vocabulary.isPair(before, candidate)) ||
      (next !== undefined && vocabulary.isPair(candidate, next))
    const standsFirmly =
      (before !== undefined && vocabulary.meetings(before, text) >= oftenTogether) ||
      (next !== undefined && vocabulary.meetings(text, next) >= oftenTogether)
    if (text.length < 2 || standsFirmly || (form === null && vocabulary.isManner(text))) return null
    const isReal = form !== null && vocabulary.isForm(form)
    const least = form === null || isReal ? atHome : nearHome
    const fits = (candidate: string) =>
      isSyllable(text)
        ? (before !== undefined && vocabulary.bond(before, candidate) > least) ||
          (next !== undefined && vocabulary.bond(candidate, next) > least)
        : stands(candidate)
    const known = soundsOf(text, alikes).filter(vocabulary.isKnown)
    // Who typed a real word with its marks may mistake how it begins, hardly how it ends ("gia hạng").
    const likely = isReal ? soundsOf(text, beginnings).filter(vocabulary.isKnown) : known
    return likely.find(fits) ?? known.find((candidate) => isInseparable(candidate, before, next)) ?? null
  }

  function isInseparable(candidate: string, before: string | undefined, next: string | undefined): boolean {
    return (
      (before !== undefined && vocabulary.bond(before, candidate) > inseparable) ||
      (next !== undefined && vocabulary.bond(candidate, next) > inseparable)
    )
  }

  function takeApart(text: string): string[] | null {
    if (text.length < 5 || text.length > longestRun || !/^[a-z]+$/.test(text)) return null
    // best[i]: the reading of the first i letters with the most known pairs, then the fewest syllables.
    const best: ({ parts: string[]; pairs: number } | null)[] = [{ parts: [], pairs: 0 }]
    for (let end = 1; end <= text.length; end++) {
      let found: { parts: string[]; pairs: number } | null = null
      for (let start = Math.max(0, end - longestSyllable); start < end; start++) {
        const before = best[start]
        const part = text.slice(start, end)
        if (
          !before ||
          (part.length < 2 && part !== 'o' && part !== 'y') ||
          !vocabulary.isKnown(part) ||
          !isSyllable(part)
        )
          continue
        const last = before.parts.at(-1)
        const pairs = before.pairs + (last !== undefined && vocabulary.isPair(last, part) ? 1 : 0)
        const better =
          !found ||
          pairs > found.pairs ||
          (pairs === found.pairs && before.parts.length + 1 < found.parts.length)
        if (better) found = { parts: [...before.parts, part], pairs }
      }
      best[end] = found
    }
    const whole = best[text.length]
    return whole && whole.parts.length > 1 && whole.pairs * 2 >= whole.parts.length - 1 && whole.pairs > 0
      ? whole.parts
      : null
  }

  function nearest(word: string, before: string | undefined, next: string | undefined): string | null {
    if (word.length < 3 || word.length > longestSyllable + 1 || !/^[a-z]+$/.test(word)) return null
    const candidates = new Set<string>()
    slips ??= indexSlips(known)
    for (const key of shortenings(word)) for (const found of slips.get(key) ?? []) candidates.add(found)
    let best: string | null = null
    // A word that could be Vietnamese is changed only on the word of its neighbours.
    const isWord = isSyllable(word)
    // So is one too short to be known by what is left of it ("hcm").
    let bestFit = isWord || word.length <= 3 ? 0.5 : -1
    const least = vocabulary.isKnown(word) ? inseparable : nearHome
    const fits = (one: string, other: string) =>
      isWord ? vocabulary.bond(one, other) > least : vocabulary.isPair(one, other)
    for (const candidate of candidates) {
      if (!withinOneSlip(word, candidate)) continue
      const fit =
        (before !== undefined && fits(before, candidate) ? 2 : 0) +
        (next !== undefined && fits(candidate, next) ? 2 : 0) +
        (word[0] === candidate[0] ? 0.5 : 0) -
        (isWord ? 1 : 0)
      if (fit > bestFit) {
        best = candidate
        bestFit = fit
      }
    }
    return best
  }

  return { correct }
}

/** Known words by every way to leave one letter out. */
function indexSlips(known: Iterable<string>): Map<string, string[]> {
  const slips = new Map<string, string[]>()
  for (const word of known) {
    if (word.length < 3 || word.length > longestSyllable || /\d/.test(word)) continue
    for (const key of shortenings(word)) {
      const list = slips.get(key)
      if (list) list.push(word)
      else slips.set(key, [word])
    }
  }
  return slips
}

/** Ways to read a word typed with Telex or VNI keys, chat spelling, or a key held down; likeliest first. */
export function decodeTyping(word: string): string[] {
  const held = word.replace(/(.)\1{2,}/g, '$1').replace(/([^aeod])\1$/, '$1')
  const vni = held.length > 2 ? held.replace(/[0-9]/g, '') : held
  const letters = vni
    .replace(/dd/g, 'd')
    .replace(/aa|aw/g, 'a')
    .replace(/ee/g, 'e')
    .replace(/oo|ow/g, 'o')
    .replace(/uw|w/g, 'u')
  const readings = [held, vni]
  for (const base of [letters, letters.replace(/([aeiouy]+[a-z]*?)d$/, 'd$1')]) {
    // The tone key stands at the end, or right after the vowels.
    readings.push(base, base.replace(/[sfrxjz]+$/, ''), base.replace(/([aeiouy])[sfrxjz](?=[a-z]*$)/, '$1'))
    // The key for đ or a hat may come at the end too: "dangd", "duocwj".
    const late = base.replace(/[sfrxjz]+$/, '')
    if (late[0] === 'd') readings.push(late.replace(/d$/, ''))
    readings.push(late.replace(/([aeo])([a-z]*)\1$/, '$1$2'), late.replace(/u$/, ''))
  }
  const chat = held
    .replace(/^j/, 'gi')
    .replace(/^gii/, 'gi')
    .replace(/^f/, 'ph')
    .replace(/^z/, 'd')
    .replace(/^w/, 'qu')
  readings.push(
    chat,
    chat.replace(/j$/, 'ch').replace(/k$/, 'ch'),
    chat.replace(/g$/, 'ng'),
    held.replace(/^z/, 'gi'),
  )
  return [...new Set(readings)].filter((reading) => reading.length > 1 && reading !== word)
}

const onsets = 'b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x'.split(' ')
const rimes = new Set(
  (
    'a e i o u y ai ao au ay eo eu ia iu oa oe oi ua ue ui uo uu uy ya ye oai oao oay oeo uao uay uoi uou uya uyu uai ieu yeu ' +
    'ac ach am an ang anh ap at ec em en eng ep et ech enh ic ich im in inh ip it oc om on ong op ot ooc oong uc um un ung up ut ' +
    'iec iem ien ieng iep iet yem yen yeng yet oac oach oam oan oang oanh oap oat oec oem oen oet uac uan uang uat uech uenh uoc ' +
    'uom uon uong uop uot uyen uyet uych uynh uynh uyt uyn uyp uec uen uet'
  ).split(' '),
)

/** True when a Vietnamese syllable without its marks can be written so. */
export function isSyllable(word: string): boolean {
  if (rimes.has(word)) return true
  for (let length = Math.min(3, word.length - 1); length > 0; length--) {
    if (onsets.includes(word.slice(0, length)) && rimes.has(word.slice(length))) return true
  }
  return word === 'gi' || word === 'gin'
}

/** Letters people mix up because they sound alike where they come from. */
const alikes: readonly (readonly [RegExp, string])[] = [
  [/^s/, 'x'],
  [/^x/, 's'],
  [/^tr/, 'ch'],
  [/^ch/, 'tr'],
  [/^gi/, 'd'],
  [/^gi/, 'r'],
  [/^d/, 'gi'],
  [/^d/, 'r'],
  [/^r/, 'd'],
  [/^r/, 'gi'],
  [/^v/, 'd'],
  [/^d/, 'v'],
  [/^l/, 'n'],
  [/^n(?!g)/, 'l'],
  [/i$/, 'y'],
  [/y$/, 'i'],
  [/^c/, 'k'],
  [/^k/, 'c'],
  [/^g(?!h)/, 'gh'],
  [/^gh/, 'g'],
  [/^ng(?!h)/, 'ngh'],
  [/^ngh/, 'ng'],
  [/n$/, 'ng'],
  [/ng$/, 'n'],
  [/t$/, 'c'],
  [/c$/, 't'],
]

const beginnings = alikes.filter(([from]) => from.source.startsWith('^'))

function soundsOf(word: string, sounds: typeof alikes): string[] {
  return sounds.filter(([from]) => from.test(word)).map(([from, to]) => word.replace(from, to))
}

/** The word and every way to leave one letter out: two words within one slip of each other share one of these. */
function shortenings(word: string): string[] {
  const result = [word]
  for (let at = 0; at < word.length; at++) result.push(word.slice(0, at) + word.slice(at + 1))
  return result
}

/** One letter more, less, other, or two neighbours swapped. */
function withinOneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  let end = 0
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  const left = one.slice(start, one.length - end)
  const right = other.slice(start, other.length - end)
  if (left.length <= 1 && right.length <= 1) return true
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
}
