/** Writes the types and the methods of the Java SDK (sdks/java) from the API's document. A test compares the two. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PAY, resources } from '../sdks/typescript/src/resources.ts';
import { camel, capital, constant, javadoc, quoted, WRITTEN } from './java-text.ts';
import { MODEL, Types } from './java-types.ts';
import { type Document, type Member, modelOf, type Operation } from './sdk-model.ts';

const root = join(import.meta.dirname, '..');
/** The folder of the sources. `model` and `resources` in it are written as a whole. */
export const SOURCES = join(root, 'sdks/java/florin/src/main/java/io/florin');
const RESOURCES = 'io.florin.resources';

/** Where the classes are that a source names. */
const IMPORTS: Readonly<Record<string, string>> = {
  JsonNode: 'com.fasterxml.jackson.databind',
  EventStream: 'io.florin',
  EventStreamOptions: 'io.florin',
  FlorinObject: 'io.florin',
  OpenValue: 'io.florin',
  Page: 'io.florin',
  RequestOptions: 'io.florin',
  Caller: 'io.florin.internal',
  ObjectBuilder: 'io.florin.internal',
  Operation: 'io.florin.internal',
  Read: 'io.florin.internal',
  BigInteger: 'java.math',
  Instant: 'java.time',
  List: 'java.util',
  Map: 'java.util',
  Optional: 'java.util',
  Stream: 'java.util.stream',
};

/** A whole file: its imports are what its text names. */
function file(where: string, text: string, others: readonly string[] = []): string {
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const named = Object.entries(IMPORTS)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .map(([name, from]) => `${from}.${name}`);
  const models = others
    .filter((name) => new RegExp(`\\b${name}\\b`).test(code))
    .map((name) => `${MODEL}.${name}`);
  const imports = [...named, ...models].sort().map((each) => `import ${each};\n`);
  return `${WRITTEN}package ${where};\n\n${imports.join('')}${imports.length > 0 ? '\n' : ''}${text}`;
}

/** The name of the type of a query: that of the operation. */
const queryOf = ({ id }: Operation): string => `${capital(id)}Query`;

/** The name of the class of a resource. Some would else be named as a type. */
const resourceOf = (resource: string): string => `${capital(resource)}Resource`;

/** Every way to call the method of an operation: with and without what may be left out. */
function methods(name: string, operation: Operation, types: Types): string {
  const { body, query, hasId, answer } = operation;
  if (operation.query.length > 0 && body !== null)
    throw new Error(`${operation.id} takes a body and a query`);
  const about = javadoc(operation.about, '    ');
  const op = `Operations.${constant(operation.id)}`;
  if (answer.is === 'events')
    return `${about}    public EventStream ${name}() {
        return ${name}(EventStreamOptions.DEFAULT);
    }

${about}    public EventStream ${name}(EventStreamOptions options) {
        return caller.stream(${op}, options);
    }
`;
  if (answer.is === 'lines')
    return `${about}    public Stream<String> ${name}() {
        return caller.lines(${op});
    }
`;
  const ids = hasId ? ['String id'] : [];
  const named = body === null ? null : types.named(body.name);
  const forms =
    named?.is === 'choice' ? named.of.map((each) => types.java(each)) : named === null ? [] : [named.name];
  const sent = query.length > 0 ? [queryOf(operation)] : forms.filter((each) => each !== 'Nothing');
  const optional = query.length > 0 || body?.required !== true;
  const given = [...(optional || sent.length === 0 ? [null] : []), ...sent];
  const item = 'name' in answer ? answer.name : 'void';
  const java = answer.is === 'list' ? `Page<${item}>` : item;
  const read = item === 'void' || types.named(item).is !== 'union' ? 'new' : 'of';
  const reader = item === 'void' ? '' : `, ${item}::${read}`;
  const verb = answer.is === 'list' ? 'list' : answer.is === 'nothing' ? 'run' : 'call';
  const before = java === 'void' ? '' : 'return ';
  const kind = query.length > 0 ? 'query' : 'body';
  return given
    .flatMap((type) => {
      const taken = [...ids, ...(type === null ? [] : [`${type} ${kind}`])];
      const passed = taken.map((each) => each.split(' ')[1]);
      const all = [op, hasId ? 'id' : 'null', type === null ? 'null' : kind, 'options'].join(', ');
      return [
        `${about}    public ${java} ${name}(${taken.join(', ')}) {
        ${before}${name}(${[...passed, 'RequestOptions.DEFAULT'].join(', ')});
    }
`,
        `${about}    public ${java} ${name}(${[...taken, 'RequestOptions options'].join(', ')}) {
        ${before}caller.${verb}(${all}${reader});
    }
`,
      ];
    })
    .join('\n');
}

