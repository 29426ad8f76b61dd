import type { Base, Opened } from '../module.ts';
import { auditRoutes } from './routes.ts';

/** Serves the log of each organization to those who may read it. */
export function open({ app, home }: Base): Opened {
  auditRoutes(app, home);
  return {};
}
