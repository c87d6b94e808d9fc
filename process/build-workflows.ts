import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'
import { workflowBundleOptions } from './workflow-bundle-options.ts'

const place = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Writes the workflows as one file for `DEX_WORKFLOW_BUNDLE`, so that a production worker builds nothing at start-up. */
export async function buildWorkflows(file: string): Promise<void> {
  const { code } = await bundleWorkflowCode(workflowBundleOptions)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildWorkflows(resolve(process.argv[2] ?? place('dist/workflows.js')))
}
