/**
 * Injected way out: a `fetch` that reaches exactly this origin (`https://acme.okta.com`) and nothing else, follows no
 * redirect, and rejects with DexError `egress_refused` for any other address.
 */
export type FetchFor = (origin: string) => typeof fetch
