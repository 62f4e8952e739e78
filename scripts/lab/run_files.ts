/** Names of the files that `lab train` writes; the drawing is there in place of the picture. */
export const RUN_FILES = {
  run: 'run.json',
  metrics: 'metrics.csv',
  zip: 'run.zip',
  png: 'frontier.png',
  svg: 'frontier.svg',
} as const;
