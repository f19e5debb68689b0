const named = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-\d{8})?$/;

/** What a person calls a model, such as "Sonnet 5.5" for claude-sonnet-5-5; its id when that says no more. */
export function modelName(id: string): string {
  const parts = named.exec(id);
  if (!parts) return id;
  const [, family = "", major = "", minor] = parts;
  const version = minor === undefined ? major : `${major}.${minor}`;
  return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${version}`;
}
