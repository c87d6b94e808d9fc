import { DexError } from '#contract/error.ts'

/**
 * A value of Google's search language in single quotes, an inner quote escaped. Backslashes and control characters are
 * refused: what the language makes of them is not said anywhere. Throws `platform_invalid`, nothing sent.
 * https://developers.google.com/admin-sdk/directory/v1/guides/search-users
 */
export function quoted(value: string): string {
  if (value === '' || /[\\\p{Cc}]/u.test(value)) {
    throw new DexError('platform_invalid', 'this cannot be searched for', {
      extra: { mayHaveHappened: false },
    })
  }
  return `'${value.replaceAll("'", String.raw`\'`)}'`
}

/** An address as Google itself gives them, fit to stand bare in a query or filter. */
export function bareAddress(address: string): string {
  if (!/^[A-Za-z0-9.!#$&*+/?^_`{|}~'-]{1,64}@[A-Za-z0-9.-]{1,255}$/.test(address) || address.includes("'")) {
    throw new DexError('platform_invalid', 'this address cannot be searched for', {
      extra: { mayHaveHappened: false },
    })
  }
  return address
}
