import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface State<T> {
  readonly value: T
  /** Says that `value` was changed in place; it reaches the file soon after, whole or not at all. */
  changed(): void
  replace(value: T): void
  flush(): void
}

interface Saved<T> {
  fingerprint: string
  value: T
}

/**
 * One plain object that outlives the process when `file` is given. A file with another fingerprint (another seed or
 * domain) is not used. Writing takes at most about a tenth of the time, whatever the size.
 */
export function createState<T>(options: {
  file: string | null
  fingerprint: string
  initial: () => T
}): State<T> {
  const { file, fingerprint } = options
  let value = (file && load<T>(file, fingerprint)) || options.initial()
  let timer: NodeJS.Timeout | null = null
  let pauseMs = 1
  const flush = () => {
    if (timer) clearTimeout(timer)
    timer = null
    if (!file) return
    const started = performance.now()
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.next`, JSON.stringify({ fingerprint, value } satisfies Saved<T>), { mode: 0o600 })
    renameSync(`${file}.next`, file)
    pauseMs = Math.ceil((performance.now() - started) * 10)
  }
  const changed = () => {
    if (file && !timer) timer = setTimeout(flush, pauseMs)
  }
  return {
    get value() {
      return value
    },
    changed,
    replace(next) {
      value = next
      changed()
    },
    flush,
  }
}

function load<T>(file: string, fingerprint: string): T | null {
  try {
    const saved = JSON.parse(readFileSync(file, 'utf8')) as Saved<T>
    return saved.fingerprint === fingerprint ? saved.value : null
  } catch {
    return null
  }
}
