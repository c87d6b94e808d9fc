import { createContext, useContext } from 'react'
import type { Me, Operations } from '../api/operations.ts'

export const MeContext = createContext<Me | null>(null)

/** Who is signed in. Inside the frame there is always somebody. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('outside the frame')
  return me
}

type Line = keyof Operations | 'GET /temporal/*' | 'GET /connect/{platform}'

/** Whether the authorization table lets this session make that call. */
export const may = (me: Me, line: Line): boolean => me.may.includes(line.replace(/\{(\w+)\}/g, ':$1'))
