import type { SandboxReady } from './sandbox.ts'
import { dexRolesOf } from './seed.ts'

/** The line of `dex up --json` (docs: SURFACES). Parts that were not asked for, or are somebody else's, are null. */
export interface ReadyDocument {
  ready: true
  urls: {
    api: string | null
    temporalWeb: string | null
    desk: string | null
    okta: string | null
    microsoft: string | null
    google: string | null
    scim: string | null
    idp: string | null
    /** Temporal's frontend, host and port. */
    temporal: string | null
  }
  pids: {
    temporal: number | null
    postgres: number | null
    sandbox: number | null
    api: number | null
    gate: number[]
    think: number[]
  }
  sandbox: SandboxDocument | null
}

/** What it takes to drive the sandbox from outside. */
export interface SandboxDocument {
  tenant: string
  source: string
  /** The source's Standard Webhooks secret. */
  secret: string
  hookUrl: string
  model: 'real' | 'stand-in'
  people: {
    email: string
    name: string
    roles: string[]
    department: string
    title: string
    oktaId: string
    microsoftId: string
    googleId: string
  }[]
}

export const peopleOf = (sandbox: SandboxReady): SandboxDocument['people'] =>
  sandbox.people.map((person) => {
    const { email, name, groups, department, title, oktaId, microsoftId, googleId } = person
    return {
      email,
      name,
      roles: dexRolesOf(groups),
      department,
      title,
      oktaId,
      microsoftId,
      googleId,
    }
  })
