import { expect, it } from 'vitest'
import { mindOf } from '#client/cli/eval/mind.ts'

const wishes = { model: null, record: null, replay: null }
const own = { DEX_MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }

it('is a stand-in where nobody has a model of their own, or one is asked for', async () => {
  expect(await mindOf({}, wishes)).toMatchObject({ standIn: true })
  const asked = await mindOf({ ...own, ANTHROPIC_API_KEY: 'k' }, { ...wishes, model: 'stand-in' })
  expect(asked.standIn).toBe(true)
  expect({ ...own, ANTHROPIC_API_KEY: 'k', ...asked.env }).toEqual({
    ANTHROPIC_API_KEY: undefined,
    ANTHROPIC_BASE_URL: undefined,
    DEX_MODEL_PROVIDER: undefined,
    OPENAI_BASE_URL: own.OPENAI_BASE_URL,
  })
})

it('is a model at an endpoint of one’s own as well as one with a key', async () => {
  expect(await mindOf(own, { ...wishes, model: 'm-large' })).toMatchObject({
    ...{ standIn: false, model: 'm-large', env: { DEX_MODEL: 'm-large' } },
  })
  expect(await mindOf({ ANTHROPIC_API_KEY: 'k' }, wishes)).toMatchObject({ standIn: false })
})

it('is refused without either, and recorded only where the recorder understands it', async () => {
  await expect(mindOf({}, { ...wishes, model: 'm-large' })).rejects.toMatchObject({ code: 'usage' })
  await expect(mindOf(own, { ...wishes, record: '/nowhere' })).rejects.toMatchObject({ code: 'usage' })
})
