import { z } from 'zod'
import type { ActionConnector } from '#contract/connector.ts'
import { patch, requireScimId, ScimUser } from '../resources.ts'
import type { ScimWire } from '../wire.ts'

/** Activating and deactivating differ in one value; the same again changes nothing, so that holding it is done. */
export const userActive = (wire: ScimWire, active: boolean): Required<ActionConnector> => ({
  async execute(call) {
    const path = ['Users', requireScimId(call.target?.id)]
    const body = patch({ op: 'replace', path: 'active', value: active })
    const { requestId } = await wire(call, { method: 'PATCH', path, body }, z.unknown())
    return { fields: { active }, requestId }
  },

  async happened(call) {
    const { value } = await wire(call, { path: ['Users', requireScimId(call.target?.id)] }, ScimUser)
    return value.active === active ? 'yes' : 'no'
  },
})
