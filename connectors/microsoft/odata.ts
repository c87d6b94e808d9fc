/**
 * A string literal of OData: the quote is doubled, so that no value can end its own quotes; then encoded, since the SDK
 * encodes nothing. https://docs.oasis-open.org/odata/odata/v4.01/os/part2-url-conventions
 */
export const literal = (value: string): string => `'${encodeURIComponent(value.replaceAll("'", "''"))}'`

/** A moment in a filter, in OData's form: no quotes. */
export const instant = (ms: number): string => encodeURIComponent(new Date(ms).toISOString())
