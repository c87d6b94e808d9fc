/** A step of the gate that a build leaves out. */
export interface Hole {
  name: string
  /** The step of the gate, 1 to 9. */
  step: number
  file: string
  find: string
  leave: string
}

const execute = 'activities/execute/execute.ts'

/** At least one for each step; what stands in `find` must occur in the file. */
export const holes: readonly Hole[] = [
  {
    name: 'load-trusts-the-caller',
    step: 1,
    file: 'activities/execute/load.ts',
    find: 'if (!request || request.workflow_id !== requestWorkflowOf(workflowId))',
    leave: 'if (!request)',
  },
  {
    name: 'acting-is-whoever-is-connected',
    step: 2,
    file: 'activities/execute/name-acting.ts',
    find: 'usable.find((each) => each.id === named.connection && each.person === named.person)',
    leave: "usable.find((each) => each.kind === 'investigate')",
  },
  {
    name: 'nobody-is-privileged',
    step: 3,
    file: 'activities/execute/resolve.ts',
    find: 'if (!found) throw new Refusal',
    leave: 'if (found) return { ...found, privileged: false, labels: [] }\n    if (!found) throw new Refusal',
  },
  {
    name: 'no-code-rules',
    step: 4,
    file: 'activities/execute/code-rules.ts',
    find: 'return rules.map((rule) => rule(at)).filter((each) => each !== null)',
    leave: 'return []',
  },
  {
    name: 'no-layer-denies',
    step: 5,
    file: 'activities/execute/rule.ts',
    find: 'const decision = deciding.decide(input)',
    leave: "const decision = { ...deciding.decide(input), effect: 'permit' }",
  },
  {
    name: 'everything-is-permitted',
    step: 5,
    file: execute,
    find: "if (ruling.effect === 'deny') {",
    leave: "ruling.effect = 'permit'\n  if (false) {",
  },
  {
    name: 'every-approval-is-met',
    step: 6,
    file: execute,
    find: "ruling.effect === 'permit' || ruling.standing !== null",
    leave: 'true',
  },
  {
    name: 'nothing-is-committed',
    step: 7,
    file: execute,
    find: 'ledgered ? await commit(deps, prepared, yeses, keeping) : null',
    leave: 'null',
  },
  {
    name: 'called-twice',
    step: 8,
    file: execute,
    find: 'const result = await platform.call(',
    leave: 'await platform.call(deps.clock() + deps.timing.callMs)\n    const result = await platform.call(',
  },
  {
    name: 'outcome-is-not-recorded',
    step: 9,
    file: execute,
    find: 'const { step } = await recordOutcome(deps, prepared, committed, outcome)',
    leave: 'const step = committed?.proposal.step ?? 0',
  },
]
