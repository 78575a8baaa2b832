const gone =
  /^(?:t|terminated?|inactive|inaktiv|left|leaver|ended|closed|separated|resigned|dismissed|retired|deceased|ausgeschieden|ausgetreten|gekundigt|gekündigt|entlassen|beendet|pensioniert|inactif|parti|sorti|uit dienst|baja|former|ex|0|false|no|nein|n)$/i;
const here = /^(?:a|active|aktiv|actif|activo|actief|in dienst|employed|beschäftigt|current|alta|1|true|yes|ja|y)$/i;
const away =
  /^(?:l|on[ -]?leave|leave|loa|parental(?: leave)?|maternity(?: leave)?|elternzeit|mutterschutz|beurlaubt|abwesend|sabbatical|unpaid(?: leave)?|paid leave|freigestellt|furlough|u|p)$/i;

/** True for a status that says that somebody does not work here any more. */
export function saysGone(status: string): boolean {
  return gone.test(status);
}

/** True for a status that says that somebody works here. */
export function saysHere(status: string): boolean {
  return here.test(status);
}

/** True for a status that says that somebody is away and will come back. */
export function saysAway(status: string): boolean {
  return away.test(status);
}
