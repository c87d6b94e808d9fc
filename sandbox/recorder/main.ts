import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createRecorder } from './recorder.ts'

const Options = z.strictObject({
  mode: z.enum(['record', 'replay']),
  directory: z.string().min(1),
  domain: z.string().endsWith('.example', 'a sandbox’s domain ends with .example'),
  upstream: z.url({ protocol: /^https?$/ }).default('https://api.anthropic.com'),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
})

/** Prints one line of JSON once it answers; ends on SIGTERM and SIGINT. Refused outside of the sandbox's profile. */
async function main(): Promise<void> {
  const profile = process.env['DEX_PROFILE'] ?? 'sandbox'
  if (profile !== 'sandbox') throw new Error(`there is no recorder in the profile \`${profile}\``)
  const options = Object.fromEntries(
    Object.keys(Options.shape).map((name) => [name, { type: 'string' as const }]),
  )
  const recorder = await createRecorder(Options.parse(parseArgs({ options, strict: true }).values))
  const end = () => void recorder.close().then(() => process.exit(0))
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.stdout.write(`${JSON.stringify({ ready: true, url: recorder.url })}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`recorder: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
})
