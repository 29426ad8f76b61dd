/** How often and for how long a failed delivery is repeated. */
export interface RetrySchedule {
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  readonly giveUpAfterMs: number;
}

/** Repeats after 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, then every 6 h, for three days: about 17 attempts. */
export const threeDays: RetrySchedule = {
  firstDelayMs: 5_000,
  delayMsMax: 6 * 3_600_000,
  giveUpAfterMs: 3 * 86_400_000,
};

/**
 * Returns when to try again after this many failures, or null to give up. The wait varies at random by up to a fifth, so that
 * deliveries that failed together are not all repeated together.
 */
export function nextTry(
  schedule: RetrySchedule,
  { tries, firstAt, now, random }: { tries: number; firstAt: number; now: number; random: number },
): number | null {
  const delay = Math.min(schedule.firstDelayMs * 4 ** (tries - 1), schedule.delayMsMax);
  const at = Math.round(now + delay * (0.8 + 0.4 * random));
  return at > firstAt + schedule.giveUpAfterMs ? null : at;
}
