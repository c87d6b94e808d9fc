import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'

interface Props {
  title: string
  size?: number | string
  close: () => void
  children: ReactNode
}

/** What lies above the page, named by its heading; no landmark of its own beside the page's. */
export function Dialog({ title, size = 'md', close, children }: Props) {
  return (
    <Modal.Root opened onClose={close} size={size}>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <div className="always-head">
            <h2>{title}</h2>
            <button type="button" className="icon-button" aria-label="Close" onClick={close}>
              <Icon name="cross" />
            </button>
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
