// The calls of a file through Node's fetch.
import { readFileSync } from 'node:fs';

const [host, port, user, password, calls] = process.argv.slice(2);
const headers = { 'Authorization': 'Basic ' + Buffer.from(`${user}:${password}`).toString('base64'), 'Content-Type': 'application/json' };
const outcome = (reply) => reply.error ? ['error', reply.error] : ['ok', reply.result];
for (const [number, call] of JSON.parse(readFileSync(calls, 'utf8')).entries()) {
  const request = (member, n) => ({ jsonrpc: '2.0', id: number * 100 + n, method: member.method, params: member.params });
  const body = JSON.stringify(call.batch ? call.batch.map(request) : request(call, 0));
  const reply = await (await fetch(`http://${host}:${port}/`, { method: 'POST', headers, body })).json();
  const [kind, value] = call.batch ? ['ok', reply.map(outcome)] : outcome(reply);
  console.log([call.name, kind, JSON.stringify(value)].join('\t'));
}
