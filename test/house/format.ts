import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The text as the house's formatter writes it; `name` tells the language. */
export const format = (name: string, text: string): string =>
  execFileSync('node_modules/.bin/biome', ['format', '--config-path=.config', `--stdin-file-path=${name}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  })
