import type pg from 'pg';
import { SCHEMAS } from './schemas.ts';

/**
 * Writes the tables after all migrations as SQL for people to read. It also shows what a migration changes. A test compares
 * it with `server/migrations/schema.sql`.
 */
export async function describeSchema(client: pg.ClientBase): Promise<string> {
  const parts = ['-- Written by `node scripts/write-schema.ts` from the migrated tables. A test compares.\n'];
  for (const [schema, name] of Object.entries(SCHEMAS)) {
    await client.query(`set search_path = ${name}`);
    parts.push(`\n-- Schema: ${schema}\n`, ...(await types(client)), ...(await tables(client)));
    parts.push(...(await functions(client)));
  }
  return parts.join('');
}

const HERE = 'current_schema()::regnamespace';

async function types(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query(`
    select t.typname as name, format_type(t.typbasetype, t.typtypmod) as base,
           string_agg(format(' constraint %I %s', c.conname, pg_get_constraintdef(c.oid)), '' order by c.conname) as checks
    from pg_type t left join pg_constraint c on c.contypid = t.oid and c.contype = 'c'
    where t.typtype = 'd' and t.typnamespace = ${HERE} group by t.oid order by t.typname`);
  return rows.map(({ name, base, checks }) => `\ncreate domain ${name} as ${base}${checks ?? ''};\n`);
}

async function tables(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query(`
    select c.relname as name, c.reloptions as options,
      (select string_agg(format('  %s %s%s%s', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                case when a.attnotnull then ' not null' else '' end,
                coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' order by a.attnum)
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select string_agg(format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), E',\\n'
                         order by k.contype <> 'p', k.conname)
       from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'c', 'f')) as constraints,
      (select string_agg(pg_get_indexdef(i.indexrelid) || E';\\n', '' order by pg_get_indexdef(i.indexrelid))
       from pg_index i where i.indrelid = c.oid
         and not exists (select from pg_constraint k where k.conindid = i.indexrelid)) as indexes,
      (select string_agg(lower(g.privilege_type), ', ' order by g.privilege_type)
       from information_schema.role_table_grants g
       where g.table_schema = current_schema() and g.table_name = c.relname and g.grantee = 'florin_app') as rights
    from pg_class c where c.relkind = 'r' and c.relnamespace = ${HERE} order by c.relname`);
  return rows.map(({ name, options, columns, constraints, indexes, rights }) => {
    const body = [columns, constraints].filter((part) => part !== null).join(',\n');
    const storage = options === null ? '' : ` with (${options.join(', ')})`;
    const grants = rights === null ? '' : `grant ${rights} on ${name} to florin_app;\n`;
    return `\ncreate table ${name} (\n${body}\n)${storage};\n${unqualified(indexes ?? '')}${grants}`;
  });
}

async function functions(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query(`
    select case when p.prokind = 'a' then format('create aggregate %s(%s);', p.proname, pg_get_function_arguments(p.oid))
                else pg_get_functiondef(p.oid) end as text
    from pg_proc p where p.pronamespace = ${HERE} order by p.proname`);
  return rows.map(({ text }) => `\n${unqualified(text.trim())}\n`);
}

/** Removes the schema's name, which PostgreSQL prints everywhere. The file says it once, above the tables. */
function unqualified(sql: string): string {
  return Object.values(SCHEMAS).reduce((text, name) => text.replaceAll(`${name}.`, ''), sql);
}
