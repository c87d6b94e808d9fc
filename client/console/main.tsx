import { createTheme, defaultVariantColorsResolver, MantineProvider } from '@mantine/core'
// Their own order: later ones refine earlier ones.
import '@mantine/core/styles/baseline.css'
import '@mantine/core/styles/default-css-variables.css'
import '@mantine/core/styles/global.css'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/Paper.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/CloseButton.css'
import '@mantine/core/styles/Loader.css'
import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/Input.css'
import '@mantine/core/styles/InlineInput.css'
import '@mantine/core/styles/ActionIcon.css'
import '@mantine/core/styles/Button.css'
import '@mantine/core/styles/Menu.css'
import './styles/tokens.css'
import './styles/frame.css'
import './styles/parts.css'
import './styles/inbox.css'
import './styles/lists.css'
import './styles/pages.css'
import './styles/standing.css'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

/** Of this response; browsers hide it from selectors, so it is read as a property. */
const nonce = document.querySelector<HTMLElement>('[nonce]')?.nonce ?? ''
setNonce(nonce)

const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 4 },
  // Filled in the dark is a light tint: its words are dark there.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input)
    return input.variant === 'filled' ? { ...colors, color: 'light-dark(#ffffff, #0e1113)' } : colors
  },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  colors: {
    dark: [
      '#e8eaed',
      '#c9ced4',
      '#9ca5af',
      '#87919b',
      '#3d454d',
      '#2a3036',
      '#1a1e22',
      '#131619',
      '#0e1113',
      '#0a0c0e',
    ],
    accent: [
      '#e8f6f4',
      '#d0ebe7',
      '#a3d8d1',
      '#79c7be',
      '#6cc7bd',
      '#3aa297',
      '#1f8a80',
      '#12766d',
      '#0b5d57',
      '#064742',
    ],
  },
})

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <App />
    </MantineProvider>,
  )
}
