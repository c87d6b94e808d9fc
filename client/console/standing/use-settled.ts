import { useEffect, useState } from 'react'

const afterMs = 400

/** The value once it has not changed for a moment, compared by what it says. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  const text = JSON.stringify(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(JSON.parse(text) as Value), afterMs)
    return () => window.clearTimeout(timer)
  }, [text])
  return settled
}
