import { useNow } from './now.ts'
import { span } from '#contract/span.ts'

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const clockSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** How long ago, in the reader's zone; the exact moment on hover. */
export function Ago({ at }: { at: string }) {
  const now = useNow()
  const moment = new Date(at)
  const past = now - moment.getTime()
  const text =
    past < 10_000
      ? 'just now'
      : past < 86_400_000
        ? `${span(past)} ago`
        : `${day.format(moment)} ${clock.format(moment)}`
  return (
    <time dateTime={at} title={exact.format(moment)}>
      {text}
    </time>
  )
}

/** The time of day; the day too where it is not today. */
export function At({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const moment = new Date(at)
  const today = new Date(useNow()).toDateString() === moment.toDateString()
  const time = (seconds ? clockSeconds : clock).format(moment)
  return (
    <time dateTime={at} title={exact.format(moment)}>
      {today ? time : `${day.format(moment)} ${time}`}
    </time>
  )
}

/** How long until then; the exact moment on hover. */
export function Until({ at }: { at: string }) {
  const ms = new Date(at).getTime() - useNow()
  return (
    <time dateTime={at} title={exact.format(new Date(at))}>
      {ms <= 0 ? 'now' : `in ${span(ms)}`}
    </time>
  )
}

/** Counts down; the last tenth of an hour is marked. */
export function Left({ until }: { until: string }) {
  const ms = new Date(until).getTime() - useNow()
  const title = exact.format(new Date(until))
  return (
    <time
      dateTime={until}
      title={title}
      className={ms <= 0 ? 'left over' : ms < 3_600_000 ? 'left soon' : 'left'}
    >
      {ms <= 0 ? 'expired' : `${span(ms)} left`}
    </time>
  )
}
