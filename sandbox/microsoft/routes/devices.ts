import type { FastifyInstance } from 'fastify'
import { findUser, type Microsoft } from '../context.ts'
import { GraphRefusal } from '../errors.ts'
import type { Device, Directory } from '../model.ts'
import { listOf, oneOf } from '../paging.ts'
import { renderDevice } from '../render.ts'
import { assertHolds } from '../rights.ts'

interface ById {
  Params: { id: string }
}

const actions = ['syncDevice', 'rebootNow', 'remoteLock', 'retire', 'wipe'] as const
const readScope = 'DeviceManagementManagedDevices.Read.All'

function findDevice(directory: Directory, id: string): Device {
  const device = directory.devices.find((candidate) => candidate.id === id)
  if (!device) throw new GraphRefusal(404, 'ResourceNotFound', 'The device was not found.')
  return device
}

export function addDeviceRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  app.get<ById>('/v1.0/users/:id/managedDevices', async (request) => {
    const caller = await microsoft.authorize(request, readScope)
    const { id } = findUser(caller.seen, request.params.id)
    assertHolds(microsoft.directory, caller.user, 'see_devices')
    const devices = caller.listed.devices.filter((device) => device.userId === id)
    return listOf(microsoft, request, devices.map(renderDevice))
  })

  app.get<ById>('/v1.0/deviceManagement/managedDevices/:id', async (request) => {
    const caller = await microsoft.authorize(request, readScope)
    assertHolds(microsoft.directory, caller.user, 'see_devices')
    const row = renderDevice(findDevice(caller.seen, request.params.id))
    return oneOf(request, row, Object.keys(row))
  })

  for (const action of actions) {
    app.post<ById>(`/v1.0/deviceManagement/managedDevices/:id/${action}`, async (request, reply) => {
      const caller = await microsoft.authorize(
        request,
        'DeviceManagementManagedDevices.PrivilegedOperations.All',
      )
      assertHolds(microsoft.directory, caller.user, 'act_on_devices')
      const device = findDevice(microsoft.directory, request.params.id)
      // A Windows device has nothing that could be locked from afar.
      if (action === 'remoteLock' && device.shown['operatingSystem'] === 'Windows')
        throw new GraphRefusal(400, 'BadRequest', 'The action is not supported on this device.')
      const at = microsoft.moment()
      const entry = { actionName: action, actionState: 'pending', startDateTime: at, lastUpdatedDateTime: at }
      microsoft.write(caller, () => {
        device.actions.push(entry)
        microsoft.order(caller, device, action)
      })
      return reply.code(204).send()
    })
  }

  app.get('/v1.0/deviceManagement/auditEvents', async (request) => {
    const caller = await microsoft.authorize(request, 'DeviceManagementApps.Read.All')
    assertHolds(microsoft.directory, caller.user, 'act_on_devices')
    const visible = microsoft.state.deviceAudits.filter((audit) => audit.visibleAt <= microsoft.now())
    return listOf(
      microsoft,
      request,
      visible.map(({ visibleAt: _ours, ...audit }) => audit),
    )
  })
}
