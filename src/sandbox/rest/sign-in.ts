// Basic sign-in as the portal's filter does it, with its flaw: a password with a colon can never match.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Account } from '../portal.ts'

/** The account, null for a guest, or `wrong` for credentials that match nobody. */
export function signIn(accounts: readonly Account[], header: string | undefined): Account | null | 'wrong' {
  const encoded = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return null
  const [name = '', password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const account = accounts.find((candidate) => candidate.name === name)
  return account && isSame(account.password, password) ? account : 'wrong'
}

function isSame(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
