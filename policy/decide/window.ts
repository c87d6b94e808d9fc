import { type OpenHours, weekdays } from '#contract/decision.ts'
import type { ZonedParts, Zones } from './zone.ts'

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** Whether the window is open at a moment. Hours that end before they start belong to the day they start on. Throws on an unknown zone. */
export function windowOpen(window: OpenHours, moment: Date, zone: string, zones: Zones): boolean {
  const local = zones(moment, zone)
  const minute = local.hour * 60 + local.minute
  const start = minutesOf(window.hours.slice(0, 5))
  const end = minutesOf(window.hours.slice(6))
  const today = openDay(window, local)
  if (start < end) return today && minute >= start && minute < end
  if (minute >= start) return today
  return minute < end && openDay(window, dayBefore(local))
}

const openDay = (window: OpenHours, local: ZonedParts): boolean => {
  const weekday = weekdays[local.weekday]
  return weekday !== undefined && window.days.includes(weekday) && !window.holidays.includes(isoDate(local))
}

function dayBefore(local: ZonedParts): ZonedParts {
  const date = new Date(Date.UTC(local.year, local.month - 1, local.day - 1))
  return {
    ...local,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: (local.weekday + 6) % 7,
  }
}

const isoDate = (local: ZonedParts): string =>
  `${String(local.year).padStart(4, '0')}-${String(local.month).padStart(2, '0')}-${String(local.day).padStart(2, '0')}`
