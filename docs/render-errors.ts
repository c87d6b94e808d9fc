import { type Code, codes } from '../contract/codes.ts'
import { causes } from './error-causes.ts'

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`

function page(code: Code): string {
  const { text, status, retryable, mend } = codes[code]
  // a mend that sends people to this very page says nothing here
  const way = mend.includes(`${code}.md`) ? '' : `\n## The mend\n\n${sentence(mend)}\n`
  return `# \`${code}\`

${sentence(text)}

| HTTP status | the same call may succeed later |
|---|---|
| ${status} | ${retryable ? 'yes' : 'no'} |

## When

${causes[code] ?? sentence(text)}
${way}`
}

/** The pages of docs/errors by file name, one a code, and their index. */
export function renderErrors(): Map<string, string> {
  const names = (Object.keys(codes) as Code[]).toSorted()
  const pages = new Map(names.map((code) => [`${code}.md`, page(code)]))
  const rows = names.map(
    (code) => `| [\`${code}\`](${code}.md) | ${codes[code].status} | ${codes[code].text} |`,
  )
  pages.set(
    'README.md',
    `# Errors\n\nEvery error has a stable code; codes are never reused. Written by \`node docs/generate.ts\`.\n\n| code | HTTP | meaning |\n|---|---|---|\n${rows.join('\n')}\n`,
  )
  return pages
}
