import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** https://schemathesis.readthedocs.io; a Python program, so that no package of ours brings it. */
export const tool = process.env['SCHEMATHESIS'] ?? 'schemathesis'

/** Ends the process with the mend where it is not installed. */
export async function refuseMissing(): Promise<void> {
  try {
    await promisify(execFile)(tool, ['--version'])
  } catch {
    process.stderr.write(
      `${tool} does not run\n  mend: pipx install schemathesis, or name it in SCHEMATHESIS\n`,
    )
    process.exit(3)
  }
}
