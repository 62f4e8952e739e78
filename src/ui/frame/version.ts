// Version of the playground, for everything that leaves the page.
import { version } from '../../../package.json';

export const VERSION: string = version;
