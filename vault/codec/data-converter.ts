import { fileURLToPath } from 'node:url'
import type { DataConverter, PayloadCodec } from '@temporalio/common'

/** For every client and worker alike; a bundle of workflows takes the same `failureConverterPath`. */
export const failureConverterPath = fileURLToPath(new URL('./failure-converter.ts', import.meta.url))

export const createDataConverter = (codec: PayloadCodec): DataConverter => ({
  payloadCodecs: [codec],
  failureConverterPath,
})
