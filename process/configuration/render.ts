import type { Variable } from './variable.ts'
import { subjects } from './variables.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')

function row([name, entry]: [string, Variable]): string {
  const fallback = entry.fallback === null || entry.fallback === '' ? '' : `\`${entry.fallback}\``
  const required = entry.required.length > 0 ? `required: ${entry.required.join(', ')}` : fallback
  const cells = [`\`${name}\``, entry.for.join(', '), required, entry.expects, entry.what]
  return `| ${cells.map(cell).join(' | ')} |`
}

const section = ({ title, of }: { title: string; of: object }): string => `## ${title}

| variable | for | default | value | what |
|---|---|---|---|---|
${(Object.entries(of) as [string, Variable][]).map(row).join('\n')}`

/** docs/configuration.md, written from the table alone. */
export const renderConfiguration = (): string => `# Configuration

Written from \`process/configuration/variables/\` by \`node docs/generate.ts\`; change it there.

Each process reads its own environment once, at start-up, and refuses to start with one message that lists every
problem. A variable set to nothing counts as unset. Relative paths start at the working directory; \`<DEX_DATA>\` is the
value of \`DEX_DATA\`, \`<role>\` the process's own role. \`dex up\` hands each part what it needs. Ports that were not set
move to a free one when taken; a port that was set and is taken is an error.

${subjects.map(section).join('\n\n')}

## Refused

Start-up is refused, in both profiles, while one of these is set: \`DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS\`,
\`GOOGLE_SDK_NODE_LOGGING\`, \`NODE_TLS_REJECT_UNAUTHORIZED=0\`, any \`OKTA_CLIENT_*\`.

\`DEX_PROFILE=production\` also refuses http for \`DEX_PUBLIC_URL\` and \`ANTHROPIC_BASE_URL\`, a missing \`DEX_PUBLIC_URL\`
(api) or \`ANTHROPIC_API_KEY\` (think), keys that the sandbox made (a file \`sandbox\` lies beside them), and tenants whose
identity provider is a sandbox's.
`
