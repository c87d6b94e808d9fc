import { TestWorkflowEnvironment } from '@temporalio/testing'
import { temporalVersion } from './version.ts'

/** Downloads the CLI into the directory given and proves it by starting it once. Run as a process by download.ts. */
const [directory] = process.argv.slice(2)
if (!directory) throw new Error('the directory is missing')
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'cached-download', downloadDir: directory, version: `v${temporalVersion}` },
    },
  })
  await environment.teardown()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
process.exit(0)
