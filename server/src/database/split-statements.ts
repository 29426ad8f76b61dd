/**
 * The statements of a migration. Distributed databases take DDL one statement at a time only. A statement ends with a
 * semicolon at the end of its line, outside a function's body (`$$ … $$`); comments go with the statement after them.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let lines: string[] = [];
  let inBody = false;
  for (const line of sql.split('\n')) {
    lines.push(line);
    const code = line.replace(/--.*$/, '').trimEnd();
    if (code.split('$$').length % 2 === 0) inBody = !inBody;
    if (inBody || !code.endsWith(';')) continue;
    statements.push(lines.join('\n'));
    lines = [];
  }
  const rest = lines.join('\n');
  if (rest.replace(/--.*$/gm, '').trim() !== '') statements.push(rest);
  return statements;
}
