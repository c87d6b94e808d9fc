/** The fields a log line may carry: an allow list, so that content cannot slip in. Others are dropped. */
export const logFields = [
  'tenant',
  'request',
  'step',
  'action',
  'actionHash',
  'code',
  'status',
  'effect',
  'layer',
  'rule',
  'bundle',
  'person',
  'connection',
  'approval',
  'platform',
  'requestId',
  'attempt',
  'ms',
  'count',
  'queue',
  'workflowId',
  'port',
  'url',
  'version',
  'pid',
  'part',
  'route',
  'method',
  'detail',
] as const
export type LogFields = Partial<Record<(typeof logFields)[number], string | number | boolean | null>>

export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}
