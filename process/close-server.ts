import type { Server } from 'node:http'
import type { Socket } from 'node:net'

interface App {
  close(): Promise<unknown>
  readonly server: Pick<Server, 'on' | 'closeAllConnections'>
}

/**
 * Answers how to close it: no more calls are taken, those under way get `graceMs`, and what still hangs on then is cut off.
 * A connection on which nothing was asked yet, as browsers open them ahead, is cut off at once: Node takes it for a call
 * under way until its headers are late, a minute.
 */
export function closerOf(app: App): (graceMs: number) => Promise<void> {
  const unused = new Set<Socket>()
  let closing = false
  app.server.on('connection', (socket: Socket) => {
    if (closing) {
      socket.destroy()
      return
    }
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))
  return async (graceMs) => {
    closing = true
    const closed = app.close()
    for (const socket of unused) socket.destroy()
    const timer = setTimeout(() => app.server.closeAllConnections(), graceMs)
    try {
      await closed
    } finally {
      clearTimeout(timer)
    }
  }
}
