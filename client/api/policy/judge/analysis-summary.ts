import type { AnalysisSummary } from '#contract/publication.ts'
import type { Analysis } from '#policy/analyze/analyze.ts'

/** What whoever publishes or approves should know of the bundle; it does not keep them from it. */
export function summaryOf(found: Analysis): AnalysisSummary {
  const writes = found.unapproved.filter(({ write }) => write)
  return {
    clean: found.clean,
    unapproved: writes.filter(({ finding }) => finding.answer === 'possible').map(({ action }) => action),
    idle: found.idle.filter(({ answer }) => answer !== 'unknown').map(({ rule }) => rule),
    selfApproval: found.selfApproval
      .filter(({ finding }) => finding.answer === 'possible')
      .map(({ rule }) => rule),
    weakerNext: [...new Set(found.weakerNext.map(({ rule }) => rule))],
    unknown: [
      ...writes.filter(({ finding }) => finding.answer === 'unknown').map(({ action }) => action),
      ...found.idle.filter(({ answer }) => answer === 'unknown').map(({ rule }) => rule),
    ],
  }
}
