import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { apiUrlOf } from '../login/api-url.ts'
import { table } from '../table.ts'
import { connectAs } from '../up/connect.ts'
import { signedInClient } from '../with-session.ts'

const Connections = z.looseObject({
  items: z.array(
    z.looseObject({
      id: z.string(),
      platform: z.string(),
      kind: z.string(),
      state: z.string(),
      accountId: z.string(),
    }),
  ),
})

export async function listConnections({ out, data }: Run): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get('/api/connections', Connections)
  out.result(found, () =>
    found.items.length === 0
      ? 'no connections; make one: dex connection connect okta'
      : table(
          ['id', 'platform', 'kind', 'state', 'account'],
          found.items.map((each) => [each.id, each.platform, each.kind, each.state, each.accountId]),
        ),
  )
  return exitCodes.done
}

const kinds = ['own', 'admin', 'investigate'] as const

/** A browser does it; `--as` walks the sandbox's pages in its place. */
export async function connectPlatform(
  { io, out, data }: Run,
  platform: string,
  options: { kind: string; as?: string; api?: string },
): Promise<ExitCode> {
  const kind = kinds.find((each) => each === options.kind)
  if (kind === undefined) {
    throw new DexError('usage', `there is no kind \`${options.kind}\``, {
      mend: `one of ${kinds.join(', ')}`,
    })
  }
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(platform))
    throw new DexError('usage', `\`${platform}\` is not a platform`)
  const api = await apiUrlOf(data, io.env, options.api)
  const link = `${api}/connect/${platform}?kind=${kind}`
  if (options.as === undefined) {
    out.result({ open: link }, () => `Open ${link} in the browser and sign in there.`)
    return exitCodes.done
  }
  await connectAs(api, options.as, platform, [kind])
  out.result(
    { connected: true, platform, kind, email: options.as },
    () => `connected ${platform} (${kind}) as ${options.as}`,
  )
  return exitCodes.done
}

const Revoked = z.looseObject({ id: z.string(), atPlatform: z.boolean().nullable() })

export async function revokeConnection({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const done = await client.delete(`/api/connections/${encodeURIComponent(id)}`, Revoked)
  out.result(done, () => `${id} is out of use; ${atPlatformInWords(done.atPlatform)}`)
  return exitCodes.done
}

function atPlatformInWords(told: boolean | null): string {
  if (told === null) return 'the platform is told as soon as it can be'
  return told
    ? 'revoked at the platform, destroyed here'
    : 'destroyed here; the platform did not confirm: remove Dex from your account there'
}
