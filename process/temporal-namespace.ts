import { setTimeout } from 'node:timers/promises'
import { type Connection, isGrpcServiceError } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import proto from '@temporalio/proto'
import { DexError } from '#contract/error.ts'
import { searchAttributes } from './embedded/temporal/start.ts'

const { ArchivalState, IndexedValueType, NamespaceState } = proto.temporal.api.enums.v1
/** https://grpc.io/docs/guides/status-codes/ */
const grpc = { notFound: 5, permissionDenied: 7, unimplemented: 12 } as const
const isStatus = (error: unknown, ...codes: number[]): boolean =>
  isGrpcServiceError(error) && codes.includes(Number(error.code))
const isNotFound = (error: unknown): boolean => isStatus(error, grpc.notFound)
const knownWithinMs = 60_000
const types = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
} as const

/**
 * Has the namespace be there, with Dex's search attributes: made, with the retention and without archival, unless it
 * stands already. Answers whether it was made. Throws `temporal_unavailable` where the service does not let it be made.
 */
export async function ensureNamespace(
  connection: Connection,
  namespace: string,
  retentionMs: number,
): Promise<boolean> {
  let stands = false
  try {
    stands = await namespaceStands(connection, namespace)
    if (!stands) {
      await connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: msToTs(retentionMs),
        historyArchivalState: ArchivalState.ARCHIVAL_STATE_DISABLED,
        visibilityArchivalState: ArchivalState.ARCHIVAL_STATE_DISABLED,
      })
    }
    const { customAttributes } = await onceKnown(() =>
      connection.operatorService.listSearchAttributes({ namespace }),
    )
    const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes))
    if (missing.length > 0) {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, types[type]])),
      })
    }
    return !stands
  } catch (error) {
    // Temporal Cloud shows nobody its attributes here: they were made as docs/operations.md says.
    if (stands && isStatus(error, grpc.permissionDenied, grpc.unimplemented)) return false
    if (!isGrpcServiceError(error)) throw error
    throw new DexError('temporal_unavailable', `the namespace \`${namespace}\` cannot be made ready`, {
      mend: `make it yourself, with the search attributes of docs/operations.md, and run this again`,
      log: `temporal: status ${error.code}`,
      cause: error,
    })
  }
}

/** Whether it is there and not being deleted. Throws what the client throws when the service is away. */
export async function namespaceStands(connection: Connection, namespace: string): Promise<boolean> {
  try {
    const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace })
    return namespaceInfo?.state === NamespaceState.NAMESPACE_STATE_REGISTERED
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

/** Each server of the service reads the list of namespaces anew after a while: until then a new one is unknown to it. */
async function onceKnown<Result>(ask: () => Promise<Result>): Promise<Result> {
  const end = Date.now() + knownWithinMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isNotFound(error) || Date.now() > end) throw error
      await setTimeout(250)
    }
  }
}

/** With every history in it. False where the service does not let it be deleted; one that is gone is gone. */
export async function deleteNamespace(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.operatorService.deleteNamespace({ namespace })
    return true
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error
    return isNotFound(error)
  }
}
