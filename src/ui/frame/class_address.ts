// Whether `npm run class` serves this page: its addresses begin with a word, such as /class-tulip/.
const PATH = /^\/class-[a-z]+\/(?:index\.html)?$/;
/** The teacher's page; `localhost` shows the page as learners see it. */
const TEACHERS_NAME = '127.0.0.1';

export const isServedByClass = ({ pathname }: Pick<Location, 'pathname'> = location): boolean =>
  PATH.test(pathname);

export const isTeachersPage = ({
  pathname,
  hostname,
}: Pick<Location, 'pathname' | 'hostname'> = location): boolean =>
  isServedByClass({ pathname }) && hostname === TEACHERS_NAME;
