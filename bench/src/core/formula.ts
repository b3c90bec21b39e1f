/** Reads a procedure's formula, the same closed language as metrology/expressions.py. */

export type Node =
  | { is: 'number'; text: string }
  | { is: 'text'; text: string }
  | { is: 'word'; value: boolean | null }
  | { is: 'name'; name: string }
  | { is: 'unary'; sign: '-' | '+' | 'not'; of: Node }
  | { is: 'binary'; sign: '+' | '-' | '*' | '/' | '**'; left: Node; right: Node }
  | { is: 'compare'; first: Node; rest: { sign: string; of: Node }[] }
  | { is: 'blank'; of: Node; wanted: boolean }
  | { is: 'logic'; sign: 'and' | 'or'; of: Node[] }
  | { is: 'choice'; test: Node; yes: Node; no: Node }
  | { is: 'call'; name: string; of: Node[] };

const TOKEN =
  /\s*(?:([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)|([\p{L}_][\p{L}\p{N}_]*)|'([^']*)'|"([^"]*)"|(\*\*|<=|>=|==|!=|[-+*/()<>,]))/uy;

interface Token {
  kind: 'number' | 'word' | 'text' | 'sign' | 'end';
  text: string;
}

export class FormulaError extends Error {}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  const text = source.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw new FormulaError(source);
    const [, number, word, single, double, sign] = match;
    if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign });
    else found.push({ kind: 'text', text: single ?? double ?? '' });
  }
  return found;
}

const END: Token = { kind: 'end', text: '' };
const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='];

class Reader {
  private at = 0;

  constructor(
    private readonly all: Token[],
    private readonly source: string,
  ) {}

  whole(): Node {
    const node = this.choice();
    if (this.peek() !== END) throw new FormulaError(this.source);
    return node;
  }

  private peek(): Token {
    return this.all[this.at] ?? END;
  }

  /** Takes the next token when it is one of these words or signs. */
  private take(...texts: string[]): string | null {
    const token = this.peek();
    if ((token.kind !== 'sign' && token.kind !== 'word') || !texts.includes(token.text)) return null;
    this.at += 1;
    return token.text;
  }

  private insist(text: string): void {
    if (this.take(text) === null) throw new FormulaError(this.source);
  }

  private choice(): Node {
    const yes = this.logic('or');
    if (this.take('if') === null) return yes;
    const test = this.logic('or');
    this.insist('else');
    return { is: 'choice', test, yes, no: this.choice() };
  }

  private logic(sign: 'or' | 'and'): Node {
    const next = (): Node => (sign === 'or' ? this.logic('and') : this.not());
    const of = [next()];
    while (this.take(sign) !== null) of.push(next());
    return of.length === 1 && of[0] ? of[0] : { is: 'logic', sign, of };
  }

  private not(): Node {
    if (this.take('not') !== null) return { is: 'unary', sign: 'not', of: this.not() };
    return this.comparison();
  }

  private comparison(): Node {
    const first = this.sum();
    if (this.take('is') !== null) {
      const wanted = this.take('not') === null;
      this.insist('None');
      return { is: 'blank', of: first, wanted };
    }
    const rest: { sign: string; of: Node }[] = [];
    for (let sign = this.take(...COMPARISONS); sign !== null; sign = this.take(...COMPARISONS)) {
      rest.push({ sign, of: this.sum() });
    }
    return rest.length > 0 ? { is: 'compare', first, rest } : first;
  }

  private sum(): Node {
    let left = this.product();
    for (let sign = this.take('+', '-'); sign !== null; sign = this.take('+', '-')) {
      left = { is: 'binary', sign: sign as '+' | '-', left, right: this.product() };
    }
    return left;
  }

  private product(): Node {
    let left = this.signed();
    for (let sign = this.take('*', '/'); sign !== null; sign = this.take('*', '/')) {
      left = { is: 'binary', sign: sign as '*' | '/', left, right: this.signed() };
    }
    return left;
  }

  private signed(): Node {
    const sign = this.take('-', '+');
    if (sign !== null) return { is: 'unary', sign: sign as '-' | '+', of: this.signed() };
    const left = this.atom();
    if (this.take('**') === null) return left;
    return { is: 'binary', sign: '**', left, right: this.signed() };
  }

  private atom(): Node {
    const token = this.peek();
    this.at += 1;
    if (token.kind === 'number') return { is: 'number', text: token.text };
    if (token.kind === 'text') return { is: 'text', text: token.text };
    if (token.kind === 'word') return this.word(token.text);
    if (token.text !== '(') throw new FormulaError(this.source);
    const inside = this.choice();
    this.insist(')');
    return inside;
  }

  private word(text: string): Node {
    if (text === 'None') return { is: 'word', value: null };
    if (text === 'True' || text === 'False') return { is: 'word', value: text === 'True' };
    if (this.take('(') === null) return { is: 'name', name: text };
    const of = [this.choice()];
    while (this.take(',') !== null) of.push(this.choice());
    this.insist(')');
    return { is: 'call', name: text, of };
  }
}

const known = new Map<string, Node | null>();

/** The tree of a formula; null when this reader does not know it (the server will say). */
export function formula(source: string): Node | null {
  const found = known.get(source);
  if (found !== undefined) return found;
  let node: Node | null = null;
  try {
    node = new Reader(tokens(source), source).whole();
  } catch (problem) {
    if (!(problem instanceof FormulaError)) throw problem;
  }
  known.set(source, node);
  return node;
}

/** Every name a formula uses. */
export function namesIn(node: Node): Set<string> {
  const found = new Set<string>();
  const walk = (part: Node): void => {
    if (part.is === 'name') found.add(part.name);
    for (const child of childrenOf(part)) walk(child);
  };
  walk(node);
  return found;
}

function childrenOf(node: Node): Node[] {
  switch (node.is) {
    case 'unary':
    case 'blank':
      return [node.of];
    case 'binary':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map((part) => part.of)];
    case 'logic':
    case 'call':
      return node.of;
    case 'choice':
      return [node.test, node.yes, node.no];
    default:
      return [];
  }
}

/** The parts of a rule that must all hold: "a <= m and b <= m" gives two. */
export function conjuncts(node: Node): Node[] {
  return node.is === 'logic' && node.sign === 'and' ? node.of.flatMap(conjuncts) : [node];
}
