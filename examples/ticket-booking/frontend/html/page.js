'use strict';

const element = (id) => document.getElementById(id);

async function api(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? body.reason ?? body.status);
  return body;
}

function row(event) {
  const tr = document.createElement('tr');
  for (const text of [event.name, event.venue, new Date(event.startsAt).toLocaleString(), event.free]) {
    tr.append(Object.assign(document.createElement('td'), { textContent: text }));
  }
  tr.lastElementChild.className = 'number';
  return tr;
}

async function showEvents() {
  const events = await api('/api/events');
  element('events').replaceChildren(...events.map(row));
  const select = element('book').elements.event;
  const chosen = select.value;
  select.replaceChildren(...events.map((event) => new Option(event.name, event.id, false, String(event.id) === chosen)));
}

async function book(submit) {
  submit.preventDefault();
  const { event, holder } = submit.target.elements;
  try {
    const ticket = await api('/api/tickets', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ eventId: Number(event.value), holder: holder.value }),
    });
    element('message').textContent = `Ticket ${ticket.id} for ${ticket.event} is yours, ${ticket.holder}.`;
    await showEvents();
  } catch (error) {
    element('message').textContent = `That did not work: ${error.message}`;
  }
}

element('book').addEventListener('submit', book);
api('/api/health')
  .then((health) => { element('api-version').textContent = health.version; })
  .catch((error) => { element('api-version').textContent = error.message; });
showEvents().catch((error) => { element('message').textContent = `The events cannot be shown: ${error.message}`; });
