import { DefaultFailureConverter } from '@temporalio/common'

/** Moves messages and stacks of failures into a payload, which the codec seals; types and codes stay readable. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true })
