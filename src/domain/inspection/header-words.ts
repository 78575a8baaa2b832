/** What a column is taken for, by its header and by what stands in it. */
export const roles = [
  'workerId',
  'previousId',
  'givenName',
  'familyName',
  'fullName',
  'preferredName',
  'email',
  'hireDate',
  'endDate',
  'birthDate',
  'status',
  'leave',
  'workerType',
  'managerId',
  'department',
  'title',
  'site',
  'city',
  'country',
  'zone',
  'company',
  'division',
  'costCenter',
  'phone',
] as const;

export type Role = (typeof roles)[number];

/**
 * Headers as HR systems and people write them, by rank: without case, blanks, accents and signs. Names of systems'
 * standard exports in English, German, French, Dutch and Spanish.
 */
const words: Readonly<Record<Role, readonly RegExp[]>> = {
  workerId: [
    /^(?:worker|employee|emp|personnel|personal|pers|staff|associate|mitarbeiter|medewerker|personeels)(?:id|no|nr|num|number|nummer|oid)$/,
    /^(?:pernr|eeid|emplid|hrid|matricule|filenumber|fileno|personnumber|personid|personidexternal|numeroempleado|clockno)$/,
    /^(?:id|nr|no|nummer|employee|mitarbeiter|userid|badge|badgeid)$/,
  ],
  previousId: [
    /^(?:prev(?:ious)?|former|prior|old|fruhere|alte|bisherige|vorherige|ancien|vorige|anterior)(?:worker|employee|emp|personnel|personal|pers|staff|person|hr|matricule)?(?:id|no|nr|num|number|nummer)$/,
    /^ancienmatricule$/,
  ],
  givenName: [
    /^(?:given|first|fore|legalfirst)name$|^(?:firstname|vorname|vornamen|prenom|voornaam|nombre|rufname|givenname1|vorna)$/,
    /^(?:first|given|forename)$/,
  ],
  familyName: [
    /^(?:family|last|sur|legallast)name$|^(?:nachname|familienname|nom|achternaam|apellidos?|lastname1|name1|nachn)$/,
    /^(?:last|family|surname)$/,
  ],
  fullName: [
    /^(?:full|display|employee|worker|complete|legal)?name$|^(?:namevorname|nachnamevorname|lastfirst|lastnamefirstname)$/,
  ],
  preferredName: [
    /^(?:preferred(?:first)?|nick|called|calling|known|goesby)name$|^(?:knownas|preferred|preffirstname|preferredorchosenfirstname|spitzname|bevorzugtername)$/,
  ],
  email: [
    /^(?:work|business|company|corporate|dienstliche?|office)(?:e?mail|emailaddress|mailadresse)$/,
    /^(?:e?mail|emailaddress|e?mailadresse|e?mailaddr|e?maildienstl(?:ich)?|userprincipalname|upn|courriel|correo|emailuri)$/,
  ],
  hireDate: [
    /^(?:last|latest|most?recent)?hire(?:date|dt)$|^dateof(?:last)?hire$|^(?:eintritt|eintrittsdatum|eintrittam|hired)$|^einstellung(?:sdatum)?$/,
    /^(?:employment|contract|job|work)?start(?:date|datum)?$|^(?:beginn?|begindate|beginndatum|vertragsbeginn|beschaftigungsbeginn)$/,
    /^(?:join(?:ing)?date|dateofjoining|dateentree|datedentree|datedebut|(?:datum)?indienst|fechaalta|fechadealta)$/,
    /^(?:original|first)hire(?:date|dt)$|^(?:ersteintritt)$/,
    /^(?:from|von|ab|van|du|desde|gultigab|validfrom|begin|begda)$/,
    /^(?:beschaftigt|angestellt|tatig|vertrag|employed|anstellung)(?:from|von|ab|seit|since)$/,
  ],
  endDate: [
    /^(?:lastday|last(?:working|work)day|lastdayofwork|lastdateworked|letzterarbeitstag|letztertag)$/,
    /^(?:termination|term|leave|leaving|exit|separation)(?:date|dt)$|^(?:austritt|austrittsdatum|austrittam|ausgeschiedenam)$/,
    /^(?:employment|contract)?end(?:date|datum|e)?$|^employmentenddate$|^contractenddate$|^(?:vertragsende|beschaftigungsende|befristetbis)$/,
    /^(?:dateofleaving|datedesortie|datesortie|datefin|(?:datum)?uitdienst|fechabaja|fechadebaja|terminated(?:on)?)$/,
    /^(?:to|until|bis|tot|au|hasta|gultigbis|validto|validuntil|endda)$/,
    /^(?:beschaftigt|angestellt|tatig|vertrag|employed|anstellung)(?:to|until|bis)$/,
  ],
  birthDate: [/birth|^dob$|^geburt|^geb(?:am|dat|datum|tag)?$|^gbdat$|naissance|geboorte|nacimiento/],
  status: [
    /^(?:worker|employee|employment|empl|emp|hr|person|position|account)?status(?:code)?$/,
    /^(?:active|isactive|aktiv|actif|beschaftigungsstatus|mitarbeiterstatus|anstellungsstatus)$/,
  ],
  leave: [
    /^(?:on)?leave(?:type|status|of absence|ofabsence)?$|^(?:onleave|loa|abwesend|abwesenheit|elternzeit|freigestellt)$/,
  ],
  workerType: [
    /^(?:worker|employee|employment|emp|person|contract)(?:type|class|category|group)$/,
    /^(?:type|mitarbeitergruppe|mitarbeiterart|beschaftigungsart|anstellungsart|vertragsart|employeeclass|persg|workercategory(?:description)?)$/,
  ],
  managerId: [
    /^(?:manager|supervisor|linemanager|reportsto|boss|mgr)(?:id|no|nr|number|eid|employeeid|workerid|associateid|empno|emplid|pernr|personnelnumber)$/,
    /^(?:vorgesetzter?|fuhrungskraft|leidinggevende)(?:id|nr|nummer|personalnummer|persnr)$/,
    /^(?:vorgesetzter?|fuhrungskraft|leidinggevende)$/,
    /^(?:manager|supervisor|linemanager|reportsto|responsable|chefnr)$/,
  ],
  department: [
    /^(?:home)?(?:department|dept|deptname|departmentname|departmentdescription)$|^(?:abteilung|abteilungsname|abteilungsbezeichnung|service|afdeling|departamento|team)$/,
    /^(?:orgeinheit|organisationseinheit|organi[sz]ationalunit|orgunit|supervisoryorgani[sz]ation|deptid|orgeh)$/,
  ],
  title: [
    /^(?:job|business|position|work)?title(?:description)?$|^(?:jobname|position|stelle|stellenbezeichnung|funktion|functie|poste|rolle|role)$/,
  ],
  site: [
    /^(?:work|office)?(?:site|location)(?:code|name|id|description)?$|^(?:standort|werk|werks|dienstort|einsatzort|betriebsstatte|beschaftigungsbetrieb|niederlassung|arbeitsort|vestiging|lieu|sede|office|buro)$/,
  ],
  city: [/^(?:work)?(?:city|town|ort|stadt|ville|plaats|ciudad)$/],
  country: [
    /^(?:work)?country(?:code|iso|name|id)?$|^(?:land|landerschlussel|landercode|landcode|pays|pais|countryofcompany)$/,
  ],
  zone: [/^(?:time|iana)?(?:zone|timezone|tz|zeitzone)$/],
  company: [
    /^(?:company|companyname|legalentity|employer|firma|gesellschaft|unternehmen|societe|bedrijf|organi[sz]ation)$/,
  ],
  division: [/^(?:division|businessunit|bu|bereich|sparte|sector)$/],
  costCenter: [/^(?:cost(?:center|centre)(?:code|id)?|cc|kostenstelle|kst|kostl|centredecout|kostenplaats)$/],
  phone: [
    /^(?:work|office|business|desk)(?:phone|telephone|phonenumber|number)$|^(?:phone|telephone|telefon|phonenumber|durchwahl)$/,
  ],
};

