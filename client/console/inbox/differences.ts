import type { Approval } from '../api/operations.ts'

/** What is not as it was shown, in words. */
export function differences(before: Approval, after: Approval): string {
  const found: string[] = []
  if (after.state !== before.state) found.push(`it is ${after.state} now`)
  if (after.hash !== before.hash) found.push('the action itself is another one')
  if (after.sentence !== before.sentence && after.sentence !== null) found.push(`“${after.sentence}”`)
  if (JSON.stringify(after.obligations) !== JSON.stringify(before.obligations))
    found.push('policy asks for something else')
  if (after.bundle !== before.bundle) found.push('another policy bundle is in force')
  if (found.length === 0) found.push('it was asked again')
  return `${found.join('; ')}.`
}
