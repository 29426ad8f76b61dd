import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** A document of the repository, as Markdown. */
export interface Document {
  /** Where it is served, and where its relative links are right: `/docs/payments.md`. */
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** What the list in docs/README.md says of a document, or of the folder of decisions. */
interface Listed {
  readonly title: string;
  /** Relative to `docs/`. */
  readonly file: string;
  readonly about: string;
}

/**
 * All documents that a running Florin serves: the guides with their list, the decisions, the README in both languages, and what is said
 * of the examples.
 * Others, for those who work on Florin itself, are in the repository alone.
 */
export function readDocuments(): Document[] {
  const among = (folder: string) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`);
  const examples = [...among('examples'), ...among('examples/python')];
  const files = ['README.md', 'README.zh-CN.md', ...among('docs'), ...among('docs/decisions'), ...examples];
  return files.map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const [, title = file] = /^# (.+)$/m.exec(text) ?? [];
    return { path: `/${file}`, title, text };
  });
}

/**
 * The index for programs that read: https://llmstxt.org. It is made from the list in docs/README.md, so no document is
 * missing from it that a person finds.
 */
export function llmsText(documents: readonly Document[], publicUrl: string): string {
  const line = (title: string, path: string, about?: string) =>
    `- [${title}](${publicUrl}${path})${about === undefined ? '' : `: ${about}`}`;
  const textAt = (path: string) => documents.find((document) => document.path === path)?.text ?? '';
  const listed = listedIn(textAt('/docs/README.md'));
  const guides = listed.filter(({ file }) => file.endsWith('.md'));
  const below = (folder: string) => documents.filter(({ path }) => path.startsWith(`/docs/${folder}/`));
  const folders = listed.filter(({ file }) => !file.endsWith('.md')).flatMap(({ file }) => below(file));
  const sections = {
    Documents: guides.map(({ title, file, about }) =>
      line(title, new URL(file, 'http://florin/docs/').pathname, about),
    ),
    API: [line('OpenAPI', '/openapi.json', 'Every operation, parameter, answer and error code of the API.')],
    Optional: [
      line('README', '/README.md', 'What Florin is, and a first payment.'),
      line('简体中文', '/README.zh-CN.md', 'The README in Chinese.'),
      ...folders.map(({ title, path }) => line(title, path)),
    ],
  };
  return [
    '# Florin',
    `> ${firstParagraph(textAt('/README.md'))}`,
    'Every document is Markdown, at the addresses below. Amounts are whole numbers in the minor unit of their currency.',
    ...Object.entries(sections).map(([title, lines]) => `## ${title}\n\n${lines.join('\n')}`),
  ]
    .join('\n\n')
    .concat('\n');
}

function listedIn(list: string): Listed[] {
  return [...list.matchAll(/^\| \[([^\]]+)\]\(([^)]+)\) \| (.+) \|$/gm)].map(
    ([, title = '', file = '', about = '']) => ({ title, file, about }),
  );
}

/** The first paragraph that is neither a heading nor a link alone, as one line. */
function firstParagraph(text: string): string {
  const paragraph = text.split('\n\n').find((part) => /^\p{L}/u.test(part)) ?? '';
  return paragraph.replaceAll('\n', ' ').trim();
}
