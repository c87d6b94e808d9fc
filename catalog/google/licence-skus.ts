/**
 * The SKUs that can be assigned, with the product that each is of; one SKU a product and user.
 * https://developers.google.com/admin-sdk/licensing/v1/how-tos/products
 */
export const licenceSkus: Readonly<Record<string, { product: string; name: string }>> = {
  '1010010001': { product: '101001', name: 'Cloud Identity' },
  '1010050001': { product: '101005', name: 'Cloud Identity Premium' },
  '1010020027': { product: 'Google-Apps', name: 'Google Workspace Business Starter' },
  '1010020028': { product: 'Google-Apps', name: 'Google Workspace Business Standard' },
  '1010020025': { product: 'Google-Apps', name: 'Google Workspace Business Plus' },
  '1010020026': { product: 'Google-Apps', name: 'Google Workspace Enterprise Standard' },
  '1010020020': { product: 'Google-Apps', name: 'Google Workspace Enterprise Plus' },
  '1010020029': { product: 'Google-Apps', name: 'Google Workspace Enterprise Starter' },
  '1010020030': { product: 'Google-Apps', name: 'Google Workspace Frontline Starter' },
  '1010020031': { product: 'Google-Apps', name: 'Google Workspace Frontline Standard' },
  'Google-Vault': { product: 'Google-Vault', name: 'Google Vault' },
}
