// A peer of the text benchmarks: Polars, which makes a data frame of columns, or DuckDB, which makes a table of columns in
// memory. Called and asked as peer.py is: node --expose-gc peer.mjs PEER NAME=VALUE..., then "check" and "run".
import { createInterface } from 'node:readline';

const peer = process.argv[2];
const given = Object.fromEntries(process.argv.slice(3).map(argument => argument.split(/=(.*)/s)));
const fields = given.fields.split(', ').map(field => field.split(' '));

async function load(name) {
  try {
    return await import(name);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') process.exit(69);
    throw error;
  }
}

// A peer has work, sums of what it made, and a way to drop it.
async function polars() {
  // Read when the library is loaded.
  process.env.POLARS_MAX_THREADS = given.threads;
  const pl = (await load('nodejs-polars')).default;
  const kinds = { S: pl.Utf8, i4: pl.Int32, f4: pl.Float32, f8: pl.Float64 };
  const schema = Object.fromEntries(fields.map(([name, type]) => [name, kinds[type] ?? kinds[type[0]]]));
  let frame;
  return {
    work() {
      frame = pl.readCSV(given.path, { hasHeader: false, sep: given.delimiter, schema, quoteChar: '', numThreads: Number(given.threads) });
    },
    sums() {
      const sums = fields.map(([name, type]) => (type[0] === 'S' ? frame.getColumn(name).str.lengths() : frame.getColumn(name)).cast(pl.Float64).sum());
      return [frame.height, ...sums];
    },
    async drop() {
      frame = undefined;
      globalThis.gc();
      await new Promise(setImmediate);
    },
  };
}

async function duckdb() {
  const { DuckDBInstance } = await load('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: given.threads });
  const connection = await instance.connect();
  const kinds = { S: 'VARCHAR', i4: 'INTEGER', f4: 'FLOAT', f8: 'DOUBLE' };
  const text = value => `'${value.replaceAll("'", "''")}'`;
  const columns = fields.map(([name, type]) => `${text(name)}: '${kinds[type] ?? kinds[type[0]]}'`).join(', ');
  const source = `read_csv(${text(given.path)}, delim = ${text(given.delimiter)}, header = false, auto_detect = false, quote = '', escape = '', columns = {${columns}})`;
  return {
    async work() {
      await connection.run(`CREATE TABLE frame AS FROM ${source}`);
    },
    async sums() {
      const sums = fields.map(([name, type]) => `sum(${type[0] === 'S' ? `strlen("${name}")` : `"${name}"`})::DOUBLE`);
      const result = await connection.runAndReadAll(`SELECT count(*)::DOUBLE, ${sums.join(', ')} FROM frame`);
      return result.getRows()[0];
    },
    async drop() {
      await connection.run('DROP TABLE frame');
    },
  };
}

const { work, sums, drop } = await (peer === 'Polars' ? polars() : duckdb());
for await (const command of createInterface({ input: process.stdin })) {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  await work();
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  console.log((command === 'check' ? await sums() : [wall, (user + system) / 1e6]).join(' '));
  await drop();
}
