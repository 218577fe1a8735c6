// The master key: made once, kept outside the data folder, and used only to wrap the keys of single files.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface MasterKey {
  wrap(key: Uint8Array, owner: string): Uint8Array
  /** Throws when the wrapped key was made for another owner or with another master key. */
  unwrap(wrapped: Uint8Array, owner: string): Uint8Array
  /** A secret of its own for one purpose, the same on every start. */
  derive(purpose: string): string
}

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** Reads the key file, making it (mode 0600) on the very first start. Throws when it is not a key. */
export function loadMasterKey(file: string): MasterKey {
  const key = readKey(file) ?? makeKey(file)
  return {
    wrap(plain, owner) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    unwrap(wrapped, owner) {
      const bytes = Buffer.from(wrapped)
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
      decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(bytes.length - tagBytes))
      return Buffer.concat([
        decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)),
        decipher.final(),
      ])
    },
    derive: (purpose) => Buffer.from(hkdfSync('sha256', key, '', purpose, keyBytes)).toString('base64url'),
  }
}

function readKey(file: string): Buffer | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== keyBytes) throw new Error('[files] MASTER_KEY_FILE không chứa khóa 32 byte (base64)')
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new Error('[files] MASTER_KEY_FILE phải chỉ chủ sở hữu đọc được (chmod 600)')
  }
  return key
}

function makeKey(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const key = randomBytes(keyBytes)
  let handle: number
  try {
    // Exclusive, so that two first starts at once cannot each believe in a key of their own.
    handle = openSync(file, 'wx', 0o600)
  } catch (error) {
    const written = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readKey(file) : null
    if (written) return written
    throw error
  }
  writeSync(handle, `${key.toString('base64')}\n`)
  fsyncSync(handle)
  closeSync(handle)
  return key
}
