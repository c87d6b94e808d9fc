/** RFC 7644, 3.12. */
export class ScimRefusal extends Error {
  readonly status: number
  readonly scimType: string | undefined
  /** RFC 6750, 3.1: which scope the token lacks. */
  readonly scope: string | undefined
  constructor(status: number, detail: string, more: { scimType?: string; scope?: string } = {}) {
    super(detail)
    this.status = status
    this.scimType = more.scimType
    this.scope = more.scope
  }
}

export const errorBody = (refusal: ScimRefusal) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: String(refusal.status),
  ...(refusal.scimType === undefined ? {} : { scimType: refusal.scimType }),
  detail: refusal.message,
})
