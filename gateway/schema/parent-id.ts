/** The id of the row whose relation a connection is. The plugin's types give a node's shape there; the row is what comes. */
export function parentId({ parent }: { readonly parent: object }): string {
  if ('id' in parent && typeof parent.id === 'string') return parent.id;
  throw new Error('a connection of something without an id');
}
