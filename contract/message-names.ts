import type { TenantId } from './ids.ts'

/** Names that clients and workflows share; they travel in plain text, so none says anything personal. */
export const workflowTypes = {
  request: 'itRequest',
  listLine: 'listLine',
  publish: 'publishBundle',
  connect: 'connectAccount',
  disconnect: 'disconnectAccount',
  rights: 'actingRights',
  reach: 'directoryReach',
  sets: 'approverSets',
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
  takeOut: 'takeOut',
  steerList: 'steerList',
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
/** Workflow id of one line of a list: beneath its request's, which has no further `/` of its own. */
export const lineWorkflowId = (requestWorkflowId: string, list: number, position: number): string =>
  `${requestWorkflowId}/line/${list}/${position}`

const beneath = /\/line\/\d{1,6}\/\d{1,6}$/

/** The id of the request's workflow that a workflow of this id belongs to: itself, or the one it is a line of. */
export const requestWorkflowOf = (workflowId: string): string => workflowId.replace(beneath, '')

export const gateQueue = (tenant: TenantId): string => `${tenant}.gate`
