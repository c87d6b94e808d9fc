/** Of a name, what an address can have. */
export const asciiOf = (text: string) =>
  text
    .replaceAll('ø', 'o')
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase()
