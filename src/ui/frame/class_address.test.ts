import { expect, it } from 'vitest';
import { isServedByClass, isTeachersPage } from './class_address.ts';

it('knows the class’s server by its address, and the teacher’s page by its name', () => {
  for (const pathname of ['/class-tulip/', '/class-tulip/index.html'])
    expect(isServedByClass({ pathname })).toBe(true);
  for (const pathname of ['/', '/class-tulip', '/classroom/', '/a/class-tulip/', '/class-tulip/lab.html'])
    expect(isServedByClass({ pathname })).toBe(false);
  const pathname = '/class-tulip/';
  expect(isTeachersPage({ pathname, hostname: '127.0.0.1' })).toBe(true);
  expect(isTeachersPage({ pathname, hostname: 'localhost' })).toBe(false);
  expect(isTeachersPage({ pathname: '/', hostname: '127.0.0.1' })).toBe(false);
});
