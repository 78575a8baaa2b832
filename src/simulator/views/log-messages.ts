/** Okta: the display message of an event by its type, as the catalogue of event types and logs of live orgs have it. */
const messages: Readonly<Record<string, string>> = {
  'app.oauth2.client.privilege.grant': 'Grant OAuth client privilege',
  'app.oauth2.client.privilege.revoke': 'Revoke OAuth client privilege',
  'app.oauth2.token.grant.access_token': 'OAuth2 access token is granted',
  'application.user_membership.remove': "Remove user's application membership",
  'core.concurrency.org.limit.violation': 'Too many concurrent requests in flight',
  'group.lifecycle.create': 'Create Okta group',
  'group.lifecycle.delete': 'Delete Okta group',
  'group.profile.update': 'Update Okta group profile',
  'group.user_membership.add': 'Add user to group membership',
  'group.user_membership.remove': 'Remove user from group membership',
  'system.org.rate_limit.violation': 'Rate limit violation',
  'user.account.lock': 'Max sign in attempts exceeded',
  'user.account.reset_password': 'Fired when the user’s Okta password is reset',
  'user.account.unlock_by_admin': 'User account unlocked by admin',
  'user.account.update_password': 'User update password for Okta',
  'user.account.update_profile': 'Update user profile for Okta',
  'user.lifecycle.activate': 'Activate Okta user',
  'user.lifecycle.create': 'Create Okta user',
  'user.lifecycle.deactivate': 'Deactivate Okta user',
  'user.lifecycle.delete.completed': 'Delete Okta user completed',
  'user.lifecycle.delete.initiated': 'Delete Okta user initiated',
  'user.lifecycle.reactivate': 'Reactivate Okta user',
  'user.lifecycle.suspend': 'Suspend Okta user',
  'user.lifecycle.unsuspend': 'Unsuspend Okta user',
  'user.session.clear': 'Clear user session',
  'user.session.start': 'User login to Okta',
};

/** What an event is called for people; its type where the catalogue is not repeated here. */
export function displayMessage(eventType: string): string {
  return messages[eventType] ?? eventType;
}
