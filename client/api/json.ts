import { z } from 'zod'

/** Any JSON; named, as a schema that contains itself can only be referred to in OpenAPI. */
export const Json = z.json()
z.globalRegistry.add(Json, { id: 'Json' })
