import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'

/** Ids alone. Workflow ids are Dex's own: the ticket's id where its source is marked impersonal, else a keyed hash. */
const allowedAttributes = ['run_id', 'temporalWorkflowId', 'temporalActivityId', 'temporalUpdateId'] as const

/** Stable codes, as failures of ours carry them. */
const code = /^[a-z][a-z_]{0,60}$/

/**
 * The span with an allow list of attributes, its name, times and links. INVARIANT: nothing else leaves, so that a
 * library's next version, which adds an attribute (memo, search attributes, a stack), adds it in vain. Names are made of
 * workflow, activity and message names, which are ours.
 */
export function allowedSpan(span: ReadableSpan): ReadableSpan {
  const { message } = span.status
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    startTime: span.startTime,
    endTime: span.endTime,
    status: { code: span.status.code, ...(message !== undefined && code.test(message) ? { message } : {}) },
    attributes: allowed(span.attributes),
    links: span.links.map((link) => ({ context: link.context })),
    events: [],
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationLibrary: span.instrumentationLibrary,
    droppedAttributesCount: 0,
    droppedEventsCount: span.events.length,
    droppedLinksCount: 0,
  }
}

function allowed(attributes: Attributes): Attributes {
  const kept: Attributes = {}
  for (const name of allowedAttributes) {
    const value = attributes[name]
    if (typeof value === 'string') kept[name] = value.slice(0, 200)
  }
  return kept
}
