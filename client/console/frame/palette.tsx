import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react'
import { useNavigate } from 'react-router'
import { queries } from '../api/queries.ts'
import type { Place } from '../pages.tsx'
import { actionTitle } from '../parts/action-title.ts'
import { Icon } from '../parts/icons.tsx'
import { shorten } from '../parts/id.tsx'
import { statusWords } from '../parts/status-words.ts'

interface Hit {
  id: string
  name: string
  more: string
  to: string
}

/** Every page and every request, from the keyboard. Requests are found by id, external id, action or e-mail address. */
export function Palette({ close, places }: { close: () => void; places: readonly Place[] }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const wanted = useDeferredValue(text.trim())
  const go = useNavigate()
  const list = useId()
  const requests = useQuery({ ...queries.requests({ q: wanted, limit: 8 }), enabled: wanted.length > 1 })
  const pages: Hit[] = [
    ...places.map(({ name, path }) => ({ id: path, name, more: 'page', to: path })),
    { id: 'new', name: 'New request', more: 'ask for something', to: '/requests?new=1' },
  ].filter((hit) => hit.name.toLowerCase().includes(wanted.toLowerCase()))
  const found: Hit[] =
    wanted.length > 1
      ? (requests.data?.items ?? []).map((each) => ({
          id: each.id,
          name: each.title ?? each.actions.map(actionTitle).join(', ') ?? each.id,
          more: `${shorten(each.id)} · ${statusWords[each.status]}`,
          to: `/requests/${each.id}`,
        }))
      : []
  const hits = [...pages, ...found]
  const chosen = Math.min(at, hits.length - 1)

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((chosen + step + hits.length) % Math.max(1, hits.length))
    }
    const hit = hits[chosen]
    if (event.key === 'Enter' && hit) open(hit)
  }

  function open(hit: Hit): void {
    close()
    void go(hit.to)
  }

  return (
    <Modal.Root opened onClose={close} padding={0} size={560} yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label="Search">
        <div className="palette">
          <div className="palette-input">
            <Icon name="search" />
            <input
              data-autofocus
              role="combobox"
              aria-expanded
              aria-controls={list}
              aria-activedescendant={hits[chosen] ? `${list}-${chosen}` : undefined}
              aria-label="Search or go to"
              placeholder="A page, a request, an action, an e-mail address"
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value)
                setAt(0)
              }}
              onKeyDown={onKey}
            />
          </div>
          <ul id={list} role="listbox" aria-label="Found">
            {hits.map((hit, index) => (
              <li
                key={hit.id}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === chosen}
                onMouseDown={(event) => {
                  event.preventDefault()
                  open(hit)
                }}
                onMouseMove={() => setAt(index)}
              >
                <span dir="auto">{hit.name}</span>
                <span className="quiet">{hit.more}</span>
              </li>
            ))}
          </ul>
          {hits.length === 0 && (
            <p className="palette-none" role="status">
              {requests.isFetching ? 'Looking' : 'Nothing by that name. Texts are sealed and not searched.'}
            </p>
          )}
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
