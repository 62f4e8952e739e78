// The equation of a method as these settings have it: an own rule is typeset from its text.
import type { RunConfig } from '../../config/schema.ts';
import type { MethodName } from '../../objectives/index.ts';
import { equationOfRule } from '../../objectives/own/rule_tex.ts';
import { methodTexts } from '../../objectives/texts/index.ts';

export const methodEquation = (method: MethodName, { rule }: Pick<RunConfig, 'rule'>): string =>
  method === 'own' ? equationOfRule(rule) : methodTexts[method].equation;
