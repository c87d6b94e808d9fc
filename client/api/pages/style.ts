import type { App } from '../app.ts'

const css = `
:root { color-scheme: light dark; --ink: #16191d; --quiet: #5a626c; --line: #d9dde2; --ground: #fbfbfa; --accent: #0b5d57; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9ebee; --quiet: #9aa3ad; --line: #30363d; --ground: #14171a; --accent: #6cc7bd; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 ui-sans-serif, system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 4rem 1.5rem; }
h1 { font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 0.5rem; }
h2 { font-size: 1.125rem; margin: 2.75rem 0 0.75rem; }
p { margin: 0 0 1rem; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
.lead { font-size: 1.1875rem; color: var(--quiet); max-width: 36rem; }
.quiet { color: var(--quiet); font-size: 0.9375rem; }
.sandbox { margin: 0; padding: 0.4rem 1.5rem; text-align: center; font-size: 0.875rem; color: #16191d;
  background: repeating-linear-gradient(-45deg, #f6c945 0 14px, #f0ba1c 14px 28px); }
ul { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: 0.9rem 0; overflow-wrap: anywhere; }
li:last-child { border-bottom: 1px solid var(--line); }
code { font: 0.875em ui-monospace, SFMono-Regular, Menlo, monospace; }
button { font: inherit; color: var(--accent); background: none; border: 0; padding: 0; text-decoration: underline;
  text-underline-offset: 0.2em; cursor: pointer; }
form { display: inline; }
`.trimStart()

/** `GET /style.css`: the one style sheet of the pages that this server renders. */
export function addStyle(app: App): void {
  app.get('/style.css', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(css),
  )
}
