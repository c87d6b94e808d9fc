import type { SetURLSearchParams } from 'react-router'

/** Sets one filter in the page's address, or takes it out where it is empty; the history gets no entry of it. */
export const filterIn =
  (setSearch: SetURLSearchParams) =>
  (name: string, value: string | null): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === null || value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
