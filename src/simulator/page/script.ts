import { samples } from './samples.ts';

/**
 * The page's only script: it asks every second what there is and writes it down. Everything comes into the page as text,
 * so that a name can be nothing but a name.
 */
export const script = `
'use strict';
const wanted = { text: '', status: '' };
const known = new Map();
const samples = ${JSON.stringify(samples)};
let version = '';
const at = (id) => document.getElementById(id);
function make(name, content, more) {
  const made = document.createElement(name);
  if (Array.isArray(content)) made.append(...content.filter((each) => each !== null));
  else if (content !== undefined && content !== null) made.append(content instanceof Node ? content : String(content));
  if (more) for (const [key, value] of Object.entries(more)) {
    if (key === 'class') made.className = value;
    else if (key === 'click') made.addEventListener('click', value);
    else made.setAttribute(key, value);
  }
  return made;
}
const dim = (text) => make('div', text, { class: 'dim' });
const tag = (text) => make('span', text, { class: 'tag' });
function when(iso) {
  if (iso === null || iso === undefined) return make('span', '', {});
  return make('time', iso.slice(0, 10) + ' ' + iso.slice(11, 19), { datetime: iso, title: iso + ' UTC' });
}
function fill(id, columns, items, row, key, none) {
  const place = at(id);
  const seen = known.get(id);
  const keys = new Set(items.map(key));
  known.set(id, keys);
  if (items.length === 0) { place.replaceChildren(make('p', none, { class: 'empty' })); return; }
  const head = make('tr', columns.map(([title, kind]) => make('th', title, { scope: 'col', class: kind || '' })));
  const rows = items.map((item) => {
    const cells = row(item).map((cell, index) => make('td', cell, { class: columns[index][1] || '' }));
    return make('tr', cells, seen && !seen.has(key(item)) ? { class: 'new' } : {});
  });
  const scrolled = place.scrollTop;
  place.replaceChildren(make('table', [make('thead', head), make('tbody', rows)]));
  place.scrollTop = scrolled;
}
function note(id, text) { at(id + '-note').textContent = text; }
function some(part, whole, what) {
  return part < whole ? 'the ' + part + ' that changed last, of ' + whole.toLocaleString('en') : whole.toLocaleString('en') + ' ' + what + (whole === 1 ? '' : 's');
}
function statusCell(user) {
  const to = user.transitioningTo === null ? '' : ' \\u2192 ' + user.transitioningTo;
  return make('span', user.status + to, { class: 'status ' + user.status });
}
function show(all) {
  document.title = all.name + ' \\u00b7 simulated Okta';
  at('name').textContent = all.name;
  at('place').textContent = all.url + ' \\u00b7 ' + all.totals.users.toLocaleString('en') + ' users \\u00b7 ' + all.totals.groups.toLocaleString('en') +
    ' groups \\u00b7 ' + all.totals.requests.toLocaleString('en') + ' requests';
  chips(all.statuses);
  fill('users', [['Name'], ['Status', 'narrow'], ['Department', 'narrow wide'], ['Groups', 'number wide'], ['Changed', 'narrow wide']], all.users.items, (user) => [
    [make('button', user.name || user.login, { class: 'name', type: 'button', click: () => open(user.id) }), ' ',
      user.admin ? tag('admin') : null, user.source === null ? null : tag(user.source), dim(user.login)],
    statusCell(user), user.department, String(user.groups), when(user.lastUpdated),
  ], (user) => user.id + user.lastUpdated + user.status, 'Nobody.');
  note('users', some(all.users.items.length, all.users.matching, 'user'));
  fill('groups', [['Name'], ['Members', 'number'], ['Changed', 'narrow wide']], all.groups.items, (group) => [
    [group.name + ' ', group.type === 'OKTA_GROUP' ? null : tag(group.type), group.rule ? tag('rule') : null, group.admin ? tag('admin') : null],
    group.members.toLocaleString('en'), when(group.changed),
  ], (group) => group.id + group.members, 'No group.');
  note('groups', some(all.groups.items.length, all.groups.matching, 'group'));
  fill('log', [['When', 'narrow'], ['What']], all.log, (event) => [
    when(event.published), [event.eventType, dim([event.targets.join(', '), 'by ' + event.actor].filter((part) => part !== '').join(' \\u00b7 '))],
  ], (event) => event.uuid, 'Nothing has happened yet.');
  note('log', some(all.totals.events, all.totals.events, 'event'));
  fill('mails', [['When', 'narrow'], ['To']], all.mails, (mail) => [when(mail.at), [mail.recipient + ' ', tag(mail.kind), mail.about === mail.recipient ? null : dim('about ' + mail.about)]],
    (mail) => mail.at + mail.kind + mail.about, 'No mail was sent. None ever leaves this machine.');
  fill('requests', [['When', 'narrow'], ['Request'], ['Status', 'number']], all.requests, (request) => [
    when(request.at), [request.method + ' ' + request.path, request.query === '' ? null : dim(decoded(request.query))],
    make('span', request.cut ? request.cut : String(request.status), { class: request.cut || request.status >= 400 ? 'bad' : '' }),
  ], (request) => request.requestId, 'No request yet.');
  fill('faults', [['Id', 'narrow'], ['Fault'], ['State', 'narrow'], ['', 'narrow']], all.faults, (one) => [one.id, make('pre', JSON.stringify(one.fault)),
    [one.state, one.met > 0 ? dim('met by ' + one.met) : null, one.problem ? dim(one.problem) : null],
    make('button', 'Call off', { type: 'button', 'aria-label': 'Call off ' + one.id, click: () => change('DELETE', '/' + one.id) })], (one) => one.id, 'Everything works.');
  at('violations').textContent = all.violations.concat(all.mishaps).slice(-3).join(' \\u00b7 ');
}
function decoded(query) {
  try { return decodeURIComponent(query.replaceAll('+', ' ')); } catch { return query; }
}
function chips(statuses) {
  const make1 = (name, label) => make('button', label, { type: 'button', 'aria-pressed': String(wanted.status === name), click: () => { wanted.status = name; refresh(true); } });
  at('chips').replaceChildren(make1('', 'all'), ...Object.entries(statuses).sort().map(([name, count]) => make1(name, name + ' ' + count.toLocaleString('en'))));
}
async function open(id) {
  const answer = await fetch('/simulator/users/' + encodeURIComponent(id));
  if (!answer.ok) return;
  const user = await answer.json();
  const list = (title, items) => items.length === 0 ? [] : [make('h3', title), make('dl', items.flatMap(([name, value]) => [make('dt', name), make('dd', value)]))];
  at('person-name').textContent = user.name;
  at('person').replaceChildren(
    ...list('Account', [['id', user.id], ['status', statusCell(user)], ['created', when(user.created)], ['status changed', when(user.statusChanged)],
      ['last sign-in', user.lastLogin === null ? 'never' : when(user.lastLogin)], ['admin roles', user.roles.join(', ') || 'none'], ['groups', user.groups.join(', ') || 'none']]),
    ...list('Profile', Object.entries(user.profile).filter(([, value]) => value !== null).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)])),
    ...list('Sessions', user.sessions.map(({ kind, opened }) => [kind, when(opened)])),
    ...list('Mails', user.mails.map(({ kind, at: sent }) => [kind, when(sent)])),
    ...list('What happened', user.log.map((event) => [when(event.published), event.eventType + ' by ' + event.actor])));
  at('dialog').showModal();
}
let asked = 0;
async function refresh(anyway) {
  const turn = ++asked;
  try {
    const query = new URLSearchParams(wanted);
    const answer = await fetch('/simulator/overview?' + query, { headers: version === '' || anyway ? {} : { 'if-none-match': version } });
    if (turn !== asked) return;
    at('problem').textContent = '';
    if (answer.status === 304) return;
    version = answer.headers.get('etag') || '';
    if (anyway) known.clear();
    show(await answer.json());
  } catch { if (turn === asked) { version = ''; at('problem').textContent = 'The simulator does not answer. It may have been stopped.'; } }
}
async function clock() {
  try {
    const { now } = await (await fetch('/simulator/clock')).json();
    at('clock').replaceChildren('its clock says ', when(now), ' UTC');
  } catch { }
}
async function change(method, below, body) {
  const told = at('ordered');
  try {
    const answer = await fetch('/simulator/faults' + below, { method, headers: { 'content-type': 'application/json' }, body });
    const said = answer.status === 204 ? {} : await answer.json();
    const problems = said.problem ? [said.problem] : (said.problems || []).map(({ at: where, problem }) => where + ' ' + problem);
    told.className = answer.ok ? 'dim' : 'bad';
    told.textContent = answer.ok ? (said.ids ? 'Ordered: ' + said.ids.join(', ') : 'Called off.') : problems.join(' \\u00b7 ');
    refresh(true);
  } catch { told.className = 'bad'; told.textContent = 'The simulator does not answer.'; }
}
function suggest() { at('fault').value = JSON.stringify(samples[at('sample').value][1]); }
at('sample').append(...samples.map(([title], index) => make('option', title, { value: String(index) })));
suggest();
at('sample').addEventListener('change', suggest);
at('order').addEventListener('submit', (event) => { event.preventDefault(); change('POST', '', at('fault').value); });
at('clear').addEventListener('click', () => change('DELETE', ''));
at('find').addEventListener('submit', (event) => event.preventDefault());
at('text').addEventListener('input', (event) => { wanted.text = event.target.value; refresh(true); });
at('close').addEventListener('click', () => at('dialog').close());
refresh(true); clock();
setInterval(() => { if (!document.hidden) { refresh(false); clock(); } }, 1000);
`;
