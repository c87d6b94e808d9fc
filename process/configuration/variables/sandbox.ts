import { kinds } from '../kinds.ts'
import { variable } from '../variable.ts'

export const sandboxVariables = {
  DEX_DESK_PORT: variable({
    field: 'deskPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7081',
    what: "port of the sandbox's ticket desk",
  }),
  DEX_OKTA_PORT: variable({
    field: 'oktaPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7082',
    what: "port of the sandbox's Okta",
  }),
  DEX_MICROSOFT_PORT: variable({
    field: 'microsoftPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7085',
    what: "port of the sandbox's Microsoft 365",
  }),
  DEX_GOOGLE_PORT: variable({
    field: 'googlePort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7086',
    what: "port of the sandbox's Google Workspace",
  }),
  DEX_SCIM_PORT: variable({
    field: 'scimPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7087',
    what: "port of the sandbox's SCIM directory",
  }),
  DEX_IDP_PORT: variable({
    field: 'idpPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7083',
    what: "port of the sandbox's identity provider",
  }),
  DEX_MODEL_PORT: variable({
    field: 'modelPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7084',
    what: "port of the sandbox's stand-in model",
  }),
} as const
