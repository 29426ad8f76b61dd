/** The Java source of every type of the API's document: values that may be others, objects, and one of several objects. */
import { camel, constant, javadoc, quoted } from './java-text.ts';
import type { Member, Model, Named, Type } from './sdk-model.ts';

export const MODEL = 'io.florin.model';

/** Which types an answer is made of, and which a body. Of the others nothing is written. */
interface Uses {
  readonly read: ReadonlySet<string>;
  readonly sent: ReadonlySet<string>;
}

/** What the writers below look things up in. */
export class Types {
  readonly #named: ReadonlyMap<string, Named>;
  readonly uses: Uses;

  constructor({ types, operations }: Model) {
    this.#named = new Map(types.map((each) => [each.name, each]));
    const answers = operations.flatMap(({ answer }) => ('name' in answer ? [answer.name] : []));
    const bodies = operations.flatMap(({ body }) => (body === null ? [] : [body.name]));
    const queries = operations.flatMap(({ query }) => query.map(({ type }) => type));
    const read = new Set<string>();
    const sent = new Set<string>();
    for (const name of [...answers, 'Problem', 'Event']) this.#reach({ is: 'named', name }, read);
    for (const type of [...bodies.map((name): Type => ({ is: 'named', name })), ...queries])
      this.#reach(type, sent);
    this.uses = { read, sent };
  }

  named(name: string): Named {
    const found = this.#named.get(name);
    if (found === undefined) throw new Error(`No type is named ${name}`);
    return found;
  }

  /** The unions of which an object is a case. */
  unionsOf(name: string): (Named & { is: 'union' })[] {
    return [...this.#named.values()].flatMap((each) =>
      each.is === 'union' && [...each.cases.values()].includes(name) ? [each] : [],
    );
  }

