import { resolve } from 'node:path'
import { isDexError } from '#contract/error.ts'
import { type Configuration, readConfiguration } from '#process/configuration/read.ts'
import type { Run } from '../command.ts'
import { readRunning } from '../up/running.ts'
import { examineApi } from './api.ts'
import { examineDatabase } from './database.ts'
import { bad, type Finding, good, note, reasonOf } from './finding.ts'
import { examineKeys } from './keys.ts'
import { examineTemporal } from './temporal.ts'

/** Looks at each part for itself; one that is away does not hide another. Changes nothing. */
export async function examine({ io, data }: Run): Promise<Finding[]> {
  const directory = resolve(data)
  const first = [examineNode()]
  let configuration: Configuration<'dex'>
  try {
    configuration = readConfiguration('dex', { ...io.env, DEX_DATA: directory })
  } catch (error) {
    const mend = isDexError(error) ? error.mend : ''
    return [...first, bad('configuration', null, reasonOf(error), mend)]
  }
  const running = await readRunning(directory).catch(() => null)
  const parts = await Promise.all([
    examineDatabase(directory, io.env),
    examineTemporal(configuration, running, io.env),
    examineApi(configuration, running),
    examineKeys(directory),
  ])
  return [
    ...first,
    good('configuration', configuration.profile, directory),
    examineModel(configuration),
    ...parts.flat(),
  ]
}

function examineNode(): Finding {
  const version = process.versions.node
  if (Number.parseInt(version, 10) >= 24) return good('node', version, process.execPath)
  return bad(
    'node',
    process.execPath,
    `this is Node ${version}`,
    'use Node 24 or newer; `npm ci` brings one on Linux',
  )
}

function examineModel({ anthropicApiKey, anthropicBaseUrl, model, profile }: Configuration<'dex'>): Finding {
  const where = anthropicBaseUrl ?? 'api.anthropic.com'
  if (anthropicApiKey !== null) return good('model', model, where)
  const mend = 'set ANTHROPIC_API_KEY'
  if (profile === 'production') return bad('model', where, 'there is no credential for the model', mend)
  return note('model', null, 'no credential: the stand-in of the sandbox answers', mend)
}
