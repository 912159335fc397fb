'use strict';

/** A request that cannot be done, with the HTTP status that says so. */
class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Events and the tickets booked for them. */
class Tickets {
  #database;

  constructor(database) {
    this.#database = database;
  }

  async events() {
    const rows = await this.#database.query(
      'SELECT id, name, venue, starts_at, capacity, booked FROM events ORDER BY starts_at, id');
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      venue: row.venue,
      startsAt: row.starts_at,
      capacity: row.capacity,
      free: row.capacity - row.booked,
    }));
  }

  /** The newest tickets, at most 100. */
  async list() {
    const rows = await this.#database.query(
      'SELECT t.id, t.event_id, e.name AS event, t.holder, t.booked_at'
      + ' FROM tickets t JOIN events e ON e.id = t.event_id ORDER BY t.id DESC LIMIT 100');
    return rows.map(present);
  }

  /**
   * Books one seat. `key`, when given, makes a repeated request harmless: the second one gets the ticket of the
   * first, so that a client may try again when an answer was lost.
   * Throws Refused: 400 bad request, 404 no such event, 409 sold out.
   */
  async book(request, key) {
    const { eventId, holder } = checked(request, key);
    try {
      return await this.#database.transaction(async (query) => {
        const earlier = key && (await find(query, 't.idempotency_key = ?', key));
        if (earlier) return { ticket: earlier, created: false };
        const { affectedRows } = await query('UPDATE events SET booked = booked + 1 WHERE id = ? AND booked < capacity', [eventId]);
        if (affectedRows === 0) {
          const [event] = await query('SELECT name FROM events WHERE id = ?', [eventId]);
          throw event ? new Refused(409, `"${event.name}" is sold out`) : new Refused(404, `there is no event ${eventId}`);
        }
        const { insertId } = await query(
          'INSERT INTO tickets (event_id, holder, idempotency_key) VALUES (?, ?, ?)', [eventId, holder, key || null]);
        return { ticket: await find(query, 't.id = ?', insertId), created: true };
      });
    } catch (error) {
      // Two requests with the same key at once: the unique index lets one through, the other reads its ticket.
      if (key && error.code === 'ER_DUP_ENTRY') {
        const query = (sql, values) => this.#database.query(sql, values);
        return { ticket: await find(query, 't.idempotency_key = ?', key), created: false };
      }
      throw error;
    }
  }
}

function checked(request, key) {
  if (request === null || typeof request !== 'object') throw new Refused(400, 'the body must be a JSON object');
  const { eventId, holder } = request;
  if (!Number.isInteger(eventId) || eventId < 1) throw new Refused(400, 'eventId must be a whole number');
  if (typeof holder !== 'string' || holder.trim() === '' || holder.length > 120) {
    throw new Refused(400, 'holder must be a name of 1 to 120 characters');
  }
  if (key !== undefined && (key === '' || key.length > 64)) {
    throw new Refused(400, 'Idempotency-Key must have 1 to 64 characters');
  }
  return { eventId, holder: holder.trim() };
}

async function find(query, condition, value) {
  const [row] = await query(
    'SELECT t.id, t.event_id, e.name AS event, t.holder, t.booked_at'
    + ` FROM tickets t JOIN events e ON e.id = t.event_id WHERE ${condition}`, [value]);
  return row && present(row);
}

function present(row) {
  return { id: row.id, eventId: row.event_id, event: row.event, holder: row.holder, bookedAt: row.booked_at };
}

module.exports = { Tickets, Refused };
