/** The patterns of ids.ts and statement.ts by themselves, for code that must not load a schema library. */
export const patterns = {
  tenant: /^[a-z0-9][a-z0-9-]{0,39}$/,
  signIn: /^sgn_[A-Za-z0-9]{20,32}$/,
  request: /^req_[A-Za-z0-9]{20,32}$/,
  /** Where a text lies sealed, such as `comment/dec_…`: what a message carries in the text's place (T25). */
  scratchName: /^[a-z]{1,20}\/[A-Za-z0-9_]{1,40}$/,
  /** A publishing workflow's id. */
  publication: /^[a-z0-9-]+\/bundle\//,
  /** `sha256:` and 64 hex digits. */
  digest: /^sha256:[0-9a-f]{64}$/,
  /** base64url, 64 bytes. */
  signature: /^[A-Za-z0-9_-]{86}$/,
} as const

export const stepMax = 100_000
