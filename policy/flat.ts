/**
 * The same text in a piece of memory of its own. Parsers hand out slices of what they read: those keep all of it alive, and
 * are compared several times slower.
 */
export const flat = (text: string): string => JSON.parse(JSON.stringify(text)) as string
