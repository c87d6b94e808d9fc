import type { TenantId } from './ids.ts'

/** Names that clients and workflows share; they travel in plain text, so none says anything personal. */
export const workflowTypes = {
  request: 'itRequest',
  publish: 'publishBundle',
  connect: 'connectAccount',
  disconnect: 'disconnectAccount',
  reconcile: 'reconcile',
  signLogHead: 'signLogHead',
  checkpointLog: 'checkpointLog',
  pushLog: 'pushLog',
  settleDoubt: 'settleDoubt',
} as const

export const messageNames = {
  decideApproval: 'decideApproval',
  instruct: 'instruct',
  answer: 'answer',
  takeOver: 'takeOver',
  cancel: 'cancel',
  connectionMade: 'connectionMade',
  progress: 'progress',
} as const

export const searchAttributes = {
  tenant: 'DexTenant',
  channel: 'DexChannel',
  status: 'DexStatus',
  actions: 'DexActions',
  risk: 'DexRisk',
} as const

export const thinkQueue = (tenant: TenantId): string => `${tenant}.think`
export const gateQueue = (tenant: TenantId): string => `${tenant}.gate`
