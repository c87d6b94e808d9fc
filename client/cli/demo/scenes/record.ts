import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '#vault/hashes.ts'
import { createVerifier } from '#vault/verifying.ts'
import { verifyExport } from '../../log/verify-export.ts'
import { placesOf } from '../../up/places.ts'
import type { Stage } from '../stage.ts'

const Verified = z.looseObject({ intact: z.boolean(), seq: z.int() })
const Line = z.looseObject({ seq: z.int(), hash: z.string(), entry: z.looseObject({ code: z.string() }) })

/** Everything is on record, and a changed record shows. */
export async function record(stage: Stage): Promise<void> {
  const { tell } = stage
  tell.scene('8. The record')
  const client = await stage.as(stage.person('auditor'))
  const verified = await client.get('/api/activity/verify', Verified)
  tell.fact(`the activity log is intact: ${verified.seq} entries`, verified.intact && verified.seq > 0)

  const lines: string[] = []
  for await (const line of client.lines('/api/activity/export')) lines.push(line)
  const verifier = await createVerifier(join(placesOf(stage.data).keysPublic, 'log.public.json'))
  const check = (export_: readonly string[]) => verifyExport(each(export_), verifier, [])
  tell.say(
    `An auditor exports it: ${lines.length - 1} entries and a signed end, verified without any service.`,
  )
  const whole = await check(lines)
  tell.fact(
    "the export verifies up to its end, signed with the gate's log key",
    whole.intact && whole.head !== null,
  )

  const at = lines.findIndex((line) => line.includes('approval.decided'))
  const edited = lines.with(at, edit(lines[at] ?? ''))
  const found = await check(edited)
  tell.fact(
    `an approval turned into a rejection is found at position ${found.brokenAt ?? 0}`,
    found.brokenAt === at + 1,
  )
  const removed = await check(lines.toSpliced(at, 1))
  tell.fact(`an entry taken out is found at position ${removed.brokenAt ?? 0}`, removed.brokenAt === at + 1)
  const cut = await check(lines.slice(0, -3))
  tell.fact(`a cut tail is found at position ${cut.brokenAt ?? 0}`, cut.brokenAt === lines.length - 2)
}

function edit(line: string): string {
  const { seq, hash, entry } = Line.parse(JSON.parse(line))
  const changed = canonicalJson({ ...entry, code: entry.code === 'approve' ? 'reject' : entry.code })
  return `{"seq":${seq},"hash":"${hash}","entry":${changed}}`
}

const each = (lines: readonly string[]): Uint8Array[] => lines.map((line) => Buffer.from(`${line}\n`))
