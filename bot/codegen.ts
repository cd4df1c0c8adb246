import type { CodegenConfig } from '@graphql-codegen/cli';

/** How the typed documents in `gateway/` are made of the operations there and the printed schema; `gateway/generate.ts` runs it. */
export const config: CodegenConfig = {
  schema: '../gateway/schema.graphql',
  documents: 'gateway/operations/*.graphql',
  silent: true,
  generates: {
    'gateway/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: true },
      config: {
        documentMode: 'string',
        importExtension: '.ts',
        useTypeImports: true,
        immutableTypes: true,
        strictScalars: true,
        scalars: { DateTime: 'string', Date: 'string', Long: 'number', JSON: 'unknown', Secret: 'string' },
      },
    },
  },
};
