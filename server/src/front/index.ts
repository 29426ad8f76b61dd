export { type Document, readDocuments } from './documents.ts';
