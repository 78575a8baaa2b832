import { createHash } from 'node:crypto';
import { script } from './script.ts';
import { style } from './style.ts';

function hashed(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * Nothing but this page's own script and style, talking to where it came from; no frame around it, no markup, and no form that goes
 * anywhere: what the page orders it asks for as JSON, which no other site can.
 */
export const pagePolicy = [
  "default-src 'none'",
  `script-src ${hashed(script)}`,
  `style-src ${hashed(style)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

function section(id: string, title: string, before = '', kind = ''): string {
  return `<section class="${kind}" aria-labelledby="${id}-title"><div class="head"><h2 id="${id}-title">${title}</h2>
<span class="note" id="${id}-note"></span></div>${before}<div class="body" id="${id}" tabindex="0" aria-label="${title}"></div></section>`;
}

const find = `<form id="find" role="search"><input id="text" type="search" placeholder="Name, login, department or group"
aria-label="Find users and groups" autocomplete="off"><div class="chips" id="chips" role="group" aria-label="Status"></div></form>`;

const order = `<form id="order"><select id="sample" aria-label="Faults to begin with"></select>
<textarea id="fault" rows="3" aria-label="Fault, as JSON" spellcheck="false" autocomplete="off"></textarea>
<div class="do"><button type="submit">Order it</button><button type="button" id="clear">Call off all</button>
<span id="ordered" role="status"></span></div></form>`;

/** A look at the organisation that keeps up with what happens. One file, and none of it from anywhere else. */
export const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated Okta</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><h1 id="name">Simulated Okta</h1><p id="place"></p><p id="clock"></p><p id="problem" role="alert"></p></header>
<main><div>${section('users', 'Users', find)}${section('groups', 'Groups', '', 'short')}</div>
<div>${section('log', 'System Log', '', 'short')}${section('mails', 'Mails', '', 'short')}
${section('requests', 'Requests', '', 'short')}${section('faults', 'Faults', order, 'short')}<p class="bad" id="violations"></p></div></main>
<dialog id="dialog" aria-labelledby="person-name"><div class="head"><h2 id="person-name"></h2>
<button type="button" id="close">Close</button></div><div id="person"></div></dialog>
<script>${script}</script></body></html>
`;
