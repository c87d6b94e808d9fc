import { afterEach, expect, test, vi } from 'vitest'
import { createBriefMemory } from '#client/api/brief-memory.ts'

afterEach(() => vi.useRealTimers())

test('what was kept is let go after its time, though nobody asks for it again', () => {
  vi.useFakeTimers()
  const kept = createBriefMemory<object>(1_000)
  kept.set('a', { opened: 'content' })
  vi.advanceTimersByTime(999)
  expect(kept.get('a')).toEqual({ opened: 'content' })
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(1)
  expect(kept.get('a')).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
})

test('what is set anew counts anew', () => {
  vi.useFakeTimers()
  const kept = createBriefMemory<number>(1_000)
  kept.set('a', 1)
  vi.advanceTimersByTime(600)
  kept.set('a', 2)
  vi.advanceTimersByTime(600)
  expect(kept.get('a')).toBe(2)
  vi.advanceTimersByTime(400)
  expect(kept.get('a')).toBeUndefined()
})
