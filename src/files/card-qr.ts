// The text in the QR code of a chip identity card, read strictly: half a card is no card.
//
// number|old number|full name|ddmmyyyy|Nam or Nữ|address|ddmmyyyy, joined by bars. Cards of 2024 add fields after the seventh;
// the old number may be empty, and the last date too on early cards.

export interface Card {
  readonly number: string
  /** Nine or twelve digits of an earlier card; empty when there was none. */
  readonly oldNumber: string
  readonly fullName: string
  /** yyyy-mm-dd, as all our dates. */
  readonly birthDate: string
  readonly sex: 'nam' | 'nu'
  readonly address: string
  /** Empty when the card does not say. */
  readonly issuedOn: string
}

export type CardQr =
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'other_qr' }
  | { readonly kind: 'unreadable' }

/** The card a QR code's text describes; null when it is another code. */
export function parseCard(text: string): Card | null {
  const fields = text
    .normalize('NFC')
    .split('|')
    .map((field) => field.trim())
  const [number = '', oldNumber = '', fullName = '', born = '', sex = '', address = '', issued = ''] = fields
  if (fields.length < 6 || fields.length > 16) return null
  if (!/^0\d{11}$/.test(number) || !/^(\d{9}|\d{12})?$/.test(oldNumber)) return null
  if (!/^\p{L}[\p{L}\p{M}' .-]{1,98}$/u.test(fullName)) return null
  const birthDate = readDay(born)
  const issuedOn = issued === '' ? '' : readDay(issued)
  const sexId = sexes[sex.toLowerCase()]
  if (birthDate === null || issuedOn === null || !sexId) return null
  if (issuedOn !== '' && issuedOn < birthDate) return null
  if (address === '' || address.length > 300) return null
  return { number, oldNumber, fullName, birthDate, sex: sexId, address, issuedOn }
}

const sexes: Readonly<Record<string, 'nam' | 'nu'>> = { nam: 'nam', nữ: 'nu' }

function readDay(text: string): string | null {
  const match = /^(\d{2})(\d{2})(\d{4})$/.exec(text)
  if (!match) return null
  const day = `${match[3]}-${match[2]}-${match[1]}`
  const time = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) return null
  return day >= '1900-01-01' && day <= '2100-12-31' ? day : null
}
