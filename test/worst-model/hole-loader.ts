import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { holes } from './holes.ts'

/**
 * Preloaded into a worker process of a test (`--import`): leaves one step of the gate out, as the process loads it. The
 * sources stay as they are. Refuses to start when the hole no longer fits the source.
 */
const hole = holes.find((each) => each.name === process.env['DEX_TEST_HOLE'])
if (!hole) throw new Error(`no such hole: ${process.env['DEX_TEST_HOLE']}`)
const root = fileURLToPath(new URL('../../', import.meta.url))

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.startsWith('file:') || fileURLToPath(url) !== `${root}${hole.file}`) return loaded
    const source = String(loaded.source)
    if (!source.includes(hole.find)) throw new Error(`the hole ${hole.name} no longer fits ${hole.file}`)
    return { ...loaded, source: source.replace(hole.find, hole.leave) }
  },
})
