import { resolve } from 'node:path'
import { isDexError } from '#contract/error.ts'
import { type Configuration, readConfiguration } from '#process/configuration/read.ts'
import type { Run } from '../command.ts'
import { readRunning } from '../up/running.ts'
import { examineApi } from './api.ts'
import { examineDatabase } from './database.ts'
import { bad, type Finding, good, note, reasonOf } from './finding.ts'
import { examineKeys } from './keys.ts'
import { examineKeyService } from './key-service.ts'
import { examineNamespaces } from './namespaces.ts'
import { examineRetention } from './retention.ts'
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
    examineNamespaces(directory, io.env, configuration, running),
    examineApi(configuration, running),
    examineKeys(directory),
    examineKeyService(directory, io.env, configuration),
    examineRetention(directory, io.env, configuration),
  ])
  return [
    ...first,
    good('configuration', configuration.profile, directory),
    examineModel(configuration),
    examineCheckpoints(configuration),
    ...parts.flat(),
  ]
}

/** Without a second place whoever holds the database can cut the activity log short, or write it anew (T28). */
function examineCheckpoints(configuration: Configuration<'dex'>): Finding {
  const { checkpointDirectory, checkpointS3, checkpointWebhook } = configuration
  const places = [checkpointDirectory, checkpointS3, checkpointWebhook].filter((place) => place !== null)
  if (places.length > 0) return good('checkpoints', null, places.join(', '))
  return note(
    'checkpoints',
    null,
    'signed ends of the activity log go to no second place: truncation or a fork could not be told',
    'set DEX_CHECKPOINT_DIRECTORY, DEX_CHECKPOINT_S3 or DEX_CHECKPOINT_WEBHOOK',
  )
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

function examineModel(configuration: Configuration<'dex'>): Finding {
  const { anthropicApiKey, anthropicBaseUrl, model, modelProvider, openaiBaseUrl, profile } = configuration
  if (modelProvider === 'openai') return good('model', model, openaiBaseUrl ?? 'api.openai.com')
  const where = anthropicBaseUrl ?? 'api.anthropic.com'
  if (anthropicApiKey !== null) return good('model', model, where)
  const mend = 'set ANTHROPIC_API_KEY'
  if (profile === 'production') return bad('model', where, 'there is no credential for the model', mend)
  return note('model', null, 'no credential: the stand-in of the sandbox answers', mend)
}
