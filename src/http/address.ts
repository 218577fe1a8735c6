// Who is calling: the peer of the connection, or what proxies we trust say about it.
import { BlockList, isIP } from 'node:net'

export class ProxyListError extends Error {
  constructor(entry: number) {
    super(`[http] TRUSTED_PROXIES: mục thứ ${entry} không phải địa chỉ IP hay dải CIDR`)
    this.name = 'ProxyListError'
  }
}

/** Reads addresses and CIDR ranges into a test. Throws ProxyListError naming the entry by its place. */
export function trustProxies(entries: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList()
  for (const [index, entry] of entries.entries()) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address)
    const bits = prefix === undefined ? undefined : Number(prefix)
    const longest = family === 4 ? 32 : 128
    if (family === 0 || (bits !== undefined && !(Number.isInteger(bits) && bits >= 0 && bits <= longest))) {
      throw new ProxyListError(index + 1)
    }
    const kind = family === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) trusted.addAddress(address, kind)
    else trusted.addSubnet(address, bits, kind)
  }
  return (address) => isIP(address) !== 0 && trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

/**
 * The nearest address that is not one of our proxies. Read from the right: what stands further left was written by
 * whoever called, and may be invented.
 */
export function callerAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  isTrusted: (address: string) => boolean,
): string {
  let address = plainAddress(peer ?? '')
  // Ten proxies in a row are more than any set-up has.
  const hops = (forwardedFor ?? '').split(',').slice(-10)
  while (isTrusted(address) && hops.length > 0) {
    const previous = plainAddress((hops.pop() ?? '').trim())
    if (isIP(previous) === 0) break
    address = previous
  }
  return address
}

// An IPv4 caller of a dual-stack socket shows as ::ffff:192.0.2.1.
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}
