import type { PointContents } from '@holdfast/db/domain/point-contents';

/** What a point of a server holds that has two databases, one of them with names that SQL needs quotes for. */
export const TWO_DATABASES: PointContents = {
  databases: [
    {
      name: 'shop',
      sizeBytes: 300_000_000,
      tableCount: 3,
      tables: [
        { schema: 'public', name: 'customers', sizeBytes: 100_000_000 },
        { schema: 'public', name: 'orders', sizeBytes: 180_000_000 },
        { schema: 'Sales', name: 'Orders "2026"', sizeBytes: 20_000_000 },
      ],
    },
    {
      name: 'Ledger & Co',
      sizeBytes: 5_000_000,
      tableCount: 4_000,
      tables: [{ schema: 'public', name: 'entries', sizeBytes: 5_000_000 }],
    },
  ],
};
