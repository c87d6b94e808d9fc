import type { FetchFor } from '#contract/fetch.ts'

export interface DeskSenderOptions {
  /** Such as `https://desk.example`. */
  origin: string
  /** The channel's bot credential: it reaches this desk and no platform. */
  token: string
  fetch: ReturnType<FetchFor>
}
