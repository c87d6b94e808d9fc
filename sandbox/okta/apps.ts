import { stableId } from '../base/ids.ts'
import { type Company, oktaGroupId } from '../company/company.ts'

/** An application's direct assignment; one through a group is not kept, it follows from membership. */
export interface AppAssignment {
  user: string
  userName: string
  created: string
  lastUpdated: string
}

export interface App {
  id: string
  /** The vendor's name for the kind of application. */
  name: string
  label: string
  signOnMode: string
  created: string
  lastUpdated: string
  /** Ids of groups whose members have it. */
  groups: string[]
  assigned: AppAssignment[]
}

const seeds: readonly { name: string; label: string; signOnMode: string; groups?: readonly string[] }[] = [
  { name: 'saasure', label: 'Okta Admin Console', signOnMode: 'OPENID_CONNECT' },
  { name: 'bookmark', label: 'Wiki', signOnMode: 'BOOKMARK', groups: ['Everyone'] },
  { name: 'github_cloud', label: 'GitHub', signOnMode: 'SAML_2_0', groups: ['github-users'] },
  { name: 'acme_vpn_1', label: 'VPN Portal', signOnMode: 'SAML_2_0', groups: ['vpn-users'] },
  { name: 'salesforce', label: 'Salesforce', signOnMode: 'SAML_2_0', groups: ['sales'] },
  { name: 'figma', label: 'Figma', signOnMode: 'SAML_2_0' },
  { name: 'jira_onprem', label: 'Jira', signOnMode: 'SAML_2_0' },
]

export const oktaAppId = (company: Company, label: string) =>
  stableId('0oa', 20, company.domain, company.seed, 'app', label)

export const createApps = (company: Company, created: string): App[] =>
  seeds.map(({ groups = [], ...app }) => ({
    ...app,
    id: oktaAppId(company, app.label),
    created,
    lastUpdated: created,
    groups: groups.map((name) => oktaGroupId(company, name)),
    assigned: [],
  }))
