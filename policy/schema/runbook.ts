import { z } from 'zod'
import { runbookLanguages } from '../bundle.ts'
import { RuleId } from './document.ts'
import { SafeText } from './text.ts'

/** What stands between the dashes at the beginning of a runbook. */
export const RunbookHead = z.strictObject({
  id: RuleId,
  title: SafeText(200),
  /** Further words by which it is found. */
  about: z.array(SafeText(60)).max(30).default([]),
  /** What its words are in; by it a search knows that `locked` is `lock`. */
  language: z.enum(runbookLanguages).default('english'),
  /** Told with every request: who approves what, how things are named. */
  always: z.boolean().default(false),
})
