import { expect } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { sandboxTenant } from '#client/cli/up/seed.ts'
import { toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { atDatabase } from '../house.ts'
import { personOf } from '../sign-in.ts'
import { looks, type Stage, violations } from '../stage.ts'

const bundle = (because: string) =>
  loadBundle(
    {
      operator: [],
      tenant: {
        id: sandboxTenant,
        files: [
          {
            path: 'own.yaml',
            text: `apiVersion: dex/v1
kind: Policy
layer: tenant
scope: { tenant: ${sandboxTenant} }
rules:
  - id: own-no-unlock
    effect: deny
    actions: [okta.user.unlock]
    because: ${because}
  - id: own-sessions-for-less
    effect: require
    actions: [okta.user.clear_sessions]
    obligations: { approval: { by: { role: it-admin }, always: { for: 20d, cap: 40 } } }
    because: what is always so is looked at again sooner
`,
          },
        ],
      },
    },
    catalog,
  )

/** Two versions of the tenant's own that were in force once, as people left them. */
async function twoVersions({ house }: Stage): Promise<string[]> {
  const versions = [bundle('the desk does it'), bundle('nobody does it')]
  const author = `(select person from sessions where tenant = $1 order by created_at limit 1)`
  for (const [at, version] of versions.entries()) {
    const body = toJson(version)
    await atDatabase(
      house,
      `insert into tenant_bundles (tenant, digest, body, published_by, reason) values ($1, $2, $3, 'somebody', 'of old')`,
      [sandboxTenant, version.digest, body],
    )
    await atDatabase(
      house,
      `insert into publications (tenant, id, digest, owner, ordinal, kind, author, reason, base_operator, united, loosens, review,
         statement, signature, state, settled_at)
       select $1, $2, $3, 'tenant', 1, 'publish', ${author}, $4, digest, digest, false, '{}', '{}', '', 'published', now()
       from operator_bundle_in_force`,
      [sandboxTenant, `${sandboxTenant}/bundle/${version.digest}/1`, version.digest, `version ${at + 1}`],
    )
  }
  return versions.map(({ digest }) => digest)
}

/**
 * Two versions side by side; then back to one of them, under which ending sessions is approved "always" for less long, by a click, a
 * reason and a second person's yes. Answers what their browser had to say.
 */
export async function rollBackPolicy(stage: Stage): Promise<string[]> {
  const { house, admin, openAs } = stage
  const { page } = admin
  const [first = '', second = ''] = await twoVersions(stage)
  await page.goto(`${house.urls.api}/policy?from=${first}&to=${second}`)
  const differs = page.getByRole('region', { name: 'What differs' })
  await differs.getByText('1 changed').waitFor()
  expect(await differs.locator('.diff-out').allInnerTexts()).toEqual([
    expect.stringContaining('the desk does it'),
  ])
  expect(await differs.locator('.diff-in').allInnerTexts()).toEqual([
    expect.stringContaining('nobody does it'),
  ])
  expect(await looks(page, 'two versions', '.compare')).toEqual([])

  const row = page.locator('.versions .row').filter({ hasText: 'version 1' })
  await row.getByRole('button', { name: 'Go back to it' }).click()
  const form = row.getByRole('form', { name: 'Go back to this bundle' })
  expect(await violations(page, 'going back', null, '.versions form')).toEqual([])
  await form.getByLabel('Why').fill('the desk has people again')
  await form.getByRole('button', { name: 'Ask for it' }).click()
  // It is compared with what is in force over all inputs before anybody is asked.
  await page.waitForURL(/\/approvals\/apr_/, { timeout: 90_000 })
  await page.getByText('newly denies').first().waitFor()
  expect(await looks(page, 'a review', '.detail')).toEqual([])
  const other = await openAs(personOf(house, 'admin', 1), new URL(page.url()).pathname)
  await other.page.getByRole('button', { name: /^Approve ?a$/ }).click()
  await other.page
    .getByRole('form', { name: 'Approve' })
    .getByRole('button', { name: /^Approve/ })
    .click()
  await page.goto(`${house.urls.api}/policy`)
  const now = page.locator('.versions .row').filter({ hasText: 'the desk has people again' })
  await now.getByText('in force').waitFor({ timeout: 45_000 })
  await other.page.close()
  return other.complaints
}
