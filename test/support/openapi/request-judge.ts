import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { readable, rebased, resolved, template, undeclared, type Json, type Specification } from './validator.ts';

/** A request as a client sends it. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  /** The text of the body; undefined for none. */
  readonly body: string | undefined;
}

/** What the specification and a request disagree on. */
export interface RequestViolation {
  readonly operation: string;
  /** `path`, `query limit`, `header accept`, `body`, or where in the body. */
  readonly where: string;
  readonly what: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Json;
}

/** Holds a request against the specification: every disagreement. */
export type RequestJudge = (request: SentRequest) => readonly RequestViolation[];

/** Compiles the specification bit by bit. What it does not name may not be sent: no path, no parameter, no property. */
export function judgeRequestsBy(specification: Specification): RequestJudge {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, formats: { int32: true, int64: true } });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'okta', components: readable(specification.components) as Json });
  const templates = Object.keys(specification.paths).map(template);
  templates.sort((one, other) => other.fixed - one.fixed);
  const compiled = new Map<string, ValidateFunction>();
  const problemsOf = (key: string, schema: Json, value: unknown): readonly { at: string; what: string }[] => {
    const validate = compiled.get(key) ?? ajv.compile(readable(rebased(schema)) as Json);
    compiled.set(key, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message = '' }) => ({ at: instancePath, what: message }));
  };
  return ({ method, url, headers, body }) => {
    const { pathname, searchParams } = new URL(url);
    const found = templates.find(({ pattern }) => pattern.test(pathname));
    const item = found === undefined ? undefined : specification.paths[found.path];
    const operation = item?.[method.toLowerCase()];
    const name = `${method} ${found?.path ?? pathname}`;
    const at = (where: string, what: string): RequestViolation => ({ operation: name, where, what });
    if (item === undefined || operation === undefined) return [at('path', 'is not described')];
    const shared = (item as Readonly<Record<string, unknown>>)['parameters'] as readonly Parameter[] | undefined;
    const parameters = [...(shared ?? []), ...(operation.parameters ?? [])].flatMap(
      (one) => resolved(one as Parameter, specification) ?? [],
    );
    const queries = [...searchParams].flatMap(([key, value]) => {
      const known = parameters.find((one) => one.in === 'query' && one.name === key);
      if (known === undefined) return [at(`query ${key}`, 'is not a parameter')];
      const schema = known.schema ?? {};
      const problems = problemsOf(`${name} ? ${key}`, schema, typed(value, schema));
      return problems.map(({ what }) => at(`query ${key}`, what));
    });
    const missing = parameters
      .filter((one) => one.in === 'query' && one.required === true && !searchParams.has(one.name))
      .map((one) => at(`query ${one.name}`, 'is missing'));
    const accept = headers.get('accept') === 'application/json' ? [] : [at('header accept', 'is not JSON')];
    return [...queries, ...missing, ...accept, ...bodyProblems()];

    function bodyProblems(): readonly RequestViolation[] {
      const wanted = resolved(operation?.requestBody, specification);
      const schema = wanted?.content?.['application/json']?.schema;
      if (body === undefined) return wanted?.required === true ? [at('body', 'is missing')] : [];
      if (schema === undefined) return [at('body', 'is not described')];
      const json: unknown = JSON.parse(body);
      return [
        ...problemsOf(`${name} body`, schema, json).map((one) => at(one.at, one.what)),
        ...undeclared(json, schema, specification, '').map((where) => at(where, 'is not a property')),
      ];
    }
  };
}

/** A query's text as what its schema says that it is; the text where it is no such thing. */
function typed(text: string, { type }: Json): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
