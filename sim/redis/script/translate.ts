/**
 * Translates the scripts that people mostly write into JavaScript: locals, functions, loops over lists, conditions, `redis.call`. What is
 * not among it is not translated, and such a script is run by Redis's own Lua as a whole. What a translation cannot know before it runs
 * (an error, a strange number) it leaves to Lua when it comes: see `run-translated.ts`.
 */
import type { Expression, FunctionDeclaration, Identifier, Statement } from 'luaparse';
import { parseLua } from './parse-lua.ts';
import { answersOf, NotTranslatable, ScriptNames, type Variable } from './lua-names.ts';
import { ExpressionTranslator } from './translate-expressions.ts';

/** JavaScript of one script. */
export interface Translation {
  /** Body of a function of `KEYS`, `ARGV` and `call`, with the operations and `commands` around it. */
  readonly code: string;
  /** For each `redis.call`: the command's name and how many words the request has. */
  readonly commands: readonly { readonly name: string; readonly words: number }[];
}

/** The translation of a script that compiles, or null when it uses more of Lua than can be translated. */
export function translateLua(source: string): Translation | null {
  try {
    const { body } = parseLua(source);
    return new StatementTranslator().script(body);
  } catch (error) {
    if (error instanceof NotTranslatable || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A place that is the same before and after the values were computed. */
function isPlainPlace(place: Expression): boolean {
  return place.type === 'Identifier' || (place.type === 'MemberExpression' && place.base.type === 'Identifier');
}

/** A script that turns so often may never end: Lua knows when to stop it. Loops over lists end by themselves, recursion by the stack. */
const TURNS_MAX = 1_000_000;
const TURN = `if(++turns>${TURNS_MAX})leave();`;

class StatementTranslator {
  readonly #names = new ScriptNames();
  readonly #expressions = new ExpressionTranslator(this.#names);
  /** The function whose statements are translated: does it answer a list of results? The script itself answers one value. */
  #answersMany = false;
  #isInFunction = false;

  script(body: readonly Statement[]): Translation {
    return { code: `let turns=0;${this.#functionBody(body)}`, commands: this.#expressions.commands };
  }

  #functionBody(body: readonly Statement[]): string {
    const outside = this.#names.enterFunction();
    const code = this.#block(body);
    const spares = this.#names.leaveFunction(outside);
    const end = this.#answersMany ? 'return noResults();' : '';
    return `${spares.length === 0 ? '' : `let ${spares.join(',')};`}${code}${end}`;
  }

  #block(body: readonly Statement[]): string {
    return this.#names.inScope(() => body.map((statement) => this.#statement(statement)).join('\n'));
  }

  #statement(statement: Statement): string {
    switch (statement.type) {
      case 'LocalStatement':
        return this.#local(statement.variables, statement.init);
      case 'AssignmentStatement':
        return this.#assignment(statement.variables, statement.init);
      case 'CallStatement':
        return `${this.#expressions.call(statement.expression).code};`;
      case 'FunctionDeclaration':
        return this.#function(statement);
      case 'IfStatement':
        return statement.clauses
          .map((clause) => {
            const head = clause.type === 'ElseClause' ? '' : `if(${this.#expressions.condition(clause.condition)})`;
            return `${head}{${this.#block(clause.body)}}`;
          })
          .join('else ');
      case 'WhileStatement':
        return `while(${this.#expressions.condition(statement.condition)}){${TURN}${this.#block(statement.body)}}`;
      case 'ForNumericStatement':
        return this.#count(statement);
      case 'ForGenericStatement':
        return this.#walk(statement);
      case 'DoStatement':
        return `{${this.#block(statement.body)}}`;
      case 'BreakStatement':
        return 'break;';
      case 'ReturnStatement':
        return this.#return(statement.arguments);
      default:
        throw new NotTranslatable(statement.type);
    }
  }

  #local(variables: readonly Identifier[], init: readonly Expression[]): string {
    // The names are not known yet to what they begin with.
    const values = this.#values(init, variables.length);
    const names = variables.map(({ name }) => this.#names.declare(name));
    return `${values.before}let ${names.map((name, index) => `${name}=${values.codes[index] ?? 'undefined'}`).join(',')};${values.after}`;
  }

  #assignment(targets: readonly Expression[], init: readonly Expression[]): string {
    const [target] = targets;
    if (target === undefined) throw new NotTranslatable('an assignment to nothing');
    if (targets.length === 1 && init.length === 1) {
      const [value] = init;
      return value === undefined ? '' : this.#expressions.assign(target, this.#expressions.value(value));
    }
    if (!targets.every(isPlainPlace)) throw new NotTranslatable('an assignment to several places');
    const values = this.#values(init, targets.length);
    const spares = targets.map(() => this.#names.spare());
    const taken = spares.map((spare, index) => `${spare}=${values.codes[index] ?? 'undefined'};`).join('');
    return `${values.before}${taken}${values.after}${targets.map((one, index) => this.#expressions.assign(one, spares[index] ?? '')).join('')}`;
  }

  /** As many values as are wanted: what is too much is computed all the same, and a last call may give several. */
  #values(init: readonly Expression[], wanted: number): { before: string; codes: readonly string[]; after: string } {
    const last = init.at(-1);
    if (last !== undefined && init.length <= wanted && this.#expressions.answersMany(last)) {
      const results = this.#names.spare();
      const codes = init.slice(0, -1).map((one) => this.#expressions.value(one));
      const call = `(${results}=${this.#expressions.call(last).code})`;
      for (let index = init.length - 1; index < wanted; index += 1) {
        codes.push(`${index === init.length - 1 ? call : results}[${index - init.length + 1}]`);
      }
      return { before: '', codes, after: '' };
    }
    const codes = init.map((one) => this.#expressions.value(one));
    return {
      before: '',
      codes: codes.slice(0, wanted),
      after: codes
        .slice(wanted)
        .map((code) => `${code};`)
        .join(''),
    };
  }

  #function(declaration: FunctionDeclaration): string {
    const { identifier, parameters, body } = declaration;
    if (!declaration.isLocal || identifier?.type !== 'Identifier') throw new NotTranslatable('a function that is not local');
    // What a function answers is known before its body is translated, and with it not yet what functions within it answer.
    if (this.#isInFunction) throw new NotTranslatable('a function in a function');
    const known: Variable = this.#names.declareFunction(
      identifier.name,
      answersOf(body, (one) => this.#expressions.answersMany(one)),
    );
    this.#isInFunction = true;
    this.#answersMany = known.kind === 'many';
    const code = this.#names.inScope(() => {
      const names = parameters.map((parameter) => {
        if (parameter.type !== 'Identifier') throw new NotTranslatable('a function of any number of parameters');
        return this.#names.declare(parameter.name);
      });
      return `function ${known.code}(${names.join(',')}){${this.#functionBody(body)}}`;
    });
    this.#isInFunction = false;
    this.#answersMany = false;
    return code;
  }

  /** The counter is apart from the variable, which the body may change. */
  #count({ variable, start, end, step, body }: Extract<Statement, { type: 'ForNumericStatement' }>): string {
    const by = step === null ? 1 : step.type === 'NumericLiteral' ? step.value : Number.NaN;
    if (!(by > 0)) throw new NotTranslatable('a loop with a step that is not a positive number');
    const [from, to] = [this.#expressions.value(start), this.#expressions.value(end)];
    return this.#names.inScope(() => {
      const [counter, limit] = [this.#names.hidden(), this.#names.hidden()];
      const name = this.#names.declare(variable.name);
      const head = `let ${counter}=bound(${from}),${limit}=bound(${to});${counter}<=${limit};${counter}+=${by}`;
      return `for(${head}){${TURN}let ${name}=${counter};${this.#block(body)}}`;
    });
  }

  /** `for index, item in ipairs(list)` and `for text in string.gmatch(…)`. */
  #walk({ variables, iterators, body }: Extract<Statement, { type: 'ForGenericStatement' }>): string {
    const walked = iterators.length === 1 && iterators[0] !== undefined ? this.#expressions.walked(iterators[0]) : null;
    if (walked === null || variables.length > (walked.isIndexed ? 2 : 1))
      throw new NotTranslatable('a loop that is not over ipairs or gmatch');
    return this.#names.inScope(() => {
      const [items, index] = [this.#names.hidden(), this.#names.hidden()];
      const values = walked.isIndexed ? [`${index}+1`, `${items}[${index}]`] : [`${items}[${index}]`];
      const names = variables.map(({ name }, at) => `${this.#names.declare(name)}=${values[at] ?? ''}`);
      const head = `let ${items}=${walked.list},${index}=0;${index}<${items}.length;${index}++`;
      return `for(${head}){let ${names.join(',')};${this.#block(body)}}`;
    });
  }

  #return(values: readonly Expression[]): string {
    const [only] = values;
    if (only !== undefined && values.length === 1 && this.#expressions.answersMany(only)) {
      const { code } = this.#expressions.call(only);
      return this.#answersMany ? `return ${code};` : `return first(${code});`;
    }
    if (values.length > 1 && values.some((one) => this.#expressions.answersMany(one)))
      throw new NotTranslatable('a list of results of a call');
    const codes = values.map((one) => this.#expressions.value(one));
    if (this.#answersMany) return `return [${codes.join(',')}];`;
    if (codes.length < 2) return `return ${codes[0] ?? ''};`;
    return `return [${codes.join(',')}][0];`;
  }
}
