import { packagedBinaries } from '#process/embedded/postgres/binaries.ts'
import { startPostgres } from '#process/embedded/postgres/start.ts'

/**
 * Starts Postgres as another user than the one who called, prints `{uid, adminUrl, pid}`, and stays until its stdin ends.
 * Modules are loaded before the user changes: the checkout may lie under a home that the other cannot enter.
 */
const [uid = '0', data = '', port = '0', binaries] = process.argv.slice(2)
const { version } = await packagedBinaries()
if (Number(uid) !== process.getuid?.()) {
  process.setgroups?.([])
  process.setgid?.(Number(uid))
  process.setuid?.(Number(uid))
}
const running = await startPostgres({
  data,
  port: Number(port),
  durable: false,
  ...(binaries && { binaries: { directory: binaries, version } }),
})
process.stdout.write(
  `${JSON.stringify({ uid: process.getuid?.(), adminUrl: running.adminUrl, pid: running.pid })}\n`,
)
process.stdin.resume()
process.stdin.once('end', () => void running.destroy().then(() => process.exit(0)))
