import type { OpenHours } from '#contract/decision.ts'
import { windowOpen } from './decide/window.ts'
import type { Zones } from './decide/zone.ts'

const minute = 60_000
const day = 86_400_000
/** A calendar that is hardly ever open ends a time after this long. */
const aheadMaxMs = 400 * day

/**
 * The moment at which this much time has counted since `from`, both in milliseconds since 1970. Without a calendar all time counts;
 * with one, that in which it is open, by the clocks of its zone: an hour that clocks skip does not count, one that they repeat counts
 * twice. `zone` is the tenant's, for a calendar that names none. Throws RangeError on an unknown zone.
 */
export function addTime(
  from: number,
  ms: number,
  calendar: OpenHours | undefined,
  zone: string,
  zones: Zones,
): number {
  if (calendar === undefined) return from + ms
  const at = calendar.zone ?? zone
  const latest = from + aheadMaxMs
  let left = ms
  let moment = from
  while (moment < latest) {
    const end = Math.min(segmentEnd(moment, calendar, at, zones), latest)
    if (windowOpen(calendar, new Date(moment), at, zones)) {
      if (end - moment >= left) return moment + left
      left -= end - moment
    }
    moment = end
  }
  return latest
}

/** Until when nothing changes: the next opening, closing or midnight, or the moment at which the zone's clocks are set. */
function segmentEnd(moment: number, { hours }: OpenHours, zone: string, zones: Zones): number {
  const shift = shiftAt(moment, zone, zones)
  const ofDay = modulo(moment + shift, day)
  const bounds = [hours.slice(0, 5), hours.slice(6), '24:00'].map(minutesOf)
  const next = Math.min(...bounds.filter((bound) => bound * minute > ofDay), day / minute)
  const end = moment + next * minute - ofDay
  return shiftAt(end, zone, zones) === shift ? end : clocksSet(moment, end, shift, zone, zones)
}

/** The first moment of another shift, to the second; zones change by whole seconds. */
function clocksSet(from: number, until: number, shift: number, zone: string, zones: Zones): number {
  let same = from
  let other = until
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (shiftAt(middle, zone, zones) === shift) same = middle
    else other = middle
  }
  return other
}

/** What clocks of the zone show beyond UTC, in milliseconds. */
function shiftAt(moment: number, zone: string, zones: Zones): number {
  const whole = Math.floor(moment / 1_000) * 1_000
  const local = zones(new Date(whole), zone)
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second) - whole
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
const modulo = (value: number, by: number): number => ((value % by) + by) % by
