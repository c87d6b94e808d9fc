import type { DexError } from '#contract/error.ts'
import { codes } from '#contract/codes.ts'
import type { ApiDeps } from '../deps.ts'
import { html, page } from './html.ts'

/** A refusal for who came with a browser: what and the mend, our own words alone, nothing of what was sent. */
export const refusalPage = (deps: Pick<ApiDeps, 'profile'>, error: DexError, instance: string): string => {
  const { text } = codes[error.code]
  return page(
    deps,
    'Refused',
    html`<h1>${sentence(text)}</h1>
<p>${error.message === text ? null : `${sentence(error.message)} `}${sentence(error.mend)}</p>
<p><a href="/">To Dex</a></p>
<p><small>${error.code} · ${instance}</small></p>`,
  )
}

const sentence = (text: string): string =>
  text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
