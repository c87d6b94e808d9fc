import { catalog } from '#catalog/index.ts'
import { type Finding, judge, untold } from '#client/api/policy/judge/judge.ts'
import { defaultEffort } from '#policy/analyze/question.ts'
import type { SourceFile } from '#policy/bundle.ts'
import type { Database } from '#store/database.ts'
import type { Published } from './published.ts'
import { everybodysSources } from './everybodys-sources.ts'
import { createSolver, type Solver } from './solver.ts'

type Judged = Pick<Published, 'digest' | 'united' | 'rules' | 'tests' | 'change' | 'analysis'>

/** What the api finds out of an operator's bundle, where no api is asked. Throws `bundle_invalid`. */
export async function judgeAsOwner(database: Database, files: SourceFile[]): Promise<Judged> {
  const row = await database.registry
    .selectFrom('operator_bundle_in_force as f')
    .innerJoin('operator_bundles as b', 'b.digest', 'f.digest')
    .select('b.body')
    .executeTakeFirst()
  const about = {
    tenant: '',
    sources: await everybodysSources(database),
    owner: 'operator' as const,
    inForce: { operator: row?.body ?? null, tenant: null },
    proposed: { files },
  }
  let solver: Solver | null = null
  const asking = async () => {
    solver = await createSolver()
    return { solve: solver.solve, effort: defaultEffort }
  }
  try {
    const found: Finding[] = []
    for await (const each of judge(about, asking, catalog)) found.push(each)
    return judgedOf(found)
  } finally {
    ;(solver as Solver | null)?.close()
  }
}

function judgedOf(found: readonly Finding[]): Judged {
  const judged: Judged = {
    ...{ digest: '', united: '', rules: 0, tests: null },
    ...{ change: untold, analysis: null },
  }
  for (const each of found) {
    if (each.kind === 'loaded') {
      const { digest, united, rules, tests } = each.loaded
      Object.assign(judged, { digest, united, rules, tests: tests?.cases ?? null })
    }
    if (each.kind === 'change') judged.change = each.change
    if (each.kind === 'analysis') judged.analysis = each.analysis
  }
  return judged
}
