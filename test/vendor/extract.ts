import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Description, Platform } from './description.ts'
import { emulatedRoutes } from './emulated.ts'
import { fromCsdl } from './extract/csdl.ts'
import { type Discovery, fromDiscovery } from './extract/discovery.ts'
import { fromOpenApi } from './extract/openapi.ts'
import { parseXml } from './extract/xml.ts'

/**
 * `node test/vendor/extract.ts PLATFORM FILE...` writes `test/vendor/PLATFORM.json` from the vendor's own description.
 * `--version` says which one a CSDL file is, as it does not say so itself. See test/vendor/NOTICE.md for the sources.
 */
const usage = 'usage: node test/vendor/extract.ts okta|microsoft|google FILE... [--version TEXT]'

const readers: Readonly<
  Record<Platform, (files: string[], routes: string[], version: string) => Description>
> = {
  okta([file = ''], routes) {
    const document = parse(file, { merge: true, maxAliasCount: -1 }) as { info: { version: string } }
    const source = [
      { name: 'Okta Admin Management API', version: document.info.version, license: 'Apache-2.0' },
    ]
    return { source, ...fromOpenApi(document, routes) }
  },
  microsoft([file = ''], routes, version) {
    const source = [{ name: 'Microsoft Graph v1.0 metadata', version, license: 'MIT' }]
    const extracted = fromCsdl(parseXml(file), routes, {
      derived: [
        ...['user', 'group', 'directoryRole'],
        ...[
          'password',
          'phone',
          'microsoftAuthenticator',
          'fido2',
          'softwareOath',
          'temporaryAccessPass',
        ].map((method) => `${method}AuthenticationMethod`),
      ].map((name) => `microsoft.graph.${name}`),
      expanded: {
        'microsoft.graph.unifiedRoleAssignment': ['roleDefinition'],
        'microsoft.graph.unifiedRoleEligibilityScheduleInstance': ['roleDefinition'],
      },
    })
    return { source, ...extracted }
  },
  google(files, routes) {
    const documents = files.map((file) => JSON.parse(file) as Discovery)
    const source = documents.map(({ id, revision }) => ({
      name: `discovery document ${id}`,
      version: revision,
      license: 'BSD-3-Clause',
    }))
    return { source, ...fromDiscovery(documents, routes) }
  },
}

const at = process.argv.indexOf('--version')
const version = at === -1 ? '' : (process.argv[at + 1] ?? '')
const [platform, ...paths] = process.argv.slice(2, at === -1 ? undefined : at)
const reader = readers[platform as Platform] as (typeof readers)[Platform] | undefined
if (reader === undefined || paths.length === 0 || (platform === 'microsoft' && version === '')) {
  process.stderr.write(`${usage}\n`)
  process.exit(2)
}
const description = reader(
  paths.map((path) => readFileSync(path, 'utf8')),
  await emulatedRoutes(platform as Platform),
  version,
)
writeFileSync(new URL(`${platform}.json`, import.meta.url), `${JSON.stringify(description)}\n`)
const missing = Object.entries(description.operations).filter(([, operation]) => operation === null)
process.stdout.write(
  `${Object.keys(description.operations).length} routes, ${missing.length} not described\n`,
)
for (const [route] of missing) process.stdout.write(`not described: ${route}\n`)
