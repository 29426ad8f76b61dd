/** As much of structured fields (RFC 9651) as signatures need: the members of a dictionary, each as it was written. */
export function membersOf(field: string): Map<string, string> {
  const members = new Map<string, string>();
  // A comma between quotes or brackets parts nothing.
  for (const [part] of field.matchAll(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g)) {
    const [, name, value] = /^\s*([a-z*][\w*.-]*)=(.*?)\s*$/s.exec(part) ?? [];
    if (name !== undefined && value !== undefined) members.set(name, value);
  }
  return members;
}

/** The parameters behind an inner list: texts and whole numbers. Null where there is anything else. */
export function parametersOf(text: string): Map<string, string> | null {
  const parameters = new Map<string, string>();
  const pattern = /;([a-z*][\w*.-]*)=(?:"([^"\\]*)"|(\d{1,15}))/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return null;
    parameters.set(found[1] as string, found[2] ?? (found[3] as string));
    at = pattern.lastIndex;
  }
  return parameters;
}
