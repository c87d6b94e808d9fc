export interface ZonedParts {
  year: number
  /** 1 to 12. */
  month: number
  /** 1 to 31. */
  day: number
  hour: number
  minute: number
  second: number
  /** 0 is Monday. */
  weekday: number
}

export type Zones = (moment: Date, zone: string) => ZonedParts

/**
 * A moment as clocks in a zone show it; the machine's own zone plays no part. Throws RangeError on an unknown zone.
 * Keeps the formatters it made, which are slow to make, up to a bound.
 */
export function createZones(): Zones {
  const formatters = new Map<string, Intl.DateTimeFormat>()
  return (moment, zone) => {
    if (zone === 'UTC') return partsOf(moment)
    let formatter = formatters.get(zone)
    if (formatter === undefined) {
      formatter = formatterOf(zone)
      if (formatters.size >= formattersMax) formatters.clear()
      formatters.set(zone, formatter)
    }
    return partsOf(new Date(localMilliseconds(moment, formatter)))
  }
}

const formattersMax = 500

const partsOf = (shifted: Date): ZonedParts => ({
  year: shifted.getUTCFullYear(),
  month: shifted.getUTCMonth() + 1,
  day: shifted.getUTCDate(),
  hour: shifted.getUTCHours(),
  minute: shifted.getUTCMinutes(),
  second: shifted.getUTCSeconds(),
  weekday: (shifted.getUTCDay() + 6) % 7,
})

const formatterOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })

function localMilliseconds(moment: Date, formatter: Intl.DateTimeFormat): number {
  const read = Object.fromEntries(formatter.formatToParts(moment).map((part) => [part.type, part.value]))
  const year = read.era === 'BC' ? 1 - Number(read.year) : Number(read.year)
  const local = new Date(0)
  local.setUTCFullYear(year, Number(read.month) - 1, Number(read.day))
  local.setUTCHours(Number(read.hour), Number(read.minute), Number(read.second))
  return local.getTime()
}
