import type { User as GraphUser } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { type FieldsOf, read } from './answer.ts'
import { asked } from './collect.ts'
import type { Graph } from './run.ts'

const text = z
  .string()
  .nullish()
  .transform((value) => (value === '' ? null : (value ?? null)))

/** What Dex reads of an Entra user; everything else is neither asked for nor kept. */
export const User = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  mail: text,
  displayName: text,
  givenName: text,
  surname: text,
  department: text,
  jobTitle: text,
  officeLocation: text,
  preferredLanguage: text,
  mobilePhone: text,
  businessPhones: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  otherMails: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  accountEnabled: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
  userType: text,
  usageLocation: text,
  createdDateTime: text,
  lastPasswordChangeDateTime: text,
  signInSessionsValidFromDateTime: text,
  onPremisesSyncEnabled: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
  isManagementRestricted: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
} satisfies FieldsOf<GraphUser>)
export type User = z.output<typeof User>

export const userFields = Object.keys(User.shape)

export async function readUser(graph: Graph, id: string): Promise<User> {
  return read(User, await asked(graph, { path: `users/${id}`, select: userFields }).get())
}
