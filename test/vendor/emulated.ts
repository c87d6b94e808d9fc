import { createCompany } from '#sandbox/company/company.ts'
import { createGoogle } from '#sandbox/google/google.ts'
import { createMicrosoft } from '#sandbox/microsoft/microsoft.ts'
import { createOkta } from '#sandbox/okta/okta.ts'
import type { Platform } from './description.ts'

const emulators = { okta: createOkta, microsoft: createMicrosoft, google: createGoogle }

/** Method and path pattern of every route of the vendor's that this emulator has. */
export async function emulatedRoutes(platform: Platform): Promise<string[]> {
  const emulator = await emulators[platform]({ port: 0, company: createCompany(), clients: [] })
  try {
    return await routesOf(emulator.url)
  } finally {
    await emulator.close()
  }
}

/** Of an emulator that runs; its own levers and pages are left out. */
export async function routesOf(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/_sandbox/routes`)
  const { routes } = (await answer.json()) as { routes: string[] }
  return routes.filter((route) => !/^\S+ \/(_sandbox|signin)\//.test(route))
}
