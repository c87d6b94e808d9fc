import { expect, test } from 'vitest'
import { casbinSide } from '#bench/policy/casbin-side.ts'
import { caslSide } from '#bench/policy/casl-side.ts'
import { cedarSide } from '#bench/policy/cedar-side.ts'
import { crossCheck } from '#bench/policy/cross-check.ts'
import { dexSide } from '#bench/policy/dex-side.ts'
import { makeWorld } from '#bench/policy/world.ts'

test('the four engines of the policy bench give every input the same effect', async () => {
  const world = makeWorld(50, 400)
  const sides = [dexSide(world), cedarSide(world), await casbinSide(world), caslSide(world)]
  const { permitted } = crossCheck(world, sides)
  expect(permitted).toBeGreaterThan(100)
  expect(permitted).toBeLessThan(300)
})

test('a side that differs in one input stops the bench', () => {
  const world = makeWorld(10, 50)
  const dex = dexSide(world)
  const other = { name: 'other', permits: (place: number) => dex.permits(place) !== (place === 49) }
  expect(() => crossCheck(world, [dex, other])).toThrow('dex and other differ')
})
