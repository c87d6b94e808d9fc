import { DexError } from '#contract/error.ts'

export const tooLarge = (bytes: number): DexError =>
  new DexError('egress_refused', `the answer is larger than ${bytes} bytes`)
