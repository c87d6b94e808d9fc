import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'
import { builtOnce, place } from './built-once.ts'

/** Everything that the bundle is made of. */
const sources = [
  'workflows',
  'contract',
  'vault/codec/failure-converter.ts',
  'package-lock.json',
  'process/build-workflows.ts',
]

const fileName = 'workflows.js'

/**
 * Writes the workflows as one file for `DEX_WORKFLOW_BUNDLE`, so that a production worker builds nothing at start-up.
 * INVARIANT: the failure converter is part of it, or failures of workflows would travel unsealed.
 */
export async function buildWorkflows(file: string, options: { telemetry?: boolean } = {}): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: place('workflows/index.ts'),
    failureConverterPath: place('vault/codec/failure-converter.ts'),
    workflowInterceptorModules: options.telemetry ? [place('workflows/telemetry.ts')] : [],
  })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
}

/** Where the bundle of exactly these sources lies; built now, once, when it was not. */
export async function haveWorkflows(options: { telemetry: boolean }): Promise<string> {
  const directory = await builtOnce({
    name: options.telemetry ? 'workflows-telemetry' : 'workflows',
    sources,
    build: (unfinished) => buildWorkflows(join(unfinished, fileName), options),
  })
  return join(directory, fileName)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, ...flags] = process.argv.slice(2)
  await buildWorkflows(resolve(file ?? place('dist/workflows.js')), {
    telemetry: flags.includes('--telemetry'),
  })
}
