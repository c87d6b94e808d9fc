/**
 * A cookie jar and redirects: what a script needs to walk through a sign-in. Stops at `until` or at a page; on the
 * sign-in page it presses the button of the person named by `choose`.
 */
export async function walk(
  start: string,
  until: string,
  choose?: string,
): Promise<{ url: string; status: number; body: string }> {
  const jar = new Map<string, string>()
  let url = start
  let form: URLSearchParams | null = null
  for (let hop = 0; hop < 12; hop += 1) {
    if (url.startsWith(until)) return { url, status: 0, body: '' }
    const response = await fetch(url, {
      redirect: 'manual',
      ...(form ? { method: 'POST', body: form } : {}),
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (!location) {
      const body = await response.text()
      const button = body.split('<li>').find((item) => choose && item.includes(choose))
      const account = /value="([^"]+)"/.exec(button ?? '')?.[1]
      if (!account || form) return { url, status: response.status, body }
      form = new URLSearchParams({ account })
      continue
    }
    form = null
    url = new URL(location, url).href
  }
  throw new Error('too many redirects')
}
