/** A scheme, `www.`, or anything that reads as a host with a top level of letters: mail addresses among them. */
const linkLike = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+|[^\s()<>"']*[\p{L}\p{N}-]+\.\p{L}{2,}(?![\p{L}])\S*/giu

/**
 * The text without links and whatever a mail program would turn into one, save those whose origin is on the tenant's allow list
 * (`https://help.acme.example`). A link with a user, a port or no https is on no list.
 */
export function withoutLinks(text: string, allowed: readonly string[]): string {
  return text.replace(linkLike, (found) => (originOf(found, allowed) ? found : '[link left out]'))
}

function originOf(found: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(found)) return false
  const { origin, username, password, protocol } = new URL(found)
  return protocol === 'https:' && username === '' && password === '' && allowed.includes(origin)
}
