/** The shell commands of a Markdown page, as a reader would type them. */

export interface PageCommand {
  /** 1-based line of the page. */
  readonly line: number;
  readonly command: string;
}

/** Lines of every ```sh block; a line that ends in a backslash goes on below. Comments and blank lines are left out. */
export function shellCommands(page: string): readonly PageCommand[] {
  const commands: PageCommand[] = [];
  let isShell = false;
  let open: PageCommand | undefined;
  for (const [index, text] of page.split('\n').entries()) {
    if (text.startsWith('```')) {
      isShell = !isShell && text.trim() === '```sh';
      continue;
    }
    const isBlank = text.trim() === '' || text.trim().startsWith('#');
    if (!isShell || (isBlank && open === undefined)) continue;
    const joined = open === undefined ? text.trim() : `${open.command} ${text.trim()}`;
    const command = { line: open?.line ?? index + 1, command: joined.replace(/\s*\\$/, '') };
    open = joined.endsWith('\\') ? command : undefined;
    if (open === undefined) commands.push(command);
  }
  return commands;
}

/** Whether the page says the command needs something a fresh copy does not have, or would run these tests again. */
export function isRunnable({ command }: PageCommand): boolean {
  return !/#\s*not run$/.test(command) && !/^npm (ci|test)\b/.test(command);
}
