export type Progress = (line: string) => void

const quietMs = 2_000
const everyMs = 10_000

/** Says what takes longer than two seconds, then how long it has taken every ten, and at the end how long it took. */
export async function withProgress<Result>(
  what: string,
  progress: Progress,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = Date.now()
  const seconds = (): number => Math.round((Date.now() - started) / 1_000)
  let said = false
  const say = (): void => {
    progress(said ? `${what}: ${seconds()} s so far` : `${what} …`)
    said = true
  }
  let timer = setTimeout(function tick() {
    say()
    timer = setTimeout(tick, everyMs)
  }, quietMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    if (said) progress(`${what}: took ${seconds()} s`)
  }
}
