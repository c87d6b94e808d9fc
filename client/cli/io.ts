/** Everything a command touches besides its own work; tests hand in their own. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Lines of the standard input, for `-`. */
  lines(): AsyncIterable<string>
  /** Results; with `--json` nothing but JSON. */
  stdout(text: string): void
  /** For people. */
  stderr(text: string): void
  /** Whether somebody sits there and can answer. */
  interactive: boolean
  /** What was typed; null when the input ended. */
  ask(question: string): Promise<string | null>
  /** Called with every Ctrl-C and SIGTERM. Returns what takes it back. */
  onStop(handler: () => void): () => void
}
