import { useEffect, useState } from 'react';
import { platformTime } from './api.ts';

/** How many seconds are left until then by the platform's clock; 0 once it is past. */
export function useCountdown(until: string): number {
  const secondsLeft = () => Math.max(0, Math.ceil((Date.parse(until) - platformTime()) / 1000));
  const [left, setLeft] = useState(secondsLeft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it computes hangs on `until` alone
  useEffect(() => {
    setLeft(secondsLeft());
    const timer = setInterval(() => setLeft(secondsLeft()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

/** `4:05`. */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
