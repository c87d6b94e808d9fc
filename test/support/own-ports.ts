import { randomInt } from 'node:crypto'
import { portVariables } from '#client/cli/up/ports.ts'
import { isFree } from '#process/embedded/ports.ts'

/** Below what the system gives to listeners and connections that ask for any port, so that nothing comes in between. */
const firstPort = 10_000
const lastPort = 30_000
const blockPorts = 16

/** Ports for one `dex up` that no other file of the run takes; the defaults are for those tests that are about them. */
export async function ownPorts(): Promise<Record<string, string>> {
  const variables = Object.values(portVariables)
  if (variables.length > blockPorts) throw new Error(`a block has ${blockPorts} ports`)
  const first = firstPort + blockPorts * randomInt((lastPort - firstPort) / blockPorts)
  const ports = variables.map((variable, index) => [variable, first + index] as const)
  const free = await Promise.all(ports.map(([, port]) => isFree(port)))
  if (free.includes(false)) return ownPorts()
  return Object.fromEntries(ports.map(([variable, port]) => [variable, String(port)]))
}

/** One port that stays free until its test listens there. */
export async function ownPort(): Promise<number> {
  const port = firstPort + randomInt(lastPort - firstPort)
  return (await isFree(port)) ? port : ownPort()
}
