import type { Violation } from './validator.ts';

/** Where the simulator answers otherwise than the specification says, and who says that Okta does so too. */
export interface Deviation {
  /** Which operations; all of them where left out. */
  readonly operation?: RegExp;
  readonly status?: number;
  readonly where: RegExp;
  readonly what: RegExp;
  /** Okta facts by paragraph of the paper `okta-api.md`, with the mark of what they stand on. */
  readonly source: string;
}

const undescribed = { where: /^status$/, what: /^is not described$/ } as const;

/** Every known deviation. One that no longer occurs is not an error; one that is not here is. */
export const deviations: readonly Deviation[] = [
  // Refusals that Okta's catalogue of error codes knows and the document names for few operations.
  {
    ...undescribed,
    status: 400,
    source: '§3.1, §7 (EC): E0000001, 28, 29, 31, 33, 53, 54; every operation may refuse',
  },
  { ...undescribed, status: 401, source: '§1.4 (OE, MS): an expired, garbled or revoked access token' },
  { ...undescribed, status: 404, source: '§7 (EC): E0000007, whatever a path or a body names may be unknown' },
  { ...undescribed, status: 405, source: '§7 (EC): E0000022, the wrong method' },
  { ...undescribed, status: 406, source: '§7 (EC): E0000122, the wrong Accept' },
  { ...undescribed, status: 408, source: '§6.4: something between that gave up; only ordered faults answer it' },
  { ...undescribed, status: 409, source: '§2.2, §3.1, §4, §7 (EC): E0000112, 127, 145, 249, 253' },
  { ...undescribed, status: 411, source: '§4 (DD core-okta-api): POST and PUT without a Content-Length' },
  { ...undescribed, status: 412, source: '§2.4 (EC, RN 2025): E0000231' },
  { ...undescribed, status: 414, source: '§3.1 (EC): E0000256' },
  { ...undescribed, status: 423, source: '§4 (VCR _423ResponseCapture): E0000239' },
  { ...undescribed, status: 500, source: '§7 (EC): E0000009' },
  { ...undescribed, status: 501, source: '§4 (RN 2026 OKTA-1139611): E0000060 for imported groups until 2026' },
  { ...undescribed, status: 502, source: '§6.4: a gateway between' },
  { ...undescribed, status: 503, source: '§3.1, §7 (EC): E0000010, 100, 181' },
  { ...undescribed, status: 504, source: '§6.4: a gateway between' },
  { ...undescribed, status: 202, operation: /deactivate$|DELETE/, source: '§2.2, §9.4 (U): Prefer: respond-async' },
  { ...undescribed, status: 204, operation: /deactivate$/, source: '§2.2, §9.4 (U): Prefer: respond-async' },
  { status: 403, where: /^body$/, what: /missing/, source: '§1.3, §9.1 (U): insufficient_scope says it in its header' },
  // Bodies as recorded from live orgs.
  { operation: /\/lifecycle\//, status: 200, where: /^body$/, what: /: \{\}$/, source: '§2.2 (VCR): the body is {}' },
  {
    operation: /with_temp_password$/,
    where: /tempPassword$/,
    what: /not a property/,
    source: '§2.2: 200 {tempPassword}',
  },
  {
    ...undescribed,
    status: 201,
    operation: /POST .*\/clients\/\{clientId\}\/roles$/,
    source: '§1.3 (VCR TestAccResourceOktaAppOAuthRoleAssignment_basic): 201',
  },
  {
    operation: /\/permissions\/\{permissionType\}$/,
    where: /^\/conditions\/(include|exclude)\/okta:ResourceAttribute/,
    what: /must be object/,
    source: "§1.3, §2.4: lists of attributes in okta-sdk-nodejs's tests and in terraform-provider-okta's examples",
  },
  { operation: /DELETE .*\/rules\//, status: 202, where: /^body$/, what: /: \{\}$/, source: '§8 row 26 (VCR)' },
  {
    operation: /resource-sets\/\{resourceSetId\}\/resources$/,
    where: /^\/_links\/self$/,
    what: /not a property/,
    source: '§1.3 (VCR TestAccResourceOktaResourceSet_crud)',
  },
  { operation: /groups\/rules/, where: /\/allGroupsValid$/, what: /not a property/, source: '§4 (VCR): rule lists' },
  {
    operation: /schemas\/user/,
    where: /^\/_links\/type$/,
    what: /not a property/,
    source: '§5 (VCR): _links:{self,type}',
  },
  { operation: /schemas\/user/, where: /\/(minimum|maximum)$/, what: /not a property/, source: '§5 (U)' },
  {
    operation: /schemas\/user/,
    where: /\/unique$/,
    what: /must be boolean/,
    source: '§5 (MS tag Schema): UNIQUE_VALIDATED',
  },
  {
    where: /\/stats\/hasAdminPrivilege$/,
    what: /not a property/,
    source: '§3.4: the document spells hasAdminPrivlege',
  },
];

/** The deviation that explains a violation; undefined when nothing does. */
export function explanation(violation: Violation): Deviation | undefined {
  return deviations.find(
    ({ operation, status, where, what }) =>
      (operation?.test(violation.operation) ?? true) &&
      (status === undefined || status === violation.status) &&
      where.test(violation.where) &&
      what.test(violation.what),
  );
}

/** Where our client asks otherwise than the specification says, and who says that Okta takes it. */
export const requestDeviations: readonly Omit<Deviation, 'status'>[] = [
  {
    operation: /^GET .*\/users\/\{userId\}\/groups$/,
    where: /^query (limit|after)$/,
    what: /not a parameter/,
    source: '§3.2, §3.4 (VCR): the recorded self link carries limit=200; next links are followed as they are',
  },
];

/** Whether a known deviation explains what a request disagrees on. */
export function isExplained(violation: {
  readonly operation: string;
  readonly where: string;
  readonly what: string;
}): boolean {
  return requestDeviations.some(
    ({ operation, where, what }) =>
      (operation?.test(violation.operation) ?? true) && where.test(violation.where) && what.test(violation.what),
  );
}
