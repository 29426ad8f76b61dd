/** The types of the Go SDK, from the model of the API’s document. */
import { isDeepStrictEqual } from 'node:util';
import { goComment, goName, goText, goValueName } from './go-sdk-names.ts';
import type { Member, Model, Named, Type } from './sdk-model.ts';

/** What is shown once, or is a card’s: its type hides it from logs. */
const SECRET = new Set(['secret', 'client_secret', 'secret_key', 'accept_url', 'number', 'cvc']);
/** What the texts among the choices of a type are called. */
const TEXTS: Readonly<Record<string, string>> = { PaymentMethodChoice: 'PaymentMethodToken' };

type Union = Extract<Named, { is: 'union' }>;
type Objects = Extract<Named, { is: 'object' }>;

/** Which types are sent, which are received, and how each is written. */
export class GoTypes {
  readonly #types: ReadonlyMap<string, Named>;
  readonly #sent = new Set<string>();
  readonly #received = new Set<string>();

  constructor({ types, operations }: Model) {
    this.#types = new Map(types.map((each) => [each.name, each]));
    for (const { body, query, answer } of operations) {
      if (body !== null) this.#reach(body.name, this.#sent, false);
      for (const { type } of query) if (type.is === 'named') this.#reach(type.name, this.#sent, false);
      if ('name' in answer) this.#reach(answer.name, this.#received, true);
    }
    for (const name of ['Problem', 'Event']) this.#reach(name, this.#received, true);
  }

  /** The text of all types, in the document’s order. */
  text(): string {
    return [...this.#types.values()]
      .filter(({ name }) => this.#sent.has(name) || this.#received.has(name))
      .map((each) => this.#declaration(each))
      .join('');
  }

  /** Whether the type has no member, so that there is nothing to hand in. */
  isEmpty(name: string): boolean {
    const type = this.#named(name);
    return type.is === 'object' && type.members.length === 0;
  }

  /** The struct of what an operation takes in its query. */
  query(name: string, operation: string, members: readonly Member[]): string {
    const fields = members.map((member) => this.#field(member, false)).join('\n');
    return `${goComment(`${name} is what ${operation} can be asked for. What is nil is left out.`)}type ${name} struct {\n${fields}}\n\n`;
  }

  #named(name: string): Named {
    const type = this.#types.get(name);
    if (type === undefined) throw new Error(`The document has no ${name}`);
    return type;
  }

  #reach(name: string, reached: Set<string>, received: boolean): void {
    const type = this.#named(name);
    if (reached.has(name) || this.isEmpty(name)) return;
    reached.add(name);
    const from = (each: Type): void => {
      if (each.is === 'named') this.#reach(each.name, reached, received);
      else if (each.is === 'list' || each.is === 'map') from(each.of);
    };
    if (type.is === 'object') for (const member of type.members) from(member.type);
    else if (type.is === 'map') from(type.of);
    else if (type.is === 'choice') for (const each of type.of) from(each);
    else if (type.is === 'union') {
      const lifted = received ? this.#lifted(type) : null;
      if (lifted === null) for (const each of type.cases.values()) this.#reach(each, reached, received);
      else for (const each of [...lifted.shared, ...lifted.parts.values()]) from(each.type);
    }
  }

  #declaration(type: Named): string {
    const received = this.#received.has(type.name);
    switch (type.is) {
      case 'enum':
        return this.#enum(goName(type.name), type.about, type.values);
      case 'map': {
        const name = goName(type.name);
        const about = goComment(`${name}: ${type.about}`);
        return `${about}type ${name} map[string]${this.#base(type.of, received)}\n\n`;
      }
      case 'object':
        return received ? this.#receivedObject(type) : this.#sentObject(type);
      case 'union': {
        if (!received) return this.#interface(type.name, type.about, [...type.cases.values()]);
        const lifted = this.#lifted(type);
        return lifted === null ? this.#wrapped(type) : this.#liftedUnion(type, lifted);
      }
      case 'choice':
        return this.#choice(type);
    }
  }

  #enum(name: string, about: string, values: readonly string[]): string {
    const known = values.map((value) => `${name}${goValueName(value)}`);
    if (new Set(known).size !== known.length) throw new Error(`Two values of ${name} have one name`);
    const width = Math.max(...known.map((each) => each.length));
    const said = about === '' ? 'is one of these texts' : `is one of these: ${about}`;
    const rows = values.map(
      (value, n) => `\t${(known[n] as string).padEnd(width)} ${name} = ${goText(value)}\n`,
    );
    return `${goComment(`${name} ${said} Others come through: a later Florin may have more.`.replace('texts Others', 'texts. Others'))}type ${name} string\n\n// What a ${name} is known to be.\nconst (\n${rows.join('')})\n\n`;
  }

