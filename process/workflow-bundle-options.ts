import { fileURLToPath } from 'node:url'

const place = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/**
 * How the workflows are bundled, at start-up and ahead of it.
 * INVARIANT: the failure converter is part of it, or failures of workflows would travel unsealed. What is preloaded is
 * shared by all workflows of a worker: schemas alone, which hold nothing of any one of them; made once, since making
 * them for each workflow takes longer than running it.
 */
export const workflowBundleOptions = {
  workflowsPath: place('workflows/index.ts'),
  failureConverterPath: place('vault/codec/failure-converter.ts'),
  preloadModules: [place('contract/statement.ts'), place('contract/messages.ts')],
}