  #reach(type: Type, into: Set<string>): void {
    if (type.is === 'list' || type.is === 'map') this.#reach(type.of, into);
    if (type.is !== 'named' || into.has(type.name)) return;
    into.add(type.name);
    const named = this.named(type.name);
    switch (named.is) {
      case 'enum':
        return;
      case 'map':
        this.#reach(named.of, into);
        return;
      case 'choice':
        for (const each of named.of) this.#reach(each, into);
        return;
      case 'union':
        for (const name of named.cases.values()) this.#reach({ is: 'named', name }, into);
        return;
      case 'object': {
        const tags = new Set(this.unionsOf(named.name).map(({ by }) => by));
        // The member that tells the cases of a union apart is a text, because it may be one that is not known yet.
        for (const each of named.members) if (!tags.has(each.name)) this.#reach(each.type, into);
      }
    }
  }

  /** The type in Java of what is read or handed in. A list or a map has it boxed. */
  java(type: Type, boxed = false): string {
    switch (type.is) {
      case 'text':
      case 'constant':
        return 'String';
      case 'time':
        return 'Instant';
      case 'integer':
        return boxed ? 'Long' : 'long';
      case 'boolean':
        return boxed ? 'Boolean' : 'boolean';
      case 'anything':
        return 'Map<String, Object>';
      case 'list':
        return `List<${this.java(type.of, true)}>`;
      case 'map':
        return `Map<String, ${this.java(type.of, true)}>`;
      case 'named': {
        const named = this.named(type.name);
        if (named.is === 'map') return this.java({ is: 'map', of: named.of });
        return type.name;
      }
    }
  }

  /** The function in Java that reads such a value. */
  #reader(type: Type): string {
    switch (type.is) {
      case 'text':
      case 'constant':
        return 'Read::text';
      case 'time':
        return 'Read::time';
      case 'integer':
        return 'Read::integer';
      case 'boolean':
        return 'Read::bool';
      case 'anything':
        return 'Read::map';
      case 'list':
        return `Read.listOf(${this.#reader(type.of)})`;
      case 'map':
        return `Read.mapOf(${this.#reader(type.of)})`;
      case 'named': {
        const named = this.named(type.name);
        if (named.is === 'map') return this.#reader({ is: 'map', of: named.of });
        if (named.is === 'enum') return `Read.text(${type.name}::of)`;
        if (named.is === 'union') return `${type.name}::of`;
        if (named.is === 'object') return `${type.name}::new`;
        throw new Error(`${type.name} is one of several, and nobody reads that`);
      }
    }
  }

  #accessor(member: Member): string {
    const always = member.required && !member.nullable;
    const java = always ? this.java(member.type) : `Optional<${this.java(member.type, true)}>`;
    return `${javadoc(member.about, '    ')}    public ${java} ${camel(member.name)}() {
        return ${always ? 'needed' : 'optional'}(${quoted(member.name)}, ${this.#reader(member.type)});
    }
`;
  }

  /** The methods of a builder that take a member: one for each form that it may have. */
  #setters({ name, type, about }: Member): string[] {
    const named = type.is === 'named' ? this.named(type.name) : null;
    const forms = named?.is === 'choice' ? named.of : [type];
    const taken = forms.flatMap((form) => [
      this.java(form, true),
      ...(form.is === 'integer' ? ['long', 'BigInteger'] : []),
    ]);
    return taken
      .filter((java) => java !== 'Long')
      .map(
        (
          java,
        ) => `${javadoc(about, '        ')}        public Builder ${camel(name)}(${java} ${camel(name)}) {
            set(${quoted(name)}, ${camel(name)});
            return this;
        }
`,
      );
  }

  /** The builder of an object. Members that have one value it sets by itself. */
  builder(name: string, members: readonly Member[]): string {
    const constants = members.flatMap(({ name: member, type }) =>
      type.is === 'constant' ? [`            set(${quoted(member)}, ${quoted(type.value)});\n`] : [],
    );
    const free = members.filter(({ type }) => type.is !== 'constant');
    const needed = free.filter(({ required }) => required).map((each) => quoted(each.name));
    const nullable = free.filter((each) => each.nullable).map((each) => quoted(each.name));
    const lists = [needed, nullable].map((each) => `List.of(${each.join(', ')})`).join(', ');
    return `    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out${nullable.length > 0 ? ', or sent as {@code null} where the API takes that' : ''}. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super(${quoted(name)}, ${lists});
${constants.join('')}        }

${free.flatMap((each) => this.#setters(each)).join('\n')}${free.length > 0 ? '\n' : ''}        /** Throws {@code InputException} where a member is missing that the API needs. */
        public ${name} build() {
            return new ${name}(made());
        }
    }
`;
  }

  /** The source of an object. */
  object(name: string, about: string, members: readonly Member[]): string {
    const unions = this.unionsOf(name);
    const tags = new Set(unions.map(({ by }) => by));
    const known = members.map(
      (each): Member =>
        tags.has(each.name) && each.type.is === 'named' ? { ...each, type: { is: 'text' } } : each,
    );
    const read = this.uses.read.has(name) ? known.map((each) => this.#accessor(each)) : [];
    const sent = this.uses.read.has(name) && !this.uses.sent.has(name) ? [] : [this.builder(name, known)];
    const above = unions.length === 0 ? '' : ` implements ${unions.map((each) => each.name).join(', ')}`;
    return `${javadoc(about === '' ? 'An object of the API.' : about)}public final class ${name} extends FlorinObject${above} {
    /** Reads what the API has sent. */
    public ${name}(JsonNode json) {
        super(json);
    }

${[...read, ...sent].join('\n')}}
`;
  }

  enumeration({ name, about, values }: Named & { is: 'enum' }): string {
    const constants = values.map(
      (value) => `    public static final ${name} ${constant(value)} = new ${name}(${quoted(value)});\n`,
    );
    const all = values.map((value) => constant(value)).join(', ');
    return `${javadoc(about === '' ? 'One of several values, or one that this version does not know.' : about)}public final class ${name} extends OpenValue {
${constants.join('')}
    private static final List<${name}> KNOWN = List.of(${all});

    private ${name}(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static ${name} of(String text) {
        return known(KNOWN, text).orElseGet(() -> new ${name}(text));
    }
}
`;
  }

  union({ name, about, by, cases }: Named & { is: 'union' }): string {
    const objects = [...new Set(cases.values())];
    const read = this.uses.read.has(name);
    const permitted = [...objects, ...(read ? [`${name}.Unknown`] : [])].join(', ');
    const told = `${about} ${read ? 'One of a kind that this version does not know is an {@code Unknown}.' : ''}`;
    if (!read) return `${javadoc(told)}public sealed interface ${name} permits ${permitted} {}\n`;
    const first = this.named(objects[0] ?? '');
    const shared = (first.is === 'object' ? first.members : []).filter((member) =>
      objects.every((each) => {
        const other = this.named(each);
        const found = other.is === 'object' ? other.members.find(({ name }) => name === member.name) : null;
        return member.name === by || JSON.stringify(found?.type) === JSON.stringify(member.type);
      }),
    );
    const known = shared.map((each): Member => (each.name === by ? { ...each, type: { is: 'text' } } : each));
    const declared = known.map((each) => {
      const java =
        each.required && !each.nullable ? this.java(each.type) : `Optional<${this.java(each.type, true)}>`;
      return `${javadoc(each.about, '    ')}    ${java} ${camel(each.name)}();\n`;
    });
    const branches = objects.map((object) => {
      const tags = [...cases].filter(([, each]) => each === object).map(([value]) => quoted(value));
      return `            case ${tags.join(', ')} -> new ${object}(json);\n`;
    });
    const inner = known.map((each) => this.#accessor(each).replace(/^(?=.)/gm, '    ')).join('\n');
    return `${javadoc(told)}public sealed interface ${name} permits ${permitted} {
${declared.join('\n')}
    /** Its member with this name, also one that this version does not know. */
    Optional<Object> get(String name);

    /** All of it, as JSON. */
    String toJson();

    /** Reads what the API has sent. */
    static ${name} of(JsonNode json) {
        return switch (json.path(${quoted(by)}).asText()) {
${branches.join('')}            default -> new Unknown(json);
        };
    }

    /** One of a kind that this version does not know. {@code get} has its members. */
    final class Unknown extends FlorinObject implements ${name} {
        private Unknown(JsonNode json) {
            super(json);
        }

${inner}    }
}
`;
  }

  /** The source of a type, or null where the code needs none. */
  source(type: Named): string | null {
    if (!this.uses.read.has(type.name) && !this.uses.sent.has(type.name)) return null;
    switch (type.is) {
      case 'enum':
        return this.enumeration(type);
      case 'object':
        return this.object(type.name, type.about, type.members);
      case 'union':
        return this.union(type);
      // A map is one in Java, and a choice is a method for each of its forms.
      case 'map':
      case 'choice':
        return null;
    }
  }
}
