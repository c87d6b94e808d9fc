import { quotedField, visibleLine } from './data.ts'

/** What the model is shown of a runbook. */
export interface ShownRunbook {
  id: string
  title: string
  text: string
}

/** Quoted by another mark than data: guidance of the organization's own, and still no line of ours. */
const quoted = ({ id, title, text }: ShownRunbook): string =>
  `Runbook \`${visibleLine(id, 100)}\`, ${visibleLine(title, 200)}:\n${quotedField(text, undefined, '> ')}`

/** Runbooks that were found, as they stand in the conversation. */
export const runbooksShown = (found: readonly ShownRunbook[]): string =>
  ['Runbooks that may fit:', ...found.map(quoted)].join('\n')

/** Runbooks that are told with every request, as they stand at the end of the standing instructions. */
export const alwaysTold = (always: readonly ShownRunbook[]): string =>
  always.length === 0 ? '' : `\n\n${always.map(quoted).join('\n')}`
