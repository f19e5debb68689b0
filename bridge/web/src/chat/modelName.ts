const named = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-\d{8})?$/;

/** The display name of a model, such as "Sonnet 5.5" for claude-sonnet-5-5; its id for other ids. */
export function modelName(id: string): string {
  const parts = named.exec(id);
  if (!parts) return id;
  const [, family = "", major = "", minor] = parts;
  const version = minor === undefined ? major : `${major}.${minor}`;
  return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${version}`;
}
