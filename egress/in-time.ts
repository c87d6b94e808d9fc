import type { Dispatcher } from 'undici'
import { DecoratorHandler } from 'undici'

/** What `exchange` asks for beside a request: in milliseconds since the epoch. */
export interface InTime {
  notAfter: number
}

/**
 * INVARIANT: nothing is written to a socket after its deadline. A process that was stopped between the request and its socket (a
 * connection being made, another request before it) wakes to that socket before it wakes to its timer (T7): so the time is looked at
 * once more at the last moment, right before the first byte.
 */
export const inTime: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const { notAfter = Number.POSITIVE_INFINITY } = options as Partial<InTime>
  const timed: Dispatcher.DispatchHandler = new DecoratorHandler(handler)
  const start = timed.onRequestStart?.bind(timed)
  timed.onRequestStart = (controller, context) => {
    start?.(controller, context)
    if (Date.now() >= notAfter) controller.abort(new DOMException('no answer in time', 'TimeoutError'))
  }
  return dispatch(options, timed)
}
