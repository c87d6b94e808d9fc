import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const channel = 'http.server.request.start'

export interface CallCounter {
  /** Calls of each route since the last look, `model POST /v1/messages` and the like. */
  take(): Map<string, number>
  stop(): void
}

/** Counts what reaches the sandbox's servers, which all run in this process; ids in paths are left out. */
export function countCalls(servers: Readonly<Record<string, string>>): CallCounter {
  const names = new Map(Object.entries(servers).map(([name, url]) => [new URL(url).port, name]))
  let counts = new Map<string, number>()
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage }
    const name = names.get(String(request.socket.localPort))
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (name === undefined || path.startsWith('/_sandbox/')) return
    const route = `${name} ${request.method} ${path.replace(/\/(?=[^/]*\d)(?!v1\b)[^/]+/g, '/{id}')}`
    counts.set(route, (counts.get(route) ?? 0) + 1)
  }
  subscribe(channel, note)
  return {
    take() {
      const taken = counts
      counts = new Map()
      return taken
    },
    stop: () => void unsubscribe(channel, note),
  }
}

/** Both sides did the same work, every request of it; throws with what differs. */
export function assertSameCalls(
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
  requests: number,
): void {
  const routes = [...new Set([...left.keys(), ...right.keys()])].toSorted()
  const wrong = routes.filter(
    (route) => left.get(route) !== right.get(route) || (left.get(route) ?? 0) % requests !== 0,
  )
  if (wrong.length === 0 && routes.length > 0) return
  const list = wrong.map((route) => `${route}: dex ${left.get(route) ?? 0}, bare ${right.get(route) ?? 0}`)
  throw new Error(`not the same calls for ${requests} requests each:\n${list.join('\n')}`)
}
