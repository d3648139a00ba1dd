/** Names of a script while it is translated: scopes, what a local function answers, and the spare variables of a JavaScript function. */
import type { Expression, Statement } from 'luaparse';

/** The script uses what is not translated. */
export class NotTranslatable extends Error {
  override readonly name = 'NotTranslatable';
}

/** A local of the script: a variable, or a function that answers one value or a list of results. */
export interface Variable {
  readonly kind: 'variable' | 'one' | 'many';
  /** The name in JavaScript; no two are alike, so that no scope hides another. */
  readonly code: string;
}

/** The scopes of one script. */
export class ScriptNames {
  #scopes: Map<string, Variable>[] = [];
  #spares: string[] = [];
  #count = 0;

  /** The local of a name; undefined for a global. */
  find(name: string): Variable | undefined {
    for (let index = this.#scopes.length - 1; index >= 0; index -= 1) {
      const known = this.#scopes[index]?.get(name);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  declare(name: string): string {
    return this.#add(name, 'variable').code;
  }

  declareFunction(name: string, kind: 'one' | 'many'): Variable {
    return this.#add(name, kind);
  }

  /** A name that the script cannot mean. */
  hidden(): string {
    return `$${++this.#count}`;
  }

  /** A variable of the present JavaScript function, for what is needed twice. */
  spare(): string {
    const name = this.hidden();
    this.#spares.push(name);
    return name;
  }

  inScope<Answer>(work: () => Answer): Answer {
    this.#scopes.push(new Map());
    const answer = work();
    this.#scopes.pop();
    return answer;
  }

  enterFunction(): string[] {
    const outside = this.#spares;
    this.#spares = [];
    return outside;
  }

  /** Answers the spare variables of the function that ends. */
  leaveFunction(outside: string[]): readonly string[] {
    const spares = this.#spares;
    this.#spares = outside;
    return spares;
  }

  #add(name: string, kind: Variable['kind']): Variable {
    const variable = { kind, code: `${name}$${++this.#count}` };
    this.#scopes.at(-1)?.set(name, variable);
    return variable;
  }
}

/** Does a function with this body answer exactly one value wherever it returns one, or a list of results? */
export function answersOf(body: readonly Statement[], isMany: (call: Expression) => boolean): 'one' | 'many' {
  return body.every((statement) => returnsOne(statement, isMany)) ? 'one' : 'many';
}

function returnsOne(statement: Statement, isMany: (call: Expression) => boolean): boolean {
  switch (statement.type) {
    case 'ReturnStatement': {
      const [only] = statement.arguments;
      return statement.arguments.length === 0 || (statement.arguments.length === 1 && only !== undefined && !isMany(only));
    }
    case 'IfStatement':
      return statement.clauses.every(({ body }) => answersOf(body, isMany) === 'one');
    case 'WhileStatement':
    case 'ForNumericStatement':
    case 'ForGenericStatement':
    case 'DoStatement':
      return answersOf(statement.body, isMany) === 'one';
    default:
      return true;
  }
}
