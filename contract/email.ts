import { z } from 'zod'

/** Of zod's own, with at most 64 characters before the `@`, as mail carries it (RFC 5321, 4.5.3.1.1). */
const pattern = new RegExp(z.regexes.email.source.replace('^', '^(?=[^@]{1,64}@)'))

export const Email = z.email({ pattern }).max(320)
