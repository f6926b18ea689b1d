// The calls of calls.json through Node's fetch.
import { readFileSync } from 'node:fs';

const [host, port, user, password, calls] = process.argv.slice(2);
const headers = { 'Authorization': 'Basic ' + Buffer.from(`${user}:${password}`).toString('base64'), 'Content-Type': 'application/json' };
for (const [id, call] of JSON.parse(readFileSync(calls, 'utf8')).entries()) {
  const body = JSON.stringify({ jsonrpc: '2.0', id, method: call.method, params: call.params });
  const reply = await (await fetch(`http://${host}:${port}/`, { method: 'POST', headers, body })).json();
  console.log([call.name, reply.error ? 'error' : 'ok', JSON.stringify(reply.error ?? reply.result)].join('\t'));
}
