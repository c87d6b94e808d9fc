import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A real Chromium: `CHROMIUM_PATH`, else the system's. Never skipped: without one it says how to get it. */
export async function launchChromium(): Promise<Browser> {
  const named = process.env['CHROMIUM_PATH']
  const executablePath = named ?? places.find((path) => existsSync(path))
  if (executablePath === undefined) {
    throw new Error(
      'no chromium was found: install one (Debian: `apt-get install chromium`) or set CHROMIUM_PATH',
    )
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
