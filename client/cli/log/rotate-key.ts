import { resolve } from 'node:path'
import { createEgress } from '#egress/egress.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { publish, rotateCheckpointKey } from '#vault/checkpoint-key.ts'
import { loadKmsCheckpointSigner } from '#vault/checkpoint-kms.ts'
import { publicKeysPath } from '#vault/signing.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { placesOf } from '../up/places.ts'

/** A new key file, or the key in KMS that the environment names now; the gate takes it at its next checkpoint. */
export async function rotateKey({ io, out, data }: Run): Promise<ExitCode> {
  const directory = resolve(data)
  const { keysGate, keysPublic } = placesOf(directory)
  const options = { publicKeysFile: publicKeysPath(keysPublic, 'log'), now: Date.now() }
  const configuration = readConfiguration('dex', { ...io.env, DEX_DATA: directory })
  const { profile, checkpointKmsKey: keyId, awsKmsEndpoint: endpoint, egressPrivateOrigins } = configuration
  const egress = createEgress({ profile, privateOrigins: egressPrivateOrigins })
  try {
    const region = configuration.awsRegion ?? 'us-east-1'
    const made =
      keyId === null
        ? await rotateCheckpointKey(keysGate, options)
        : await publish(
            (await loadKmsCheckpointSigner({ keyId, region, endpoint, fetch: egress.fetch })).publicKey,
            options,
          )
    out.result(
      { rotated: true, keyId: made.keyId, publicKeysFile: options.publicKeysFile },
      () => `checkpoints are signed with ${made.keyId} from now on`,
    )
    return exitCodes.done
  } finally {
    await egress.close()
  }
}
