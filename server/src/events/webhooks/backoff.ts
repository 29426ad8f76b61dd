/** How long a delivery is tried again, and how its tries spread. */
export interface RetrySchedule {
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  readonly giveUpAfterMs: number;
}

/** 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 6 h … for three days: 17 tries or so. */
export const threeDays: RetrySchedule = {
  firstDelayMs: 5_000,
  delayMsMax: 6 * 3_600_000,
  giveUpAfterMs: 3 * 86_400_000,
};

/**
 * When to try again after so many failures, or null to give up. A fifth is added or taken at random, so that what
 * failed together does not come back together.
 */
export function nextTry(
  schedule: RetrySchedule,
  { tries, firstAt, now, random }: { tries: number; firstAt: number; now: number; random: number },
): number | null {
  const delay = Math.min(schedule.firstDelayMs * 4 ** (tries - 1), schedule.delayMsMax);
  const at = Math.round(now + delay * (0.8 + 0.4 * random));
  return at > firstAt + schedule.giveUpAfterMs ? null : at;
}
