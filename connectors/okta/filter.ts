/**
 * A string literal of Okta's search and filter language: JSON quoting, so that no value can end its own quotes.
 * https://developer.okta.com/docs/api/#operators
 */
export const literal = (value: string): string => JSON.stringify(value)

export const equal = (attribute: string, value: string): string => `${attribute} eq ${literal(value)}`

export const anyOf = (terms: readonly string[]): string =>
  terms.length === 1 ? terms.join() : `(${terms.join(' or ')})`

export const contains = (attribute: string, value: string): string => `${attribute} co ${literal(value)}`

export const allOf = (terms: readonly string[]): string => terms.join(' and ')
