import { googleGroupFind } from '#catalog/google/group-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { listGroups } from '../groups.ts'
import { quoted } from '../query.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'

const HITS_MAX = 50

export const groupFind = (run: GoogleRun): ActionConnector =>
  reading(run, googleGroupFind, async (api, { text }) => {
    const query = text.includes('@') ? `email=${quoted(text)}` : `name:${quoted(`${text}*`)}`
    return { groups: await listGroups(api, { customer: 'my_customer', query }, HITS_MAX) }
  })
