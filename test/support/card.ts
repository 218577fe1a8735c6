// A made-up chip identity card with its QR code, and photos of it.
import type { Card } from '../../src/files/card-qr.ts'
import { makeQr } from '../../src/files/document/qr.ts'
import { textPath } from './photo.ts'

export const card: Card = {
  number: '052194001234',
  oldNumber: '215123456',
  fullName: 'Nguyễn Thị Hoàng Quỳnh',
  birthDate: '1994-02-28',
  sex: 'nu',
  address: 'Thôn Kỳ Sơn, Phước Sơn, Tuy Phước, Bình Định',
  issuedOn: '2021-08-09',
}

const compact = (day: string) => day.split('-').reverse().join('')

export function cardText(one: Card = card): string {
  const sex = one.sex === 'nam' ? 'Nam' : 'Nữ'
  return [
    one.number,
    one.oldNumber,
    one.fullName,
    compact(one.birthDate),
    sex,
    one.address,
    compact(one.issuedOn),
  ].join('|')
}

/** A card of 85.6 × 54 mm as SVG of 856×540, its code of 15 mm in the upper right corner. */
export async function cardSvg(text = cardText()): Promise<string> {
  const code = await makeQr(text)
  const module = 150 / code.size
  let modules = ''
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.dark(x, y)) {
        modules += `<rect x="${670 + x * module}" y="${40 + y * module}" width="${module * 1.02}" height="${module * 1.02}"/>`
      }
    }
  }
  const lines = [
    ['CĂN CƯỚC CÔNG DÂN', 280, 120, 34],
    ['Số: 052194001234', 280, 200, 40],
    ['Nguyễn Thị Hoàng Quỳnh', 280, 270, 34],
    ['Ngày sinh: 28/02/1994   Giới tính: Nữ', 280, 330, 26],
    ['Nơi thường trú: Thôn Kỳ Sơn, Phước Sơn', 280, 400, 26],
    ['Tuy Phước, Bình Định', 280, 440, 26],
  ] as const
  const words = lines.map(([line, x, y, size]) => textPath(line, x, y, size)).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="856" height="540" viewBox="0 0 856 540"><rect width="856" height="540" rx="30" fill="#cfe3e8"/><rect x="655" y="25" width="180" height="180" fill="#f4f8f8"/><rect x="40" y="170" width="200" height="260" fill="#9fb3b0"/><g fill="#111">${modules}</g><g fill="#28313a">${words}</g></svg>`
}
