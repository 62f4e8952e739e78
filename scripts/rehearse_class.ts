// `npm run rehearse:class`: a class without people. Headless pages take their seats over one link, train, hand in by chat and
// over the class's server at once; the teacher's page pools them. Prints what was decided, how long it took, what is kept.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { findResults } from '../src/class/find_results.ts';
import { parseClassLink, seatSettings } from '../src/config/class_link.ts';
import { serveClass } from './class/class_server.ts';
import { ownAddresses } from './class/command.ts';
import { openResultsFile } from './class/results_file.ts';
import { describeOptions, type OptionSpec, parseOptions, UsageError } from './lib/arguments.mjs';
import { findBrowser, sandboxArguments, withoutSignals } from './lib/browser.mjs';
import { dist, ensureBuild } from './lib/install.mjs';

const LINK = 'v=1&backend=cpu&task=strings&rounds=4&seats=gamma:0.1,0.3,1,3,10';
const PATIENCE_MS = 600_000;

const options: Record<string, OptionSpec> = {
  seats: { kind: 'integer', min: 1, max: 40, default: '30', help: 'Learners' },
  together: { kind: 'integer', min: 1, max: 40, default: '3', help: 'Pages that train at the same time' },
  link: { kind: 'text', default: LINK, help: 'Query of the one link; the seat is added' },
  help: { kind: 'flag', help: 'Show this text' },
};

async function handedIn(page: Page, address: string): Promise<string> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Train it here' }).click();
  await page.getByRole('button', { name: 'Train again' }).waitFor();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Hand in' }).click();
  return page.getByLabel('Your result').inputValue();
}

/** A learner with a browser of its own. */
async function learner(browser: Browser, address: string): Promise<string> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const code = await handedIn(page, address);
    await page.getByRole('button', { name: 'Send to the teacher' }).click();
    await page.getByText('It has arrived.').waitFor();
    return code;
  } finally {
    await context.close();
  }
}

/** Each seat's line, by its seat; so many learn at a time. */
async function taught(browser: Browser, addresses: readonly string[], together: number): Promise<string[]> {
  const lines: string[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < addresses.length; at = next++) {
      lines[at] = await learner(browser, addresses[at]);
      console.log(`seat ${at + 1}: ${lines[at].length} characters`);
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  return lines;
}

/** The seats' codes must be of the settings that the link deals out. */
function wrongSeats(lines: readonly string[], link: string): number[] {
  const { seats } = parseClassLink(link).link;
  return lines.flatMap((line, at) => {
    const [result] = findResults(line).results;
    const dealt = seats && seatSettings(seats, at + 1);
    const isRight =
      result?.seat === at + 1 &&
      (!dealt || (result.config.seed === dealt.seed && result.config[seats.field] === dealt.value));
    return isRight ? [] : [at + 1];
  });
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function pasted(page: Page, text: string, count: number): Promise<number> {
  const box = page.getByLabel('Paste anything: the whole chat is fine');
  await box.waitFor();
  const start = performance.now();
  await box.evaluate((target, chat) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', chat);
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
  await page.getByText(`${count} results`, { exact: true }).waitFor();
  return performance.now() - start;
}

/** What the page says the class decides, and its table. */
async function pooled(page: Page): Promise<string> {
  const [claims, table] = await Promise.all([
    page.locator('section[aria-labelledby="class-together"]').innerText(),
    page.getByRole('table').first().innerText(),
  ]);
  return `${claims}\n${table}`;
}

async function rehearse(seats: number, together: number, link: string): Promise<void> {
  ensureBuild();
  const folder = mkdtempSync(join(tmpdir(), 'class-'));
  const path = join(folder, 'results.jsonl');
  const file = await openResultsFile(path);
  const server = await serveClass({
    directory: dist,
    word: 'tulip',
    port: 0,
    ownAddresses: ownAddresses(),
    file,
  });
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: sandboxArguments,
    ...withoutSignals,
  });
  try {
    const teacher = await browser.newPage({ serviceWorkers: 'block' });
    teacher.setDefaultTimeout(PATIENCE_MS);
    await teacher.goto(`${server.teachersUrl}?${link}#class`);
    const start = performance.now();
    // A machine in no network tries it with itself.
    const open = server.learnersUrls[0] ?? server.teachersUrl.replace('127.0.0.1', 'localhost');
    const addresses = Array.from({ length: seats }, (_, at) => `${open}?${link}&seat=${at + 1}`);
    const lines = await taught(browser, addresses, together);
    await teacher.getByText(`${seats} results`, { exact: true }).waitFor();
    console.log(
      `\n${seats} runs, ${together} at a time, sent over the network: ${seconds(performance.now() - start)}`,
    );
    const wrong = wrongSeats(lines, link);
    console.log(`Seats with other settings than dealt: ${wrong.length === 0 ? 'none' : wrong.join(', ')}`);

    const desk = await browser.newPage({ serviceWorkers: 'block' });
    desk.setDefaultTimeout(PATIENCE_MS);
    await desk.goto(`${server.teachersUrl.replace('127.0.0.1', 'localhost')}?${link}#class`);
    const chat = lines.map((line, at) => `[09:${10 + at}] Seat ${at + 1}: ${line}`).join('\n');
    console.log(
      `Pasted in one block: ${seconds(await pasted(desk, chat, seats))}, ${chat.length} characters`,
    );
    const [sent, typed] = [await pooled(teacher), await pooled(desk)];
    console.log(`Both ways show the same: ${sent === typed ? 'yes' : 'no'}\n\n${typed}\n`);
    await desk.getByRole('button', { name: 'Run again: seat 1', exact: true }).click();
    await desk.getByText(/Same curve|Differs by|No comparison/).waitFor();
    console.log(
      `Seat 1 run again: ${await desk.getByText(/Same curve|Differs by|No comparison/).innerText()}`,
    );
    const bytes = lines.reduce((all, line) => all + line.length, 0);
    console.log(`Kept in the browser: ${bytes} bytes of codes. On disk: ${statSync(path).size} bytes.`);
    if (wrong.length > 0 || sent !== typed) process.exitCode = 1;
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

try {
  const values = parseOptions(process.argv.slice(2), options);
  if (values.help) console.log(`Usage: npm run rehearse:class -- [options]\n\n${describeOptions(options)}`);
  else await rehearse(Number(values.seats), Number(values.together), String(values.link));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
