import { isDexError } from '#contract/error.ts'
import { haveConsole } from '#process/build-console.ts'
import { withProgress } from '#process/embedded/progress.ts'

/**
 * Where the console lies built: the directory that is named, else one built from these sources when there is none yet.
 * Null, with what to do said aloud, where it cannot be built: everything else works without it.
 */
export async function holdConsole(named: string | null, say: (text: string) => void): Promise<string | null> {
  if (named !== null) return named
  try {
    return await withProgress('building the console', say, haveConsole)
  } catch (error) {
    say(
      isDexError(error) ? `${error.message}; ${error.mend}` : `the console does not build: ${String(error)}`,
    )
    return null
  }
}
