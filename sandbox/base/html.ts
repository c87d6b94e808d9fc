/** Markup that is already safe. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | null | false | readonly Part[]

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function render(part: Part): string {
  if (part === null || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part !== 'string') return part.map(render).join('')
  return part.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

// INVARIANT: every interpolated value is escaped unless it is Html itself.
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((text, piece, index) => text + render(parts[index - 1] ?? null) + piece))
}

const style = new Html(`
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
header { border-bottom: 1px solid #8886; margin-bottom: 1.5rem }
.note { opacity: .75; font-size: .9rem }
.card { border: 1px solid #8886; border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0 }
.card h2, .card h3 { margin: 0 0 .25rem }
.comment { border-left: 3px solid #48f; padding-left: .75rem; margin: .75rem 0; white-space: pre-wrap }
.comment.internal { border-color: #c80 }
.text { white-space: pre-wrap; overflow-wrap: anywhere }
label { display: block; margin: .75rem 0 } input, select, textarea { display: block; width: 100%; font: inherit; padding: .35rem; box-sizing: border-box }
button { font: inherit; padding: .35rem .9rem; cursor: pointer }
ul.people { list-style: none; padding: 0 } ul.people button { width: 100%; text-align: left; margin: .15rem 0 }
`)

export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head>
<body><header><h1>${title}</h1><p class="note">A stand-in of the Dex sandbox: nobody here is real.</p></header>
<main>${body}</main></body></html>
`.text
}
