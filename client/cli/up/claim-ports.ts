import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { lock } from 'proper-lockfile'
import { DexError } from '#contract/error.ts'
import { pickPorts, type PortWish } from '#process/embedded/ports.ts'
import { isAlive } from '#process/stop.ts'

export interface ClaimedPorts<Name extends string> {
  ports: Record<Name, number>
  release(): Promise<void>
}

const stepPorts = 100
const triesMax = 40

/**
 * Picks ports and claims them for this process, so that two that start at the same moment never pick the same: between
 * picking and binding lie seconds. A claim ends with its process. Throws `port_taken`.
 */
export async function claimPorts<Name extends string>(
  wishes: Readonly<Record<Name, PortWish>>,
): Promise<ClaimedPorts<Name>> {
  const directory = join(tmpdir(), `dex-ports-${userInfo().uid}`)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(directory, 0o700)
  const retries = { retries: 200, factor: 1, minTimeout: 50, maxTimeout: 50 }
  const unlock = await lock(directory, { stale: 5_000, retries })
  try {
    const ports = await unclaimed(directory, { ...wishes })
    const files = Object.values<number>(ports).map((port) => join(directory, String(port)))
    for (const file of files) await writeFile(file, `${process.pid}\n`, { mode: 0o600 })
    return {
      ports,
      async release() {
        for (const file of files) if ((await ownerOf(file)) === process.pid) await rm(file, { force: true })
      },
    }
  } finally {
    await unlock()
  }
}

async function unclaimed<Name extends string>(
  directory: string,
  wishes: Record<Name, PortWish>,
): Promise<Record<Name, number>> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const ports = await pickPorts(wishes)
    const taken: Name[] = []
    for (const name of Object.keys(ports) as Name[]) {
      const owner = await ownerOf(join(directory, String(ports[name])))
      if (owner !== null && owner !== process.pid && isAlive(owner)) taken.push(name)
    }
    if (taken.length === 0) return ports
    for (const name of taken) {
      const wish = wishes[name]
      if (wish.explicit) {
        throw new DexError(
          'port_taken',
          `port ${wish.port} of ${wish.variable} is about to be taken by another dex`,
          {
            mend: `stop it, or set ${wish.variable} to another port`,
          },
        )
      }
      wishes[name] = { ...wish, port: ports[name] + stepPorts }
    }
  }
  throw new DexError('port_taken', 'no free ports were found', { mend: 'stop other instances of dex' })
}

async function ownerOf(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isInteger(pid) && pid > 1 ? pid : null
}
