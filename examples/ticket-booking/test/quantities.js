'use strict';

const MEMORY = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** CPU in thousandths of a core. */
const cpu = (text) => (String(text).endsWith('m') ? Number(String(text).slice(0, -1)) : Number(text) * 1000);

/** Memory or storage in bytes. */
const memory = (text) => {
  const [, number, unit] = /^(\d+)(Ki|Mi|Gi)$/.exec(text);
  return Number(number) * MEMORY[unit];
};

module.exports = { cpu, memory };
