import type { Configuration } from 'oidc-provider'
import { html, page } from '../base/html.ts'

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>

const button = (label: string) => `<p><button type="submit" form="op.deviceInputForm">${label}</button></p>`

/** RFC 8628: the pages a person sees who opens the verification address. */
export function deviceFlow(enabled: boolean): DeviceFlow {
  if (!enabled) return { enabled: false }
  return {
    enabled,
    charset: 'base-20',
    mask: '****-****',
    userCodeInputSource: (context, form, _out, error) => {
      const problem = error ? html`<p>This code is not known, used, or too old.</p>` : null
      const body = page('Sign in a terminal', html`<p>Enter the code that the terminal shows.</p>${problem}`)
      context.body = body.replace('</main>', `${form}${button('Continue')}</main>`)
    },
    userCodeConfirmSource: (context, form, client, _device, userCode) => {
      const body = page(
        'Sign in a terminal',
        html`<p>${client.clientName ?? client.clientId} shows this code?</p><h2>${userCode}</h2>`,
      )
      context.body = body.replace('</main>', `${form}${button('Yes, it does')}</main>`)
    },
    successSource: (context) => {
      context.body = page('Signed in', html`<p>You can close this page and go back to the terminal.</p>`)
    },
  }
}
