import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { newSecret, newSourceId } from '#contract/new-id.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'

const Secrets = z.strictObject({
  rolePasswords: z.strictObject({ dex_api: z.string(), dex_gate: z.string(), dex_think: z.string() }),
  /** The sandbox desk's opaque source id, with the secret it signs with. */
  source: z.string(),
  hookSecret: z.string(),
  deskToken: z.string(),
  oktaClientSecret: z.string(),
  microsoftClientSecret: z.string(),
  googleClientSecret: z.string(),
  scimClientSecret: z.string(),
  consoleClientSecret: z.string(),
})
export type Secrets = z.infer<typeof Secrets>

/** What one data directory's parts know each other by; made at random once, kept 0600. */
export async function haveSecrets(path: string): Promise<Secrets> {
  const standing = await readJsonFile(path, Secrets)
  if (standing) return standing
  const secrets: Secrets = {
    rolePasswords: { dex_api: newSecret(), dex_gate: newSecret(), dex_think: newSecret() },
    source: newSourceId(),
    hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    deskToken: newSecret(),
    oktaClientSecret: newSecret(),
    microsoftClientSecret: newSecret(),
    googleClientSecret: newSecret(),
    scimClientSecret: newSecret(),
    consoleClientSecret: newSecret(),
  }
  await writeJsonFile(path, secrets)
  return secrets
}
