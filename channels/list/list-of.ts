import type { Ask } from '#contract/request.ts'
import { listInText } from './read-list.ts'

/** The list that came with a request, as CSV: on its own, or in its text. */
export const listOf = (ask: Pick<Ask, 'text' | 'list'>): string | null => ask.list ?? listInText(ask.text)
