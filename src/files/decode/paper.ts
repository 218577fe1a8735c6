// The sheet everything is laid on.
export const pointsPerInch = 72
export const a4 = { short: 595.28, long: 841.89 }
/** Printers cut off less than this. */
export const marginPoints = 20
