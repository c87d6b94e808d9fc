import { portVariables } from '#client/cli/up/ports.ts'
import { pickPorts, type PortWish } from '#process/embedded/ports.ts'

/** Ports for one `dex up` that no other file of the run takes; the defaults are for those tests that are about them. */
export async function ownPorts(): Promise<Record<string, string>> {
  const wishes = Object.values(portVariables).map((variable): [string, PortWish] => [
    variable,
    { variable, port: 0, explicit: false },
  ])
  const picked = await pickPorts(Object.fromEntries(wishes))
  return Object.fromEntries(Object.entries(picked).map(([variable, port]) => [variable, String(port)]))
}
