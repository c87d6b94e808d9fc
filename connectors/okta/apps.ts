import type { Application } from '@okta/okta-sdk-nodejs'
import { DexError } from '#contract/error.ts'

export interface OktaApp {
  id: string
  /** The kind of application in Okta's catalog, such as `saasure` or `bookmark`. */
  name: string
  label: string
  status: string
}

/** Throws `platform_bad_answer` for what is not an application. */
export function toOktaApp(app: Application | null | undefined): OktaApp {
  // The SDK knows `name` on some kinds of application only.
  const name: unknown = app === null || app === undefined ? undefined : Reflect.get(app, 'name')
  if (typeof app?.id !== 'string' || typeof app.label !== 'string') {
    throw new DexError('platform_bad_answer', undefined, { log: 'okta: not an application' })
  }
  return {
    id: app.id,
    name: typeof name === 'string' ? name : 'unknown',
    label: app.label,
    status: app.status ?? 'unknown',
  }
}

/** Okta's own: the admin console, the dashboard, workflows, other organizations. Of an unknown kind counts as one (T9). */
export const isSystemApp = (app: OktaApp): boolean => /^(saasure|flow|unknown|okta_.*)$/.test(app.name)
