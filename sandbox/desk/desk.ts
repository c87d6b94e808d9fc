import { freshId } from '../base/ids.ts'
import { createPlatform } from '../base/platform.ts'
import type { Company } from '../company/company.ts'
import type { DeskState, Hook } from './model.ts'
import { createOutbox } from './outbox.ts'
import { addDeskRoutes } from './routes.ts'

export interface DeskOptions {
  port: number
  company: Company
  /** Bearer of whoever comments through the API. */
  token: string
  /** Where new tickets are told of; can be set later, and outlives a restart. */
  hook?: Hook | null
  data?: string | null
  /** Pauses between attempts in milliseconds; the last one repeats. */
  retryMs?: readonly number[]
}

export interface DeskStandIn {
  url: string
  close(): Promise<void>
}

const retryMsUsual = [250, 1_000, 3_000, 10_000, 30_000]

/** A ticket desk: pages for people, an API for Dex, and a signed message for every ticket. */
export async function createDesk(options: DeskOptions): Promise<DeskStandIn> {
  const { company, token } = options
  let url = ''
  let hook = options.hook ?? null
  const platform = createPlatform<DeskState>({
    name: 'desk',
    port: options.port,
    data: options.data ?? null,
    fingerprint: `desk/1/${company.domain}`,
    initial: () => ({ tickets: [], outbox: [], hook }),
    requestId: () => freshId('dsk', 24),
    refusal: (kind) => ({ error: kind === 'status429' ? 'too many calls' : 'something broke' }),
    snapshot: ({ hook: secret, ...shown }) => ({ ...shown, hook: secret && { url: secret.url } }),
  })
  hook ??= platform.state.value.platform.hook
  const setHook = (next: Hook | null) => {
    hook = next
    platform.state.value.platform.hook = next
    platform.state.changed()
  }
  setHook(hook)
  const outbox = createOutbox({
    state: platform.state,
    origin: () => url,
    retryMs: options.retryMs ?? retryMsUsual,
  })
  addDeskRoutes(platform.app, { platform, company, token, outbox, setHook })
  url = await platform.listen()
  outbox.start()
  return {
    url,
    async close() {
      outbox.stop()
      await platform.close()
    },
  }
}
