import type { Solve } from '#policy/analyze/solve.ts'

export interface Solver {
  solve: Solve
  /** Ends the solver's threads; without it the process would not end. */
  close: () => void
}

/** Z3, as WebAssembly; takes about half a second and 150 MB. One question at a time. */
export async function createSolver(): Promise<Solver> {
  const { init, Z3_lbool } = await import('z3-solver')
  const { Z3, em } = await init()
  const context = Z3.mk_context(Z3.mk_config())
  const threads = em as { PThread?: { terminateAllThreads?: () => void } }
  const sorts = {
    Bool: Z3.mk_bool_sort(context),
    Int: Z3.mk_int_sort(context),
    String: Z3.mk_string_sort(context),
  }
  const effortName = Z3.mk_string_symbol(context, 'rlimit')

  const solve: Solve = async (script, variables, effort) => {
    const solver = Z3.mk_solver(context)
    Z3.solver_inc_ref(context, solver)
    try {
      const parameters = Z3.mk_params(context)
      Z3.params_inc_ref(context, parameters)
      Z3.params_set_uint(context, parameters, effortName, effort)
      Z3.solver_set_params(context, solver, parameters)
      Z3.params_dec_ref(context, parameters)
      // Read at once, in this thread: the library hands a text to another thread in memory that it has let go of by then.
      Z3.solver_from_string(context, solver, script)
      if (Z3.get_error_code(context) !== 0) return { answer: 'unknown', values: [] }
      const answer = await Z3.solver_check(context, solver)
      if (answer === Z3_lbool.Z3_L_FALSE) return { answer: 'unsat', values: [] }
      if (answer !== Z3_lbool.Z3_L_TRUE) return { answer: 'unknown', values: [] }
      const model = Z3.solver_get_model(context, solver)
      Z3.model_inc_ref(context, model)
      const values = variables.map(({ name, sort }) => {
        const constant = Z3.mk_const(context, Z3.mk_string_symbol(context, name), sorts[sort])
        const value = Z3.model_eval(context, model, constant, true)
        return value === null ? '' : Z3.ast_to_string(context, value)
      })
      Z3.model_dec_ref(context, model)
      return { answer: 'sat', values }
    } finally {
      Z3.solver_dec_ref(context, solver)
    }
  }
  // Its code is compiled at first use, which is not the first question's fault.
  await solve(warmUp, [], 0)
  return { solve, close: () => threads.PThread?.terminateAllThreads?.() }
}

const warmUp = `(declare-const a String)(declare-const b Int)
(assert (and (> b 1) (str.in_re a (re.+ (re.range "a" "z"))) (str.suffixof "z" a)))`
