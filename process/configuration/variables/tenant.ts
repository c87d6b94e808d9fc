import { kinds } from '../kinds.ts'
import { variable } from '../variable.ts'

export const tenantVariables = {
  DEX_TENANT_CLIENT_SECRET: variable({
    field: 'tenantClientSecret',
    ...kinds.secret,
    for: ['dex'],
    what: "for `dex tenant create`: secret of Dex's client at the tenant's identity provider",
  }),
  DEX_TENANT_OKTA_SECRET: variable({
    field: 'tenantOktaSecret',
    ...kinds.secret,
    for: ['dex'],
    what: "for `dex tenant create`: secret of Dex's OAuth client at the tenant's Okta",
  }),
  DEX_TENANT_MICROSOFT_SECRET: variable({
    field: 'tenantMicrosoftSecret',
    ...kinds.secret,
    for: ['dex'],
    what: "for `dex tenant create`: secret of Dex's application in the tenant's Entra",
  }),
  DEX_TENANT_GOOGLE_SECRET: variable({
    field: 'tenantGoogleSecret',
    ...kinds.secret,
    for: ['dex'],
    what: "for `dex tenant create`: secret of Dex's OAuth client for the tenant's Google Workspace",
  }),
  DEX_TENANT_SCIM_SECRET: variable({
    field: 'tenantScimSecret',
    ...kinds.secret,
    for: ['dex'],
    what: "for `dex tenant create`: secret of Dex's OAuth client at the tenant's SCIM directory",
  }),
} as const
