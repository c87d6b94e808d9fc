/** Without any call of the person's own. */
export const idleMsMax = 3_600_000
/** From the sign-in, whatever happens. */
export const absoluteMsMax = 12 * 3_600_000
