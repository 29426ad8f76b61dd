/**
 * Splits a migration into its statements, because distributed databases accept DDL only one statement at a time. A statement
 * ends with a semicolon at the end of a line, outside a function's body (`$$ … $$`). Comments belong to the statement after
 * them.
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
