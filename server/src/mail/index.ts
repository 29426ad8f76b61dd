export { type Mail, writeMail } from './store.ts';
