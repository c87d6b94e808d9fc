/** Follows a sign-in the way a browser does: cookies by origin, redirects, and the sandbox's list of who to be. */
export interface Browser {
  /** Where it ended and what was answered there; throws after too many hops. */
  open(url: string): Promise<Page>
}

export interface Page {
  url: string
  status: number
  body: string
}

const hopsMax = 20

/**
 * A cookie jar of one person. On a sandbox's sign-in page it presses the button of `email`, as that person would.
 * INVARIANT: a cookie goes back to the origin that set it and nowhere else.
 */
export function createBrowser(email: string): Browser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string): Map<string, string> => {
    const { origin } = new URL(url)
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    return jar
  }

  async function call(url: string, form: URLSearchParams | null): Promise<Response> {
    const jar = jarOf(url)
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
      ...(form ? { method: 'POST', body: form } : {}),
      headers: {
        accept: 'text/html',
        ...(jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(form ? { origin: new URL(url).origin } : {}),
      },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      if (/;\s*max-age=0\b/i.test(cookie)) jar.delete(pair.slice(0, at))
      else jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  return {
    async open(start) {
      let url = start
      let form: URLSearchParams | null = null
      for (let hop = 0; hop < hopsMax; hop += 1) {
        const response: Response = await call(url, form)
        const location = response.headers.get('location')
        if (location !== null && response.status >= 300 && response.status < 400) {
          await response.body?.cancel()
          form = null
          url = new URL(location, url).href
          continue
        }
        const body = await response.text()
        const account = form === null ? accountOn(body, email) : null
        if (account === null) return { url, status: response.status, body }
        form = new URLSearchParams({ account })
      }
      throw new Error(`too many redirects from ${new URL(start).origin}`)
    },
  }
}

/** The value of the button that names this person, where the page is such a list. */
function accountOn(body: string, email: string): string | null {
  const item = body
    .split('<li>')
    .find((part) => part.includes('name="account"') && part.includes(`${email} `))
  return /name="account" value="([^"]+)"/.exec(item ?? '')?.[1] ?? null
}
