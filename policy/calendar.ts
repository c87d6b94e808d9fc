import type { OpenHours } from '#contract/decision.ts'

/** With its keys in one order, wherever it was kept: a store may give them in another. */
export const calendarInOrder = ({ days, hours, zone, holidays }: OpenHours): OpenHours => ({
  days,
  hours,
  zone,
  holidays,
})

const said = (calendar: OpenHours | undefined): string =>
  calendar === undefined ? '' : JSON.stringify(calendarInOrder(calendar))

export const sameCalendar = (left: OpenHours | undefined, right: OpenHours | undefined): boolean =>
  said(left) === said(right)
