import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'

const place = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

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

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, ...flags] = process.argv.slice(2)
  await buildWorkflows(resolve(file ?? place('dist/workflows.js')), {
    telemetry: flags.includes('--telemetry'),
  })
}
