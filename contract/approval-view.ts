import type { BackView } from './undo.ts'

/** What a person sees before they decide; sealed with the request's key, gone with it. */
export interface ApprovalView {
  /** Made by code from resolved facts, with the immutable id. */
  sentence: string
  target: {
    id: string
    type: string
    platform: string
    email: string | null
    name: string | null
    department: string | null
    status: string | null
    privileged: boolean
    labels: string[]
  } | null
  params: Record<string, unknown>
  /** The model's own words, shown as such. */
  purpose: string
  provenance: Record<string, string>
  reversible: { by: string; note: string } | null
  /** What stands before it, and what would put that back; null where the catalog knows no way back. */
  back: BackView | null
  /** Whether a person asked for exactly this, not the model. */
  byPerson: boolean
  /** What was proposed before a person changed it, and why they say; null: nobody did. */
  edited: { target: string | null; params: Record<string, unknown>; reason: string | null; by: string } | null
  credential: boolean
  adminRight: string | null
}

/** Its name in the request's scratch. */
export const approvalViewName = (approvalId: string): string => `approval/${approvalId}`
