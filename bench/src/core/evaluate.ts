/** Computes a formula as far as the readings reach. A preview: what counts is the server's. */

import { abs, add, compare, dec, div, mul, neg, sqrt, sub, type Dec } from './decimal';
import type { Node } from './formula';

/** `undefined` means "not known yet"; `null` is a blank that stays blank. */
export type Value = Dec | Dec[] | string | boolean | null | undefined;
export type Env = ReadonlyMap<string, Value>;

const ZERO: Dec = { c: 0n, e: 0 };

export function isDec(value: Value): value is Dec {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function evaluate(node: Node, env: Env): Value {
  switch (node.is) {
    case 'number':
      return dec(node.text) ?? undefined;
    case 'text':
      return node.text;
    case 'word':
      return node.value;
    case 'name':
      // A name nobody gave is blank, as on the server; what is not known yet is given as undefined.
      return env.has(node.name) ? env.get(node.name) : null;
    case 'unary':
      return unary(node.sign, evaluate(node.of, env));
    case 'binary':
      return arithmetic(node.sign, evaluate(node.left, env), evaluate(node.right, env));
    case 'compare':
      return comparison(node, env);
    case 'blank':
      return blankTest(evaluate(node.of, env), node.wanted);
    case 'logic':
      return logic(node.sign, node.of, env);
    case 'choice':
      return choice(node, env);
    case 'call':
      return call(node.name, node.of, env);
  }
}

function unary(sign: '-' | '+' | 'not', value: Value): Value {
  if (sign === 'not') return typeof value === 'boolean' ? !value : undefined;
  if (!isDec(value)) return undefined;
  return sign === '-' ? neg(value) : value;
}

function arithmetic(sign: string, left: Value, right: Value): Value {
  if (!isDec(left) || !isDec(right)) return undefined;
  switch (sign) {
    case '+':
      return add(left, right);
    case '-':
      return sub(left, right);
    case '*':
      return mul(left, right);
    case '/':
      return div(left, right) ?? undefined;
    default:
      return power(left, right);
  }
}

function power(base: Dec, exponent: Dec): Value {
  const times = Number(exponent.c) * 10 ** exponent.e;
  if (!Number.isInteger(times) || Math.abs(times) > 9) return undefined;
  let result: Dec = { c: 1n, e: 0 };
  for (let i = 0; i < Math.abs(times); i += 1) result = mul(result, base);
  return times < 0 ? (div({ c: 1n, e: 0 }, result) ?? undefined) : result;
}

function comparison(node: Node & { is: 'compare' }, env: Env): Value {
  let left = evaluate(node.first, env);
  for (const { sign, of } of node.rest) {
    const right = evaluate(of, env);
    const holds = compares(sign, left, right);
    if (holds !== true) return holds;
    left = right;
  }
  return true;
}

function compares(sign: string, left: Value, right: Value): boolean | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    if (sign !== '==' && sign !== '!=') return undefined;
    return (left === right) === (sign === '==');
  }
  if (!isDec(left) || !isDec(right)) return undefined;
  const order = compare(left, right);
  if (sign === '<') return order < 0;
  if (sign === '<=') return order <= 0;
  if (sign === '>') return order > 0;
  if (sign === '>=') return order >= 0;
  return (order === 0) === (sign === '==');
}

function blankTest(value: Value, wanted: boolean): Value {
  return value === undefined ? undefined : (value === null) === wanted;
}

/** One "no" settles an "and", one "yes" an "or", whatever is still unknown. */
function logic(sign: 'and' | 'or', parts: Node[], env: Env): Value {
  const settles = sign === 'or';
  let open = false;
  for (const part of parts) {
    const value = evaluate(part, env);
    if (value === settles) return settles;
    if (value !== !settles) open = true;
  }
  return open ? undefined : !settles;
}

function choice(node: Node & { is: 'choice' }, env: Env): Value {
  const test = evaluate(node.test, env);
  if (typeof test !== 'boolean') return undefined;
  return evaluate(test ? node.yes : node.no, env);
}

function call(name: string, of: Node[], env: Env): Value {
  const values = of.map((part) => evaluate(part, env)).flat();
  if (!values.every(isDec)) return undefined;
  const [first] = values;
  if (name === 'len') return { c: BigInt(values.length), e: 0 };
  if (!first) return undefined;
  if (name === 'abs') return abs(first);
  if (name === 'sqrt') return sqrt(first) ?? undefined;
  if (name === 'min') return values.reduce((a, b) => (compare(b, a) < 0 ? b : a));
  if (name === 'max') return values.reduce((a, b) => (compare(b, a) > 0 ? b : a));
  if (name === 'mean') return mean(values);
  if (name === 'stdev') return deviation(values);
  return undefined;
}

function mean(values: Dec[]): Dec | undefined {
  return div(values.reduce(add, ZERO), { c: BigInt(values.length), e: 0 }) ?? undefined;
}

function deviation(values: Dec[]): Dec | undefined {
  const middle = mean(values);
  if (!middle || values.length < 2) return undefined;
  const squares = values.map((value) => sub(value, middle)).map((d) => mul(d, d));
  const variance = div(squares.reduce(add, ZERO), { c: BigInt(values.length - 1), e: 0 });
  return (variance && sqrt(variance)) ?? undefined;
}
