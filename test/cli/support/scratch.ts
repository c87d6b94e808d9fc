import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'

/** A directory that is gone after the file's tests. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'dex-cli-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** The same within one test: gone when it is over. */
export function scratchNow(): string {
  const directory = mkdtempSync(join(tmpdir(), 'dex-cli-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}
