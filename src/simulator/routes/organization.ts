import type { Reply } from '../http/exchange.ts';
import type { Org } from '../org/org.ts';

/** `GET /.well-known/okta-organization`: open to everybody. Okta: OrgSettingMetadata. */
export function organizationMetadata(org: Org, url: string): Reply {
  return {
    body: {
      id: org.id,
      cell: 'sim1',
      _links: { organization: { href: url } },
      pipeline: org.pipeline,
      settings: {
        analyticsCollectionEnabled: false,
        bugReportingEnabled: false,
        omEnabled: false,
        desktopMFAEnabled: false,
        itpEnabled: false,
      },
    },
  };
}