  #head(type: Named, more = ''): string {
    const name = goName(type.name);
    const about = type.about === '' ? `is a type of the API.` : `is this: ${type.about}`;
    return goComment(`${name} ${about}${more}`);
  }

  #receivedObject(type: Objects): string {
    const name = goName(type.name);
    const fields = type.members.map((member) => `${this.#field(member, true)}\n`).join('');
    return `${this.#head(type)}type ${name} struct {
${fields}${EXTRA}}

${extraMethods(name)}`;
  }

  #sentObject(type: Objects): string {
    const name = goName(type.name);
    const constants = type.members.flatMap(({ name: member, type: { is, ...rest } }) =>
      is === 'constant' && 'value' in rest ? [{ member, value: rest.value }] : [],
    );
    const fields = type.members
      .filter((member) => member.type.is !== 'constant')
      .map((member) => this.#field(member, false));
    const body = fields.length === 0 ? 'struct{}' : `struct {\n${fields.join('\n')}}`;
    const written = constants.map(({ member, value }) => {
      return `func (${name}) constant() (string, string) { return ${goText(member)}, ${goText(value)} }\n\n// MarshalJSON writes it as it is sent.\nfunc (v ${name}) MarshalJSON() ([]byte, error) { return encoded(v) }\n\n`;
    });
    if (written.length > 1) throw new Error(`${name} has two constants`);
    return `${this.#head(type)}type ${name} ${body}\n\n${written.join('')}`;
  }

  #interface(name: string, about: string, cases: readonly string[]): string {
    const go = goName(name);
    const choices = cases.map((each) => goName(each));
    const marks = choices.map((each) => `func (${each}) is${go}() {}\n\n`).join('');
    const said = about === '' ? '' : ` ${about}`;
    return `${goComment(`${go} is a ${choices.join(' or a ')}.${said}`)}type ${go} interface{ is${go}() }\n\n${marks}`;
  }

  #choice(type: Extract<Named, { is: 'choice' }>): string {
    if (this.#received.has(type.name))
      throw new Error(`${type.name} is received, and nothing tells which it is`);
    const cases: string[] = [];
    let text = '';
    for (const each of type.of) {
      if (each.is === 'text') {
        const name = TEXTS[type.name] ?? `${type.name}Text`;
        cases.push(name);
        text += `${goComment(`${name} is a text as a ${goName(type.name)}.`)}type ${name} string\n\n`;
      } else if (each.is !== 'named') throw new Error(`${type.name} may be a ${each.is}, which has no name`);
      else {
        const named = this.#named(each.name);
        cases.push(...(named.is === 'union' ? named.cases.values() : [each.name]));
      }
    }
    return this.#interface(type.name, type.about, cases) + text;
  }

  /** The members that all cases share, and the one in which they differ, where there is one. */
  #lifted({ by, cases }: Union): Lifted | null {
    const objects = [...new Set(cases.values())].map((name) => this.#named(name) as Objects);
    const [first, ...others] = objects;
    const inAll = (member: Member) =>
      others.every(({ members }) => members.some((each) => isDeepStrictEqual(each, member)));
    const shared = (first?.members ?? []).filter((member) => member.name !== by && inAll(member));
    const parts = new Map<string, Member>();
    for (const { name, members } of objects) {
      const own = members.filter(
        (each) => each.name !== by && !shared.some(({ name }) => name === each.name),
      );
      if (own.length !== 1 || own[0]?.type.is !== 'named') return null;
      parts.set(name, own[0]);
    }
    return new Set([...parts.values()].map(({ name }) => name)).size === 1 ? { shared, parts } : null;
  }

  #liftedUnion(type: Union, { shared, parts }: Lifted): string {
    const name = goName(type.name);
    const by = goName(type.by);
    const [part] = [...parts.values()].map((each) => each.name) as [string];
    const targets = [...parts].map(([each, member]) => {
      const target = goName((member.type as { name: string }).name);
      const values = [...type.cases].filter(([, to]) => to === each).map(([value]) => value);
      return { target, values };
    });
    const fields = targets.map(({ target }) => {
      return `\t// ${target} is what ${goName(part)} has, if ${by} is one of those with a ${target}. Otherwise it is nil.\n\t${target} *${target} \`json:"-"\`\n\n`;
    });
    const cases = targets.map(({ target, values }) => {
      const known = values.map((value) => `${name}${by}${goValueName(value)}`);
      return `\tcase ${known.join(',\n\t\t')}:\n\t\tv.${target} = new(${target})\n\t\treturn unmarshalMember(v.${goName(part)}, v.${target})\n`;
    });
    return `${this.#enum(`${name}${by}`, '', [...type.cases.keys()])}${this.#head(type)}type ${name} struct {
	// ${by} says what it is. One that this version does not know comes through.
	${by} ${name}${by} \`json:"${type.by}"\`

${shared.map((member) => `${this.#field(member, true)}\n`).join('')}	// ${goName(part)} is that member as it came, also if nothing is known of ${by}.
	${goName(part)} json.RawMessage \`json:"${part}"\`

${fields.join('')}${EXTRA}}

// UnmarshalJSON reads it, with what it says by its ${by}.
func (v *${name}) UnmarshalJSON(data []byte) error {
	type plain ${name}
	if err := unmarshalObject(data, (*plain)(v), &v.Extra); err != nil {
		return err
	}
	switch v.${by} {
${cases.join('')}	}
	return nil
}

${marshalMethod(name)}`;
  }

  #wrapped(type: Union): string {
    const name = goName(type.name);
    const by = goName(type.by);
    const values = [...type.cases];
    const fields = values.map(
      ([value, target]) =>
        `\t// ${goName(value)} is set if ${by} is ${goText(value)}.\n\t${goName(value)} *${goName(target)}\n\n`,
    );
    const cases = values.map(
      ([value, target]) =>
        `\tcase ${name}${by}${goValueName(value)}:\n\t\tv.${goName(value)} = new(${goName(target)})\n\t\treturn json.Unmarshal(data, v.${goName(value)})\n`,
    );
    return `${this.#enum(`${name}${by}`, '', [...type.cases.keys()])}${this.#head(type)}type ${name} struct {
	// ${by} says which of the others is set. Of a ${by} that this version does not know, none is.
	${by} ${name}${by}

${fields.join('')}	// Raw is the JSON as it came.
	Raw json.RawMessage
}

// UnmarshalJSON reads what it is by its ${by}.
func (v *${name}) UnmarshalJSON(data []byte) error {
	*v = ${name}{${by}: ${name}${by}(memberOf(data, ${goText(type.by)})), Raw: copied(data)}
	switch v.${by} {
${cases.join('')}	}
	return nil
}

// MarshalJSON writes what came.
func (v ${name}) MarshalJSON() ([]byte, error) { return rawOrNull(v.Raw), nil }

`;
  }

  #field(member: Member, received: boolean): string {
    const type = this.#memberType(member, received);
    const optional = member.required ? '' : ',omitempty';
    return `${goComment(member.about, '\t')}\t${goName(member.name)} ${type} \`json:"${member.name}${optional}"\`\n`;
  }

  #memberType({ name, type, required, nullable }: Member, received: boolean): string {
    const base = type.is === 'text' && SECRET.has(name) ? 'Secret' : this.#base(type, received);
    if (required && !nullable) return base;
    if (!received && nullable) return `*Nullable[${base}]`;
    return this.#hasNil(type, received) ? base : `*${base}`;
  }

  #hasNil(type: Type, received: boolean): boolean {
    if (type.is !== 'named') return ['list', 'map', 'anything'].includes(type.is);
    const { is } = this.#named(type.name);
    return is === 'map' || (!received && (is === 'union' || is === 'choice'));
  }

  #base(type: Type, received: boolean): string {
    switch (type.is) {
      case 'text':
      case 'constant':
        return 'string';
      case 'time':
        return 'time.Time';
      case 'integer':
        return 'int64';
      case 'boolean':
        return 'bool';
      case 'anything':
        return received ? 'json.RawMessage' : 'any';
      case 'named':
        return goName(type.name);
      case 'list':
        return `[]${this.#base(type.of, received)}`;
      case 'map':
        return `map[string]${this.#base(type.of, received)}`;
    }
  }
}

interface Lifted {
  readonly shared: readonly Member[];
  /** By the name of the case. */
  readonly parts: ReadonlyMap<string, Member>;
}

const EXTRA = `	// Extra has the members that this version does not know.
	Extra map[string]json.RawMessage \`json:"-"\`
`;

function extraMethods(name: string): string {
  return `// UnmarshalJSON reads it, and keeps what it does not know in Extra.
func (v *${name}) UnmarshalJSON(data []byte) error {
	type plain ${name}
	return unmarshalObject(data, (*plain)(v), &v.Extra)
}

${marshalMethod(name)}`;
}

function marshalMethod(name: string): string {
  return `// MarshalJSON writes it with what is in Extra.
func (v ${name}) MarshalJSON() ([]byte, error) {
	type plain ${name}
	return marshalObject(plain(v), v.Extra)
}

`;
}
