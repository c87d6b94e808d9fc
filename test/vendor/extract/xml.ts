export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
}

const tag = /<(\/?)([\w.:-]+)((?:\s+[\w.:-]+="[^"]*")*)\s*(\/?)>/g
const attribute = /([\w.:-]+)="([^"]*)"/g

/** Elements and attributes of a well-formed document; CSDL has no text that counts. */
export function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] }
  const open = [root]
  for (const [, closing, name = '', attributes = '', empty] of text.matchAll(tag)) {
    if (closing) {
      if (open.pop()?.name !== name) throw new Error(`not well-formed at \`</${name}>\``)
      continue
    }
    const element: Element = {
      name,
      attributes: Object.fromEntries(
        [...attributes.matchAll(attribute)].map(([, key, value]) => [key, value]),
      ) as Record<string, string>,
      children: [],
    }
    open.at(-1)?.children.push(element)
    if (!empty) open.push(element)
  }
  return root
}

export const childrenOf = (element: Element | undefined, name: string): Element[] =>
  element?.children.filter((child) => child.name === name) ?? []
