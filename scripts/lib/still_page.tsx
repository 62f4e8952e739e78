// The page before its scripts, as HTML.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToStaticMarkup } from 'react-dom/server';
import { StaticPage } from '../../src/ui/stage/StaticPage.tsx';
import { root } from './install.mjs';

const RECORDED = 'src/ui/stage/recorded/tldr.json';

export const stillPage = (): string =>
  renderToStaticMarkup(<StaticPage run={JSON.parse(readFileSync(join(root, RECORDED), 'utf8'))} />);
