// A recipe of CONTRIBUTING.md as the list of files it names and the commands it says to run.

export interface Recipe {
  /** Files, and folders that end in a slash. */
  readonly paths: readonly string[];
  readonly commands: readonly string[];
}

/** The numbered steps under `## <title>`, with the placeholders filled in. */
export function readRecipe(text: string, title: string, names: Readonly<Record<string, string>>): Recipe {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`no recipe: ${title} (expected a heading in CONTRIBUTING.md)`);
  const steps = section.split('\n').filter((line) => /^\d+\. /.test(line));
  const codes = steps.flatMap((step) => [...step.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
  const filled = codes.map((code) =>
    code.replace(/<(\w+)>/g, (placeholder, key) => names[key] ?? placeholder),
  );
  return {
    paths: filled.filter((code) => /^[\w.-]+\/\S+$/.test(code)),
    commands: filled.filter((code) => code.startsWith('npm run ')),
  };
}

/** Whether a recipe names the file, or a folder that holds it. */
export const lists = ({ paths }: Pick<Recipe, 'paths'>, file: string): boolean =>
  paths.some((path) => file === path || (path.endsWith('/') && file.startsWith(path)));
