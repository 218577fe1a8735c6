// What can go wrong while a dossier is filed: at which instant, and in which way. One cell for each pair that exists.

export const cuts = [
  'before-intent', // the order is on disk, nothing of the submission is
  'after-intent', // the intent is on disk; next comes the creation
  'file-3', // two of five files are there
  'request-out', // the sending request is on its way, the portal has not committed it
  'committed', // the portal has committed and its answer is not here
  'answer-in', // the answer is here, the outcome not on disk; next comes the look that proves it
  'after-commit', // the outcome is on disk; the order's row is not done, the watch looks for the first time
] as const
export type Cut = (typeof cuts)[number]

export const faults = [
  'kill', // kill -9 of the assistant
  'kill-portal', // kill -9 of the portal
  'drop', // the connection is cut
  'error', // a 500, whatever was done
  'repeat', // something in between asks twice; the second answer comes back
  'contradict', // the opposite of what is true: success for nothing, refusal of what was done, not found what is there
] as const
export type FaultName = (typeof faults)[number]

export interface Cell {
  readonly cut: Cut
  readonly fault: FaultName
}

// No request belongs to the two ends of the row, and a look repeated is only a look.
const missing: Readonly<Partial<Record<Cut, readonly FaultName[]>>> = {
  'before-intent': ['kill-portal', 'drop', 'error', 'repeat', 'contradict'],
  'answer-in': ['kill-portal', 'repeat'],
  'after-commit': ['kill-portal', 'repeat'],
}

export const cells: readonly Cell[] = cuts.flatMap((cut) =>
  faults.filter((fault) => !missing[cut]?.includes(fault)).map((fault) => ({ cut, fault })),
)

/** Kills that only the process itself can aim at: between two of its own writes. */
export function strikesItself({ cut, fault }: Cell): boolean {
  return fault === 'kill' && ['before-intent', 'after-intent', 'answer-in', 'after-commit'].includes(cut)
}
