/** What a check's findings come to, as far as its words tell: restic 0.18 names in its summary only the packs that it read. */
export interface CheckDamage {
  /** The index does not fit what is stored: a file of it is wrong or gone, or it names packs that are gone. `repairIndex` mends that. */
  readonly index: boolean;
  /** Packs that the index names and the storage lacks, by full id. */
  readonly missingPacks: readonly string[];
  /** Packs of which reading failed, though they are there. */
  readonly unreadablePacks: readonly string[];
  /** Snapshots whose own file cannot be read: the first 8 digits of their ids. */
  readonly snapshots: readonly string[];
}

interface Summary {
  readonly suggest_repair_index: boolean;
  readonly suggest_prune: boolean;
}

/**
 * Reads the findings of a check.
 * @param findings what it said, without its JSON; each may be of several lines
 */
export function readFindings(summary: Summary, findings: readonly string[]): CheckDamage {
  const missing = idsIn(findings, /^pack ([0-9a-f]{64}): does not exist/);
  const failed = idsIn(findings, /^download error: .*\/([0-9a-f]{64})\b/);
  const isLost = findings.some((text) => /not found in (?:index|(?:the )?repository)/.test(text));
  return {
    // Packs that no index names beside blobs that no index knows: an index file is gone.
    index: summary.suggest_repair_index || missing.length > 0 || (summary.suggest_prune && isLost),
    missingPacks: missing,
    unreadablePacks: failed.filter((id) => !missing.includes(id)),
    snapshots: idsIn(findings, /failed to load snapshot ([0-9a-f]{8})/),
  };
}

function idsIn(findings: readonly string[], pattern: RegExp): readonly string[] {
  return [...new Set(findings.flatMap((text) => pattern.exec(text)?.[1] ?? []))];
}
