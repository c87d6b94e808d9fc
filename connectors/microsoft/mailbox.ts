import type { MailboxSettings as GraphMailboxSettings } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { type FieldsOf, read } from './answer.ts'
import { asked } from './collect.ts'
import type { Graph } from './run.ts'

const Moment = z.object({ dateTime: z.string(), timeZone: z.string() }).nullish()

const Settings = z.object({
  timeZone: z.string().nullish(),
  language: z.object({ locale: z.string().nullish() }).nullish(),
  automaticRepliesSetting: z.object({
    status: z.string(),
    externalAudience: z.string(),
    internalReplyMessage: z.string().nullish(),
    externalReplyMessage: z.string().nullish(),
    scheduledStartDateTime: Moment,
    scheduledEndDateTime: Moment,
  }),
} satisfies FieldsOf<GraphMailboxSettings>)
export type MailboxSettings = z.output<typeof Settings>

export const readSettings = async (graph: Graph, userId: string): Promise<MailboxSettings> =>
  read(Settings, await asked(graph, { path: `users/${userId}/mailboxSettings` }).get())

/** Graph's own form: local digits beside the name of a zone. */
export const toGraphMoment = (iso: string) => ({
  dateTime: new Date(iso).toISOString().slice(0, -1),
  timeZone: 'UTC',
})

/** ISO 8601 where the zone is UTC, which Graph answers unless asked otherwise; else the digits and the zone's name. */
export function fromGraphMoment(moment: z.output<typeof Moment>): string | null {
  if (!moment) return null
  const ms = moment.timeZone === 'UTC' ? Date.parse(`${moment.dateTime.slice(0, 23)}Z`) : Number.NaN
  return Number.isNaN(ms) ? `${moment.dateTime} ${moment.timeZone}` : new Date(ms).toISOString()
}

/** Exchange takes HTML, and wraps what it is given. */
export const toHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/\r?\n/g, '<br>')

export const fromHtml = (html: string): string =>
  html
    .replace(/<style[\s\S]*?<\/style>/gi, '')
    .replace(/<br\s*\/?>(\r?\n)?/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .trim()
