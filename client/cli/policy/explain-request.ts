import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'

const Explained = z.looseObject({
  step: z.int(),
  action: z.string(),
  target: z.looseObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
  says: z.string(),
  layers: z.array(
    z.looseObject({
      layer: z.string(),
      says: z.string(),
      rules: z.array(
        z.looseObject({
          id: z.string(),
          effect: z.string(),
          mode: z.string(),
          file: z.string(),
          line: z.int(),
          because: z.string().nullable(),
        }),
      ),
    }),
  ),
  obligations: z.array(z.string()),
  codeRules: z.array(z.looseObject({ code: z.string(), effect: z.string(), says: z.string() })),
  bundle: z.string().nullable(),
  bundleFound: z.boolean(),
})
type Explained = z.infer<typeof Explained>

/** Each decision on record of a request in words, by the bundle that it was made with. */
export async function explainRequest(
  { out, data }: Run,
  request: string,
  step: string | undefined,
): Promise<ExitCode> {
  if (step !== undefined && !/^[1-9]\d{0,5}$/.test(step))
    throw new DexError('usage', `--step \`${step}\` is not a step`, { mend: 'write a number from 1' })
  const client = await signedInClient(data)
  const query = new URLSearchParams({ request, ...(step !== undefined && { step }) })
  const found = await client.get(`/api/policy/explain?${query}`, z.looseObject({ items: z.array(Explained) }))
  out.result(found, () =>
    found.items.length === 0 ? 'nothing was decided yet' : found.items.map(describe).join('\n\n'),
  )
  return exitCodes.done
}

function describe(explained: Explained): string {
  const { step, says, target, layers, codeRules, obligations, bundle, bundleFound } = explained
  const on = target === null ? '' : ` on ${target.platform} ${target.type} ${target.id}`
  const lines = [`step ${step}: ${says}${on}`, '']
  for (const { layer, says: said, rules } of layers) {
    lines.push(`  ${layer.padEnd(10)} ${said}`)
    for (const rule of rules) {
      const shadow = rule.mode === 'shadow' ? ' [shadow: reported, does not count]' : ''
      const because = rule.because === null ? '' : `: ${rule.because}`
      lines.push(
        `  ${''.padEnd(10)}   ${rule.effect} ${rule.id} (${rule.file}:${rule.line})${because}${shadow}`,
      )
    }
  }
  for (const rule of codeRules) lines.push(`  ${'code'.padEnd(10)} ${rule.effect} ${rule.code}: ${rule.says}`)
  if (obligations.length > 0) lines.push('', 'before it ran:', ...obligations.map((each) => `  - ${each}`))
  lines.push('', `bundle ${bundle ?? 'none'}${bundleFound ? '' : ' (not stored any more)'}`)
  return lines.join('\n')
}
