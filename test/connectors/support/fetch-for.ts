import { createEgress } from '#egress/egress.ts'

/** The real way out, as the sandbox profile has it. */
export const sandboxFetchFor = createEgress({ profile: 'sandbox' }).forOrigin
