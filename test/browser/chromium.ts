import { type Browser, chromium } from 'playwright-core'
import { findChromium, onThisMachine } from './find-chromium.ts'

/** A real Chromium, never skipped: without one it says how to get it. */
export async function launchChromium(): Promise<Browser> {
  const { path, args } = await findChromium(onThisMachine)
  return chromium.launch({
    executablePath: path,
    args: [
      ...args,
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
