import { findTemporal } from '#process/embedded/temporal/find.ts'

/** Prints what was found, or the error, as one JSON line. */
const say = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

try {
  say(
    await findTemporal({
      env: process.env,
      progress: (line) => process.stderr.write(`${line}\n`),
      downloadTimeout: 5_000,
    }),
  )
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) })
}
