// Sums as people say them: 5.000.000 đồng, 500k, 500 nghìn, 2 triệu rưỡi, 1,5 tỷ.
import { fold } from '../../../find/normalise.ts'
import { type FieldResult, right, wrong } from './result.ts'

const units: Readonly<Record<string, number>> = {
  k: 1e3,
  nghin: 1e3,
  ngan: 1e3,
  tr: 1e6,
  trieu: 1e6,
  cu: 1e6,
  ty: 1e9,
  ti: 1e9,
}

/** More than any capital a household declares here; larger is a slip of the finger. */
const mostDigits = 15

export function checkMoney(text: string): FieldResult {
  const bare = text.replace(/\s*(đồng|vnđ|vnd|đ|d)$/i, '').trim()
  const plain = bare.replace(/[\s.,]/g, '')
  if (/^\d+$/.test(plain) && plain.length <= mostDigits) return right(String(Number(plain)))
  const said = /^(\d+(?:[.,]\d+)?)\s*([a-z]+)(\s+ruoi|\s*\d)?$/.exec(foldKeepingNumbers(bare))
  const unit = said && units[said[2] ?? '']
  if (!said || !unit) return wrong('field.money')
  const tail = said[3] === undefined ? 0 : said[3].trim() === 'ruoi' ? 0.5 : Number(said[3]) / 10
  const sum = Math.round((Number((said[1] ?? '').replace(',', '.')) + tail) * unit)
  return String(sum).length <= mostDigits ? right(String(sum)) : wrong('field.money')
}

// Points and commas between digits are part of the number; folding would take them away.
function foldKeepingNumbers(text: string): string {
  return text
    .split(/(\d+(?:[.,]\d+)?)/)
    .map((part, at) => (at % 2 === 1 ? part : ` ${fold(part)} `))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}
