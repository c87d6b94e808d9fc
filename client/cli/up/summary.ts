import { table } from '../table.ts'
import type { ReadyDocument } from './ready.ts'

const shownPeople = 8

/** What somebody at a terminal wants to know once everything answers. */
export function summary(ready: ReadyDocument, data: string, seconds: number): string {
  const { urls, sandbox } = ready
  const places = [
    ['api', urls.api],
    ['Temporal Web', urls.temporalWeb],
    ['ticket desk', urls.desk],
    ['Okta', urls.okta],
    ['Microsoft 365', urls.microsoft],
    ['Google Workspace', urls.google],
    ['identity provider', urls.idp],
    ['Temporal', urls.temporal],
  ].filter((row): row is [string, string] => row[1] !== null)
  const lines = [`Dex is up (${seconds.toFixed(1)} s). Everything is kept in ${data}.`, '']
  for (const [name, url] of places) lines.push(`  ${name.padEnd(18)} ${url}`)
  if (sandbox) {
    const people = sandbox.people
      .slice(0, shownPeople)
      .map((person) => [`  ${person.email}`, person.name, person.title, person.roles.join(', ')])
    lines.push('', 'Sign in as one of them; in the sandbox no password is asked.', '')
    lines.push(table(['  e-mail', 'name', 'title', 'roles'], people))
    if (sandbox.model === 'stand-in') {
      lines.push(
        '',
        'The model is the stand-in of the sandbox. With ANTHROPIC_API_KEY, or DEX_MODEL_PROVIDER=openai, a real one is asked.',
      )
    }
    lines.push(
      '',
      'What next',
      `  file a ticket      open ${urls.desk ?? ''} and write that you lost your phone`,
      `  sign in            npx dex login --as ${sandbox.people[0]?.email ?? 'EMAIL'}${dataOption(data)}`,
      `  see what waits     npx dex approval list${dataOption(data)}`,
      `  read the record    npx dex log list${dataOption(data)}`,
    )
  }
  lines.push('', 'Ctrl-C ends everything; the data stays.')
  return lines.join('\n')
}

const dataOption = (data: string): string => (data.endsWith('/.dex') ? '' : ` --data ${data}`)
