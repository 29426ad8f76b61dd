import { useEffect, useState } from 'react';
import { platformTime } from './api.ts';

/** How many seconds are left until then by the platform's clock, or 0 after it. */
export function useCountdown(until: string): number {
  const secondsLeft = () => Math.max(0, Math.floor((Date.parse(until) - platformTime()) / 1000));
  const [left, setLeft] = useState(secondsLeft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it computes hangs on `until` alone
  useEffect(() => {
    setLeft(secondsLeft());
    const timer = setInterval(() => setLeft(secondsLeft()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

/** `4:05`, and `1:04:05` from an hour on. */
export function clockOf(seconds: number): string {
  const two = (part: number) => String(part % 60).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds)}`
    : `${Math.floor(minutes / 60)}:${two(minutes)}:${two(seconds)}`;
}
