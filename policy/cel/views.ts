/**
 * What a condition sees. Own classes, so that the type checker knows every field and nothing else can be reached.
 * A string known to be none reads as `""`, a list as `[]` (T15); what is absent never gets as far as here.
 */
export class RequesterView {
  readonly id: string
  readonly email: string
  readonly verified: boolean
  readonly department: string
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  constructor(
    id: string,
    email: string,
    verified: boolean,
    department: string,
    groups: readonly string[],
    roles: readonly string[],
  ) {
    this.id = id
    this.email = email
    this.verified = verified
    this.department = department
    this.groups = groups
    this.roles = roles
  }
}

export interface TargetFields {
  platform: string
  type: string
  id: string
  email: string
  department: string
  privileged: boolean
  labels: readonly string[]
}

export class TargetView implements TargetFields {
  readonly platform: string
  readonly type: string
  readonly id: string
  readonly email: string
  readonly department: string
  readonly privileged: boolean
  readonly labels: readonly string[]
  constructor(fields: TargetFields) {
    this.platform = fields.platform
    this.type = fields.type
    this.id = fields.id
    this.email = fields.email
    this.department = fields.department
    this.privileged = fields.privileged
    this.labels = fields.labels
  }
}

export class ObjectView extends TargetView {
  readonly role: string
  constructor(fields: TargetFields, role: string) {
    super(fields)
    this.role = role
  }
}

export class ActionView {
  readonly name: string
  readonly platform: string
  readonly write: boolean
  readonly risk: string
  readonly reversible: boolean
  readonly selfService: boolean
  readonly credential: boolean
  constructor(
    name: string,
    platform: string,
    write: boolean,
    risk: string,
    reversible: boolean,
    selfService: boolean,
    credential: boolean,
  ) {
    this.name = name
    this.platform = platform
    this.write = write
    this.risk = risk
    this.reversible = reversible
    this.selfService = selfService
    this.credential = credential
  }
}

export class BulkView {
  readonly size: bigint
  readonly index: bigint
  constructor(size: bigint, index: bigint) {
    this.size = size
    this.index = index
  }
}

export class RuntimeView {
  readonly now: Date
  readonly zone: string
  readonly usage: Record<string, bigint>
  readonly bulk: BulkView
  constructor(now: Date, zone: string, bulk: BulkView) {
    this.now = now
    this.zone = zone
    this.usage = {}
    this.bulk = bulk
  }
}

/** The variables of SURFACES, "CEL variables"; `params` has the type of the one action. */
export interface Context {
  tenant: string
  channel: string
  requester: RequesterView
  action: ActionView
  target: TargetView
  params: unknown
  runtime: RuntimeView
  objects: readonly ObjectView[]
  provenance: Record<string, string>
}
