/** The statistics that the measurements need. */

/** The median: the middle value, or the mean of the two in the middle. Throws if there is no value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new Error('there is no median of nothing');
  return (lower + upper) / 2;
}

/** The percentile: the smallest value that at least this share (0 to 1) of them does not exceed. Sorts the array in place. */
export function percentile(values: Float64Array, share: number): number {
  const value = values.sort()[Math.max(0, Math.ceil(values.length * share) - 1)];
  if (value === undefined) throw new Error('there is no percentile of nothing');
  return value;
}
