const WITHOUT = { description: 'True takes that objective away.' } as const;

/** What edits of items and of policies say of their objectives. */
export const EDIT = {
  rpoSeconds: { description: "How much time of data may be lost: 60 or more. An item's own goes before its policy's." },
  rtoSeconds: { description: "How long a restore may take. An item's own goes before its policy's." },
  withoutRpo: WITHOUT,
  withoutRto: WITHOUT,
} as const;