/** Columns about a person's private matters: named, never sampled, never mapped. */
const privateMatters =
  /salar|gehalt|lohn|vergutung|bezuge|wage|payrate|paygrade|hourlyrate|compensation|bonus|ssn|socialsec|sozialvers|svnr|svnummer|rentenvers|krankenk|steuer|taxid|taxno|taxclass|nationalid|nationalinsurance|bsn$|^nino?$|iban|^bic$|bank|kontonr|kontonummer|accountn|passport|reisepass|ausweis|relig|konfession|kirche|ethnic|^race$|nationality|staatsang|marital|familienstand|disab|behinder|schwerbeh|health|medical|gender|geschlecht|^sex$|pronoun|birth|geburt|^dob$|naissance|geboorte|nacimiento|^geb(?:am|dat|datum|tag)?$|^gbdat$|^gesch$|^natio$|privat|personale?mail|homeaddress|homephone|homeemail|emergency|notfall|kinder|children|dependents|union|gewerkschaft/;

/** A header as it is compared: lower case letters and digits alone, accents dropped, `ß` as `ss`. */
export function plainHeader(header: string): string {
  return header
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** Values within blocks are called by their path: `name.first`, `work.department.name`. */
const path = /^[\w$-]+(?:\.[\w$-]+)+$/;

/** Of others than the person themselves; and names that say nothing without the block that they are in. */
const ofOthers = /^(?:manager|supervisor|approver|vorgesetzter?)$/i;
const needsItsBlock = new Set<Role>(['workerId', 'fullName', 'company']);

/** What a header may be read as, best first. */
function readings(role: Role, header: string): readonly string[] {
  const whole = plainHeader(header);
  if (!path.test(header)) return [whole];
  const steps = header.split('.');
  const [last = '', before = ''] = steps.slice(-2).reverse();
  const pair = [plainHeader(before + last), plainHeader(last + before)];
  const alone = needsItsBlock.has(role) || steps.slice(0, -1).some((step) => ofOthers.test(step)) ? [] : [last];
  return [whole, ...pair, ...alone.map(plainHeader)];
}

/** How well a header names a role: 0 is best, null not at all. */
export function rankOf(role: Role, header: string): number | null {
  const patterns = words[role];
  for (const [distance, plain] of readings(role, header).entries()) {
    const rank = patterns.findIndex((pattern) => pattern.test(plain));
    if (rank >= 0) return rank + distance * patterns.length;
  }
  return null;
}

/** True for a column whose values are nobody's business here. */
export function isPrivate(header: string): boolean {
  const steps = path.test(header) ? header.split('.') : [];
  return [header, ...steps].some((name) => privateMatters.test(plainHeader(name)));
}
