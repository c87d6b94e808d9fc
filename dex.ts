#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const nodeMajorMin = 24

/** Runs this program again under the Node that npm installed beside it; null where there is none. */
async function underPackagedNode(): Promise<number | null> {
  const binary = fileURLToPath(new URL(`node_modules/node-linux-${process.arch}/bin/node`, import.meta.url))
  if (process.platform !== 'linux' || !existsSync(binary)) return null
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // the terminal's Ctrl-C reaches the child by itself; a signal to this process alone does not
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

async function main(): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < nodeMajorMin) {
    const code = await underPackagedNode()
    if (code !== null) return code
    process.stderr.write(
      `dex: this is Node ${process.versions.node}, dex needs ${nodeMajorMin} or newer\n` +
        '  mend: install it from https://nodejs.org, or run `npm ci` and then `npx dex …`\n',
    )
    return 2
  }
  const { processIo } = await import('#client/cli/process-io.ts')
  const { runCli } = await import('#client/cli/run.ts')
  return runCli(process.argv.slice(2), processIo())
}

process.exit(await main())
