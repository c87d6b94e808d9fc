import { createServer } from 'node:net'
import { DexError } from '#contract/error.ts'

export interface PortWish {
  /** Named in the error. */
  variable: string
  /** 0: any. */
  port: number
  /** Whether a person set it: then no other one is picked. */
  explicit: boolean
}

/** Whether a listener can bind there now; nothing is held afterwards. */
export const isFree = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })

/**
 * A port on 127.0.0.1 for each wish, all different. A taken default moves to the next free one above, then to any; a taken
 * explicit one throws `port_taken`. Between picking and binding another process may still take it.
 */
export async function pickPorts<Name extends string>(
  wishes: Record<Name, PortWish>,
): Promise<Record<Name, number>> {
  const picked = {} as Record<Name, number>
  const used = new Set<number>()
  const ordered = (Object.entries(wishes) as [Name, PortWish][]).toSorted(
    ([, left], [, right]) => Number(right.explicit) - Number(left.explicit),
  )
  for (const [name, wish] of ordered) {
    const port = await pick(wish, used)
    used.add(port)
    picked[name] = port
  }
  return picked
}

export const pickPort = async (wish: PortWish): Promise<number> => pick(wish, new Set())

async function pick(wish: PortWish, used: ReadonlySet<number>): Promise<number> {
  if (wish.port === 0) return another(used)
  const usable = async (port: number): Promise<boolean> => !used.has(port) && (await isFree(port))
  if (await usable(wish.port)) return wish.port
  if (wish.explicit) {
    throw new DexError('port_taken', `port ${wish.port} of ${wish.variable} is taken`, {
      mend: `stop what listens there, or set ${wish.variable} to another port`,
    })
  }
  for (let port = wish.port + 100; port < Math.min(wish.port + 2_000, 65_535); port += 100) {
    if (await usable(port)) return port
  }
  return another(used)
}

async function another(used: ReadonlySet<number>): Promise<number> {
  const port = await anyPort()
  return used.has(port) ? another(used) : port
}

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
