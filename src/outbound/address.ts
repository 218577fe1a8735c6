// Which addresses are public. Everything a message may point at must be one of these.
import { BlockList, isIP } from 'node:net'

// IANA special-purpose registries: loopback, private, link-local, shared, documentation, multicast, reserved.
const special = new BlockList()
const fours = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]
// IPv6 is refused outside 2000::/3; within it, these carry or hide other addresses.
const sixes = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

for (const range of fours) add(range, 'ipv4')
for (const range of sixes) add(range, 'ipv6')
const globalSix = new BlockList()
globalSix.addSubnet('2000::', 3, 'ipv6')

export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !special.check(address, 'ipv4')
  return family === 6 && globalSix.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

function add(range: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', bits = ''] = range.split('/')
  special.addSubnet(network, Number(bits), family)
}
