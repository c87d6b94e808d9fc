import ipaddr from 'ipaddr.js'

/** public: anyone's; loopback: this machine; private: a network of the operator's; never: nobody calls there. */
export type AddressKind = 'public' | 'loopback' | 'private' | 'never'

const globalUnicast = ipaddr.parseCIDR('2000::/3')

/**
 * What an IP address is (IANA's special-purpose registries, RFC 6890). IPv4 written as IPv6 counts as what it maps to;
 * every other way to carry one address inside another, link-local (cloud metadata among it), multicast, reserved and
 * unreadable ones are `never`.
 */
export function addressKind(address: string): AddressKind {
  if (!ipaddr.isValid(address)) return 'never'
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (range === 'loopback') return 'loopback'
  if (range === 'private' || range === 'uniqueLocal' || range === 'carrierGradeNat') return 'private'
  if (range !== 'unicast') return 'never'
  // A range that the library does not know yet is not public because of that.
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast) ? 'public' : 'never'
}
