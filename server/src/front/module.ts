import type { Module } from '../module.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    front: typeof front;
  }
}

export const front = {
  name: 'front',
  load: () => import('./open.ts'),
} as const satisfies Module;
