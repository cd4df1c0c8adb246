/**
 * What Slack takes at most, in characters where nothing else is said.
 * Source: docs.slack.dev, reference/block-kit (blocks, block elements, composition objects) and chat.postMessage.
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Advised for the `text` of a message: beyond it Slack cuts. */
  messageText: 4_000,
  sectionText: 3_000,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  options: 100,
  optionText: 75,
  optionValue: 150,
  viewTitle: 24,
  viewButton: 24,
  label: 2_000,
  hint: 2_000,
  placeholder: 150,
  inputText: 3_000,
  privateMetadata: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  blockId: 255,
  actionId: 255,
  externalId: 255,
} as const;

/** Ours: longer than any name or path that people use, short enough that a line with several of them fits a section. */
export const READABLE = {
  name: 120,
  path: 600,
  sentence: 700,
} as const;
