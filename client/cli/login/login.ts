import { resolve } from 'node:path'
import * as openid from 'openid-client'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { createApiClient } from '../api-client.ts'
import { writeJsonFile } from '../json-file.ts'
import type { Session } from '../session-file.ts'
import { placesOf } from '../up/places.ts'

export interface LoginOptions {
  api: string
  data: string
  /** Of which organization; null: the one that runs the installation. */
  signIn: string | null
  /** E-mail address of whom the sandbox's identity provider signs in unattended; null: a person does it. */
  as: string | null
  say: (text: string) => void
  signal?: AbortSignal
}

const Discovery = z.looseObject({ issuer: z.url(), clientId: z.string() })
const Opened = z.looseObject({ token: z.string(), expiresAt: z.iso.datetime() })

/**
 * Device grant at the identity provider that the api names; its ID token is traded for a session of the api, which is
 * all that is kept. Throws `identity_provider_unavailable`, `api_unavailable`, `forbidden`.
 */
export async function login(options: LoginOptions): Promise<Session> {
  const { api, say } = options
  const client = createApiClient({ url: api, token: null })
  const at = options.signIn === null ? {} : { signIn: options.signIn }
  const { issuer, clientId } = await client.get(`/auth/cli?${new URLSearchParams(at)}`, Discovery)
  const provider = await discover(issuer, clientId)
  const device = await reach(() =>
    openid.initiateDeviceAuthorization(provider, { scope: 'openid profile email groups' }),
  )
  if (options.as === null) {
    say(`Open ${device.verification_uri_complete ?? device.verification_uri}`)
    say(`and confirm the code ${device.user_code}. Waiting …`)
  } else await approveInSandbox(issuer, device.user_code, options.as)
  // the sandbox has approved already: no reason to wait out the polling interval
  const polled = options.as === null ? device : { ...device, interval: 0.05 }
  const tokens = await reach(() =>
    openid.pollDeviceAuthorizationGrant(
      provider,
      polled,
      undefined,
      options.signal ? { signal: options.signal } : undefined,
    ),
  )
  const email = tokens.claims()?.email
  if (tokens.id_token === undefined) {
    throw new DexError('identity_provider_unavailable', 'the identity provider gave no ID token')
  }
  const opened = await client.post('/auth/cli', { idToken: tokens.id_token, ...at }, Opened)
  const session: Session = {
    api,
    token: opened.token,
    email: typeof email === 'string' ? email : '',
    expiresAt: opened.expiresAt,
  }
  await writeJsonFile(placesOf(resolve(options.data)).session, session)
  return session
}

const isLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

const discover = (issuer: string, clientId: string): Promise<openid.Configuration> =>
  reach(() =>
    openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
      // the sandbox's alone speaks http, and only to this machine
      execute: isLoopback(issuer) ? [openid.allowInsecureRequests] : [],
      timeout: 10,
    }),
  )

async function approveInSandbox(issuer: string, userCode: string, email: string): Promise<void> {
  const response = await fetch(new URL('/_sandbox/device/approve', issuer), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userCode, email }),
  }).catch((cause: unknown) => {
    throw new DexError('identity_provider_unavailable', undefined, { cause })
  })
  if (response.ok) return
  const said = (await response.json().catch(() => null)) as { error?: unknown } | null
  const reason = typeof said?.error === 'string' ? said.error : `it answered ${response.status}`
  throw new DexError('forbidden', `cannot sign in as \`${email}\`: ${reason}`, {
    mend: "--as works with the sandbox's identity provider and with people of its company; `dex up` lists some",
  })
}

async function reach<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof DexError) throw cause
    const refused = cause instanceof openid.ResponseBodyError
    throw refused
      ? new DexError('forbidden', `the identity provider refuses: ${cause.error}`, { cause })
      : new DexError('identity_provider_unavailable', undefined, { cause })
  }
}
