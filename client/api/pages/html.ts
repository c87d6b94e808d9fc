import type { ApiDeps } from '../deps.ts'

/** Text that is markup already; everything else is escaped on its way in. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

type Part = Html | string | number | null | readonly Part[]

function render(part: Part): string {
  if (part === null) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return part.map(render).join('')
}

/** INVARIANT: an interpolated value is never markup, unless this function made it. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(strings.reduce((text, piece, index) => text + render(parts[index - 1] ?? null) + piece))

/** A whole document; in the sandbox every page says so. */
export const page = (deps: Pick<ApiDeps, 'profile'>, title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === 'Dex' ? 'Dex' : `${title} · Dex`}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
${deps.profile === 'sandbox' ? html`<p class="sandbox">Sandbox: an invented company on emulated platforms. Nothing here is real.</p>` : null}
<main>
${body}
</main>
</body>
</html>
`.text
