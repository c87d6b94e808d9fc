import type { Command } from 'commander'
import { type Cli, createCommand, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

interface Options {
  as?: string
  api?: string
  signIn?: string
}

export const loginCommand = (cli: Cli): Command =>
  withWork<Options>(
    cli,
    createCommand('login', 'sign in from this terminal (device grant, RFC 8628)')
      .option('--as <email>', "with the sandbox's identity provider: as this person, unattended")
      .option('--sign-in <id>', "your organization's sign-in, sgn_…, where there are several")
      .option('--api <url>', 'address of the api (default: that of the `dex up` of the same --data)'),
    async ({ io, out, data }, options) => {
      const [{ apiUrlOf }, { login }] = await Promise.all([import('./api-url.ts'), import('./login.ts')])
      const session = await login({
        api: await apiUrlOf(data, io.env, options.api),
        data,
        as: options.as ?? null,
        signIn: options.signIn ?? null,
        say: (text) => out.say(text),
        signal: stopSignal(io.onStop),
      })
      const { email, api, expiresAt } = session
      out.result({ email, api, expiresAt }, () => `signed in as ${email} at ${api} until ${expiresAt}`)
      return exitCodes.done
    },
  )

function stopSignal(onStop: (handler: () => void) => () => void): AbortSignal {
  const stop = new AbortController()
  onStop(() => stop.abort(new Error('interrupted')))
  return stop.signal
}
