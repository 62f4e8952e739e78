// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates are in the text
import { expect, it } from 'vitest';
import { withShortKernels } from './short_wgsl.mjs';

const lines = (...all: string[]) => all.join('\n');

it('leaves out comments and leading spaces of templates, and nothing else', () => {
  const code = lines(
    '// Of the module.',
    "const address = 'https://example.org';",
    '  const body = `',
    '  // 1. Whole.',
    '',
    '  let x = 1; // 2. Behind code.',
    '    // 3. With ${value} in it.',
    '  ${all.map((i) => `',
    '    // 4. Within.',
    '    y${i} += x;`)}',
    '  // 5. The last`;',
  );
  expect(withShortKernels(code)).toBe(
    lines(
      '// Of the module.',
      "const address = 'https://example.org';",
      '  const body = `',
      'let x = 1; // 2. Behind code.',
      '// 3. With ${value} in it.',
      '${all.map((i) => `',
      'y${i} += x;`)}',
      '// 5. The last`;',
    ),
  );
});
