import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { renderConfiguration } from '../process/configuration/render.ts'
import { renderActions } from './render-actions.ts'
import { renderData } from './render-data.ts'
import { renderErrors } from './render-errors.ts'

/** Writes the pages that are made from code: `node docs/generate.ts`. */
const errors = new URL('errors/', import.meta.url)
mkdirSync(errors, { recursive: true })
const pages = renderErrors()
for (const name of readdirSync(errors)) if (!pages.has(name)) rmSync(new URL(name, errors))
for (const [name, text] of pages) writeFileSync(new URL(name, errors), text)
writeFileSync(new URL('configuration.md', import.meta.url), renderConfiguration())
writeFileSync(new URL('actions.md', import.meta.url), renderActions())
writeFileSync(new URL('data.md', import.meta.url), renderData())