function operationsClass(operations: readonly Operation[]): string {
  const rows = operations.map(({ id, method, path, publishable, answer }) => {
    const accept =
      answer.is === 'lines'
        ? 'text/plain'
        : answer.is === 'events'
          ? 'text/event-stream'
          : 'application/json';
    return `    public static final Operation ${constant(id)} =
            new Operation(${[quoted(id), quoted(method), quoted(path), quoted(accept), publishable].join(', ')});
`;
  });
  return `/** Every operation of the API: how it is asked. */
public final class Operations {
    private Operations() {}

${rows.join('\n')}}
`;
}

/** The sources, by their paths in {@link SOURCES}. */
export function javaSources(document: Document): Map<string, string> {
  const model = modelOf(document);
  const types = new Types(model);
  const known = new Map(model.operations.map((each) => [each.id, each]));
  const placed = [PAY, ...Object.values(resources).flatMap((table) => Object.values(table))];
  const missing = [...known.keys()].filter((id) => !placed.includes(id as typeof PAY));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} is in no resource`);
  const find = (id: string): Operation => {
    const found = known.get(id);
    if (found === undefined) throw new Error(`The document has no operation ${id}`);
    return found;
  };
  const made = new Map<string, string>();
  const names: string[] = [];
  for (const type of model.types) {
    const text = types.source(type);
    // A body without members is not handed in.
    if (text === null || type.name === 'Nothing') continue;
    made.set(`model/${type.name}.java`, file(MODEL, text));
    names.push(type.name);
  }
  for (const operation of model.operations) {
    if (operation.query.length === 0 || operation.answer.is === 'events') continue;
    const name = queryOf(operation);
    const text = types.object(
      name,
      `What {@link ${operation.id}} is asked for.`.replace(/\{@link (\w+)\}/, '`$1`'),
      operation.query as Member[],
    );
    made.set(`model/${name}.java`, file(MODEL, text));
    names.push(name);
  }
  made.set('resources/Operations.java', file(RESOURCES, operationsClass(model.operations)));
  const groups = Object.entries(resources);
  for (const [resource, table] of groups) {
    const name = resourceOf(resource);
    const each = Object.entries(table).map(([method, id]) => methods(camel(method), find(id), types));
    const text = `/** {@code florin.${resource}()}: ${Object.keys(table).join(', ')}. */
public final class ${name} {
    private final Caller caller;

    /** A client makes it. */
    public ${name}(Caller caller) {
        this.caller = caller;
    }

${each.join('\n')}}
`;
    made.set(`resources/${name}.java`, file(RESOURCES, text, names));
  }
  const fields = groups.map(([resource]) => `    private final ${resourceOf(resource)} ${resource};\n`);
  const inits = groups.map(
    ([resource]) => `        this.${resource} = new ${resourceOf(resource)}(caller);\n`,
  );
  const getters = groups.map(([resource, table]) => {
    const about = javadoc(`${Object.keys(table).join(', ')}.`, '    ');
    return `${about}    public ${resourceOf(resource)} ${resource}() {
        return ${resource};
    }
`;
  });
  const client = `/** Every operation of the API. */
public abstract class Resources {
    private final Caller caller;
${fields.join('')}
    protected Resources(Caller caller) {
        this.caller = caller;
${inits.join('')}    }

${methods('pay', find(PAY), types)}
${getters.join('\n')}}
`;
  made.set('resources/Resources.java', file(RESOURCES, client, names));
  return made;
}

/** The document that is in the repository. */
export const committedDocument = (): Document =>
  JSON.parse(readFileSync(join(root, 'sdks/openapi.json'), 'utf8')) as Document;

if (import.meta.main) {
  const made = javaSources(committedDocument());
  for (const folder of ['model', 'resources'])
    rmSync(join(SOURCES, folder), { recursive: true, force: true });
  for (const [path, text] of made) {
    mkdirSync(dirname(join(SOURCES, path)), { recursive: true });
    writeFileSync(join(SOURCES, path), text);
  }
}
