import { DexError } from '#contract/error.ts'

const hopsMax = 16
/** The sandbox's identity provider signs the hinted person in without a page. */
const unattended = 'urn:sandbox:unattended'

/** Signs somebody in as a browser does, and opens a request or a chat at the console in their name; answers its id. */
export async function openAtConsole(
  api: string,
  email: string,
  path: '/api/requests' | '/api/chats',
  body: { title?: string; text: string },
): Promise<{ id: string }> {
  const query = new URLSearchParams({ login_hint: email, acr_values: unattended })
  const cookies = await walk(new URL(`/auth/login?${query}`, api).href)
  const answer = await fetch(new URL(path, api), {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      ...{ origin: new URL(api).origin, cookie: cookies },
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new DexError('internal', `the console answered ${answer.status}`)
  return (await answer.json()) as { id: string }
}

/** Follows redirects and keeps cookies, as a browser would; answers those that it ends with. */
async function walk(start: string): Promise<string> {
  const jar = new Map<string, string>()
  const held = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  let url = start
  for (let hop = 0; hop < hopsMax; hop += 1) {
    const response = await fetch(url, { redirect: 'manual', headers: { cookie: held() } })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (location === null || jar.has('__Host-dex')) return held()
    url = new URL(location, url).href
  }
  throw new DexError('internal', 'signing in at the console went round in circles')
}
