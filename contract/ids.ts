import { z } from 'zod'
import { patterns, stepMax } from './patterns.ts'

/** A tenant's short name: part of queue names and workflow ids, so never personal data. */
export const TenantId = z
  .string()
  .regex(patterns.tenant, 'lower-case letters, digits and dashes, at most 40')
  .brand<'TenantId'>()
export type TenantId = z.infer<typeof TenantId>

/** Names a tenant's sign-in (`sgn_…`); who does not have it cannot tell whether the tenant exists. */
export const SignInId = z.string().regex(patterns.signIn).brand<'SignInId'>()
export type SignInId = z.infer<typeof SignInId>

/** Opaque id of a request as the outside sees it (`req_…`); it is not the workflow's id. */
export const RequestId = z.string().regex(patterns.request).brand<'RequestId'>()
export type RequestId = z.infer<typeof RequestId>

export const PersonId = z
  .string()
  .regex(/^per_[A-Za-z0-9]{20,32}$/)
  .brand<'PersonId'>()
export type PersonId = z.infer<typeof PersonId>

export const ConnectionId = z
  .string()
  .regex(/^con_[A-Za-z0-9]{20,32}$/)
  .brand<'ConnectionId'>()
export type ConnectionId = z.infer<typeof ConnectionId>

export const ApprovalId = z
  .string()
  .regex(/^apr_[A-Za-z0-9]{20,32}$/)
  .brand<'ApprovalId'>()
export type ApprovalId = z.infer<typeof ApprovalId>

/** `sha256:` and 64 hex digits. */
export const Digest = z.string().regex(patterns.digest).brand<'Digest'>()
export type Digest = z.infer<typeof Digest>

/** Ordinal of a proposal within its request; issued by the gate from its own rows, never by a workflow. */
export const Step = z.int().min(1).max(stepMax)
export type Step = z.infer<typeof Step>
