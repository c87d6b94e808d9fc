/**
 * Milliseconds of processor time of this process since it was made, the collector's threads included: what else the machine
 * does meanwhile is not counted.
 */
export function processorClock(): () => number {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1_000
  }
}
