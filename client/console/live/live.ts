import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { staleBy } from './stale.ts'

interface Told {
  event: 'change' | 'reset' | 'signed-out'
  seq: number | null
  kind: string | null
}

const settleMs = 200
const againMs = 3_000
/** What opens later than this after the page was read may have missed something. */
const lateMs = 1_000

/**
 * Makes stale what changed, as it changes. One tab of a browser holds the stream and tells the others; when it closes,
 * the next takes over where it was. Answers whether the stream stands.
 */
export function useLive(): boolean {
  const client = useQueryClient()
  const [connected, setConnected] = useState(true)
  useEffect(() => {
    const ended = new AbortController()
    const channel = new BroadcastChannel('dex-live')
    const apply = createApply(client)
    const begun = performance.now()
    let seq: number | null = null
    const hear = (told: Told): void => {
      seq = told.seq ?? seq
      apply(told)
    }
    channel.onmessage = (message: MessageEvent<Told>) => hear(message.data)
    const lead = (): Promise<void> =>
      stream(
        ended.signal,
        begun,
        () => seq,
        (told) => {
          hear(told)
          channel.postMessage(told)
        },
        setConnected,
      )
    // Without locks (an address that is not secure) each tab holds its own.
    const leading =
      'locks' in navigator ? navigator.locks.request('dex-live', { signal: ended.signal }, lead) : lead()
    leading.catch(() => undefined)
    return () => {
      ended.abort()
      channel.close()
    }
  }, [client])
  return connected
}

function stream(
  signal: AbortSignal,
  begun: number,
  after: () => number | null,
  tell: (told: Told) => void,
  setConnected: (connected: boolean) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | null = null
    let timer: number | null = null
    let since = begun
    const take = (event: Told['event']) => (message: MessageEvent<string>) => {
      const { kind } = JSON.parse(message.data) as { kind?: string }
      const seq = message.lastEventId === '' ? null : Number(message.lastEventId)
      tell({ event, seq, kind: kind ?? null })
    }
    const connect = (): void => {
      const from = after()
      const opened = new EventSource(from === null ? '/api/live' : `/api/live?after=${from}`)
      for (const event of ['change', 'reset', 'signed-out'] as const)
        opened.addEventListener(event, take(event))
      opened.onopen = () => {
        setConnected(true)
        // Who has heard of nothing yet cannot say where to go on from: everything is read again.
        if (performance.now() - since > lateMs) tell({ event: 'reset', seq: null, kind: null })
      }
      opened.onerror = () => {
        since = Number.NEGATIVE_INFINITY
        setConnected(false)
        // A line that broke is taken up again by the browser; after an answer that is no stream it is not.
        if (opened.readyState === EventSource.CLOSED) timer = window.setTimeout(connect, againMs)
      }
      source = opened
    }
    connect()
    signal.addEventListener('abort', () => {
      if (timer !== null) window.clearTimeout(timer)
      source?.close()
      resolve()
    })
  })
}

/** Several entries of one transaction are one change to who looks. */
function createApply(client: QueryClient) {
  const stale = new Set<string>()
  let timer: number | null = null
  return ({ event, kind }: Told): void => {
    if (event !== 'change') {
      void client.invalidateQueries()
      return
    }
    for (const key of staleBy(kind ?? '')) stale.add(key)
    timer ??= window.setTimeout(() => {
      timer = null
      for (const key of stale) void client.invalidateQueries({ queryKey: [key] })
      stale.clear()
    }, settleMs)
  }
}
