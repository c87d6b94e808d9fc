import { Environment } from '@marcbachmann/cel-js'
import { registerFunctions } from './functions.ts'
import type { ParamsBinding, ParamType } from './params.ts'
import { bindParams } from './params.ts'
import { ActionView, BulkView, ObjectView, RequesterView, RuntimeView, TargetView } from './views.ts'

/** Bounds of one expression; together with the fragment they bound the time that it can take. */
const limits = { maxAstNodes: 400, maxDepth: 24, maxListElements: 200, maxMapEntries: 1, maxCallArguments: 4 }

const targetFields = {
  platform: 'string',
  type: 'string',
  id: 'string',
  email: 'string',
  department: 'string',
  privileged: 'bool',
  labels: 'list<string>',
}

/** The typed environment of SURFACES, all but `params`, whose type is the action's. */
export function baseEnvironment(): Environment {
  const environment = new Environment({ limits })
  registerFunctions(environment)
  environment
    .registerType('Requester', {
      ctor: RequesterView,
      fields: {
        id: 'string',
        email: 'string',
        verified: 'bool',
        department: 'string',
        groups: 'list<string>',
        roles: 'list<string>',
      },
    })
    .registerType('Target', { ctor: TargetView, fields: targetFields })
    .registerType('NamedObject', { ctor: ObjectView, fields: { ...targetFields, role: 'string' } })
    .registerType('Action', {
      ctor: ActionView,
      fields: {
        name: 'string',
        platform: 'string',
        write: 'bool',
        risk: 'string',
        reversible: 'bool',
        selfService: 'bool',
        credential: 'bool',
      },
    })
    .registerType('Bulk', { ctor: BulkView, fields: { size: 'int', index: 'int' } })
    .registerType('Runtime', {
      ctor: RuntimeView,
      fields: { now: 'google.protobuf.Timestamp', zone: 'string', usage: 'map<string, int>', bulk: 'Bulk' },
    })
    .registerVariable('tenant', 'string')
    .registerVariable('channel', 'string')
    .registerVariable('requester', 'Requester')
    .registerVariable('action', 'Action')
    .registerVariable('target', 'Target')
    .registerVariable('runtime', 'Runtime')
    .registerVariable('objects', 'list<NamedObject>')
    .registerVariable('provenance', 'map<string, string>')
  return environment
}

/** An environment for the conditions of one action that read its parameters. */
export function actionEnvironment(
  base: Environment,
  type: ParamType,
): { environment: Environment; params: ParamsBinding } {
  const environment = base.clone()
  const object: ParamType = type.kind === 'object' ? type : { kind: 'object', fields: {} }
  const params = bindParams(environment, object)
  environment.registerVariable('params', params.name)
  return { environment, params }
}
