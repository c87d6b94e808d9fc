import { parseArgs } from 'node:util'
import { z } from 'zod'
import { peopleMax } from './company/company.ts'
import { seats } from './company/seats.ts'

const port = z.coerce.number().int().min(0).max(65_535).default(0)
const optional = z.string().min(1).optional()

const Options = z.object({
  data: optional,
  deskPort: port,
  oktaPort: port,
  googlePort: port,
  microsoftPort: port,
  scimPort: port,
  idpPort: port,
  modelPort: port,
  apiUrl: z.url().default('http://127.0.0.1:7070'),
  hookUrl: z.url().optional(),
  hookSecret: optional,
  deskToken: z.string().min(16),
  oktaClientSecret: z.string().min(16),
  googleClientSecret: z.string().min(16),
  microsoftClientSecret: z.string().min(16),
  scimClientSecret: z.string().min(16),
  consoleClientSecret: z.string().min(16),
  seed: z.coerce.number().int().min(0).default(1),
  /** How many people the company has. */
  people: z.coerce.number().int().min(seats.length).max(peopleMax).default(seats.length),
  domain: z.string().default('acme.example'),
  rotateRefreshTokens: z.enum(['true', 'false']).default('false'),
})
export type SandboxOptions = z.infer<typeof Options>

const flagOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const variableOf = (name: string) => `DEX_SANDBOX_${flagOf(name).replaceAll('-', '_').toUpperCase()}`

/**
 * Every option is a flag (`--desk-token`) or a variable (`DEX_SANDBOX_DESK_TOKEN`), the flag first: an argument list
 * can be read by others on the machine, so secrets belong in variables. Throws with one line for each problem.
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): SandboxOptions {
  const names = Object.keys(Options.shape)
  const flags = Object.fromEntries(names.map((name) => [flagOf(name), { type: 'string' as const }]))
  const { values } = parseArgs({ args, options: flags, strict: true })
  const given = names.map((name) => [name, values[flagOf(name)] ?? env[variableOf(name)]])
  const parsed = Options.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return `--${flagOf(name)} (or ${variableOf(name)}): ${issue.message}`
  })
  throw new Error(problems.join('\n'))
}
