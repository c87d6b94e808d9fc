import { listTenants } from '#store/tenants.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import type { Providers } from './providers.ts'

/** Once it listens, one warning for each tenant whose people cannot sign in; every other door works without. */
export function addSayUnreachable(app: App, deps: ApiDeps, providers: Providers): void {
  app.addHook('onListen', async () => {
    const tenants = await listTenants(deps.database)
    await Promise.all(
      tenants
        .filter(({ state }) => state === 'active')
        .map(({ tenant }) =>
          providers(tenant).catch(() =>
            deps.logger.warn(
              { tenant, code: 'identity_provider_unavailable' },
              'nobody can sign in: see `dex doctor`',
            ),
          ),
        ),
    )
  })
}
